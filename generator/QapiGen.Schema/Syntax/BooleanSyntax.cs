using QapiGen.Schema.Text;

namespace QapiGen.Schema.Syntax;

/// <summary>The keyword <c>true</c> or <c>false</c>.</summary>
public sealed record BooleanSyntax(bool Value, SourceSpan Span) : ValueSyntax(Span);
