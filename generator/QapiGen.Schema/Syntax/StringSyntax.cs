using QapiGen.Schema.Text;

namespace QapiGen.Schema.Syntax;

/// <summary>A string in single quotes (spec R-7).</summary>
/// <param name="Value">The text without quotes, the escape <c>\\</c> resolved.</param>
/// <param name="Span">Where it stands, quotes included.</param>
public sealed record StringSyntax(string Value, SourceSpan Span) : ValueSyntax(Span);
