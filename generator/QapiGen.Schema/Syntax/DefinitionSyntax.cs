using QapiGen.Schema.Documentation;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Syntax;

/// <summary>A definition as written; its shape is not checked yet (spec phase 2 does that).</summary>
/// <param name="Object">The whole object, from <c>{</c> to <c>}</c>.</param>
/// <param name="Documentation">The block directly in front of it, or null; a free-form block there is not its documentation (spec D-7).</param>
/// <param name="Span">As <paramref name="Object"/>.</param>
public sealed record DefinitionSyntax(ObjectSyntax Object, DocBlock? Documentation, SourceSpan Span) : TopLevelSyntax(Span)
{
    /// <summary>
    /// Whether a syntax fault, which has been reported, left it incomplete: the name may be known, the rest says nothing.
    /// Whatever seems to be missing or wrong in it, or in references to it, is not worth a diagnostic of its own.
    /// </summary>
    public bool IsBroken { get; init; }

    /// <summary>
    /// Whether its documentation block had faults, which have been reported: what seems to be undocumented, or that the
    /// block seems to be absent, is not worth a diagnostic of its own.
    /// </summary>
    public bool HasDocumentationFaults { get; init; }
}
