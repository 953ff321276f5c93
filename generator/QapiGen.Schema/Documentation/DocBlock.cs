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

/// <summary>One section of a documentation block.</summary>
/// <param name="Kind">What the section is.</param>
/// <param name="Name">Name of the member or feature described; for a tagged section the tag as written without its colon; else null.</param>
/// <param name="Text">The text (spec D-21, D-33, D-34), lines joined by LF.</param>
/// <param name="Span">Start of the section: the line's text that opened it.</param>
public sealed record DocSection(DocSectionKind Kind, string? Name, string Text, SourceSpan Span)
{
    /// <summary>How much of its indentation the first line has lost in <see cref="Text"/>; null if it stands behind the word that opens the section, and has none.</summary>
    internal int? LostIndentation { get; init; }

    /// <summary>Where each line of <see cref="Text"/> begins in the file.</summary>
    internal EquatableArray<int> LineStarts { get; init; }
}

/// <summary>Kinds of documentation sections, of both generations (spec 2.2 and 2.4).</summary>
public enum DocSectionKind
{
    /// <summary>The text before everything else.</summary>
    Body,

    /// <summary>Description of a member, branch, enum value or argument.</summary>
    Member,

    /// <summary>Description of a feature.</summary>
    Feature,

    /// <summary>What a command returns.</summary>
    Returns,

    /// <summary>Errors of a command.</summary>
    Errors,

    /// <summary>Version that introduced the definition.</summary>
    Since,

    /// <summary>Something to be done.</summary>
    Todo,

    /// <summary>A <c>Note:</c> or <c>Notes:</c> section of older releases.</summary>
    Note,

    /// <summary>An <c>Example:</c> or <c>Examples:</c> section of older releases.</summary>
    Example,

    /// <summary>Untagged text after another section.</summary>
    Plain,
}
