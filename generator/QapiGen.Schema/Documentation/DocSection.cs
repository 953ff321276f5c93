using QapiGen.Schema.Text;

namespace QapiGen.Schema.Documentation;

/// <summary>One section of a documentation block.</summary>
/// <param name="Kind">What the section is.</param>
/// <param name="Name">Name of the member or feature described; for a tagged section the tag as written without its colon; else null.</param>
/// <param name="Text">The text (spec D-21, D-33, D-34), lines joined by LF.</param>
/// <param name="Span">Start of the section: the line's text that opened it.</param>
public sealed record DocSection(DocSectionKind Kind, string? Name, string Text, SourceSpan Span);
