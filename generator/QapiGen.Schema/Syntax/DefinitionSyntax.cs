using QapiGen.Schema.Documentation;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Syntax;

/// <summary>A definition as written; its shape is not checked yet (spec phase 2 does that).</summary>
/// <param name="Object">The whole object, from <c>{</c> to <c>}</c>.</param>
/// <param name="Documentation">The definition block in front of it, or null.</param>
/// <param name="Span">As <paramref name="Object"/>.</param>
public sealed record DefinitionSyntax(ObjectSyntax Object, DocBlock? Documentation, SourceSpan Span) : TopLevelSyntax(Span);
