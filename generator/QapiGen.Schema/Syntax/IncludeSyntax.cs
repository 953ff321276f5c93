using QapiGen.Schema.Text;

namespace QapiGen.Schema.Syntax;

/// <summary>An include directive (spec T-20).</summary>
/// <param name="Path">The include string as written.</param>
/// <param name="Span">The directive's object.</param>
public sealed record IncludeSyntax(StringSyntax Path, SourceSpan Span) : TopLevelSyntax(Span)
{
    /// <summary>How many of the document's faults come before those of the included file (spec R-25: depth first).</summary>
    public int PrecedingFaults { get; init; }
}
