using QapiGen.Schema.Collections;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Syntax;

/// <summary>An array; the order of elements has meaning.</summary>
public sealed record ArraySyntax(EquatableArray<ValueSyntax> Elements, SourceSpan Span) : ValueSyntax(Span);
