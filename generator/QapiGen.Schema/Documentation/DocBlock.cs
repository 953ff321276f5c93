using QapiGen.Schema.Collections;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Documentation;

/// <summary>A documentation block, read into sections (spec 2).</summary>
/// <param name="Symbol">The documented name of a definition block; null for a free-form block.</param>
/// <param name="Sections">The sections in textual order; the first is always the body, perhaps empty.</param>
/// <param name="Span">From the opening <c>##</c> to the end of the closing one.</param>
public sealed record DocBlock(string? Symbol, EquatableArray<DocSection> Sections, SourceSpan Span)
{
    /// <summary>Where the symbol stands, without <c>@</c> and colon; empty at the block's start for a free-form block.</summary>
    public SourceSpan SymbolSpan { get; init; } = new(Span.Start, 0);

    /// <summary>The first section of this kind and name, or null.</summary>
    public DocSection? Find(DocSectionKind kind, string? name = null)
    {
        foreach (DocSection section in Sections)
        {
            if (section.Kind == kind && (name is null || section.Name == name))
            {
                return section;
            }
        }

        return null;
    }
}
