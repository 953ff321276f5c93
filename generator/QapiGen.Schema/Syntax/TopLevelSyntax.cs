using QapiGen.Schema.Documentation;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Syntax;

/// <summary>What stands at the top level of a file, in reading order: definition, include, pragma or free-form documentation.</summary>
public abstract record TopLevelSyntax(SourceSpan Span);

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

/// <summary>An include directive (spec T-20).</summary>
/// <param name="Path">The include string as written.</param>
/// <param name="Span">The directive's object.</param>
public sealed record IncludeSyntax(StringSyntax Path, SourceSpan Span) : TopLevelSyntax(Span)
{
    /// <summary>How many of the document's faults come before those of the included file (spec R-25: depth first).</summary>
    public int PrecedingFaults { get; init; }
}

/// <summary>A pragma directive whose shape has been checked (spec T-21, T-23).</summary>
/// <param name="Settings">The pragma's object: known keys, values of the right shape, in written order.</param>
/// <param name="Span">The directive's object.</param>
public sealed record PragmaSyntax(ObjectSyntax Settings, SourceSpan Span) : TopLevelSyntax(Span);

/// <summary>A documentation block that belongs to no definition (spec D-4).</summary>
public sealed record FreeFormSyntax(DocBlock Documentation, SourceSpan Span) : TopLevelSyntax(Span);
