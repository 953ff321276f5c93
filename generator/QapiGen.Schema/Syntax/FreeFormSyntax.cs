using QapiGen.Schema.Documentation;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Syntax;

/// <summary>A documentation block that belongs to no definition (spec D-4).</summary>
public sealed record FreeFormSyntax(DocBlock Documentation, SourceSpan Span) : TopLevelSyntax(Span);
