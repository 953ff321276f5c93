using QapiGen.Schema.Text;

namespace QapiGen.Schema.Syntax;

/// <summary>An include directive (spec T-20).</summary>
/// <param name="Path">The include string as written.</param>
/// <param name="Span">The directive's object.</param>
public sealed record IncludeSyntax(StringSyntax Path, SourceSpan Span) : TopLevelSyntax(Span);
