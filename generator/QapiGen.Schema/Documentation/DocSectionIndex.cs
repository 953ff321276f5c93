using System.Collections.Generic;
using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Documentation;

/// <summary>Finds sections of documentation blocks by kind and name, for those who ask for each member of a long definition.</summary>
/// <remarks>Not for several threads at once. Remembers the blocks that it was asked about.</remarks>
public sealed class DocSectionIndex
{
    // Blocks compare by value, text by text; here it is enough to know them again.
    private readonly Dictionary<DocBlock, Dictionary<(DocSectionKind Kind, string? Name), DocSection>> _blocks = new(ReferenceComparer<DocBlock>.Instance);

    /// <summary>The first section of this kind and name, as <see cref="DocBlock.Find"/> finds it; null without one or without a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="name">The name; null for the first of the kind.</param>
    public DocSection? Find(DocBlock? block, DocSectionKind kind, string? name = null)
    {
        if (block is null)
        {
            return null;
        }

        if (!_blocks.TryGetValue(block, out Dictionary<(DocSectionKind Kind, string? Name), DocSection>? sections))
        {
            _blocks.Add(block, sections = Index(block));
        }

        return sections.TryGetValue((kind, name), out DocSection? found) ? found : null;
    }

    private static Dictionary<(DocSectionKind Kind, string? Name), DocSection> Index(DocBlock block)
    {
        var sections = new Dictionary<(DocSectionKind Kind, string? Name), DocSection>();
        for (int i = block.Sections.Count - 1; i >= 0; i--)
        {
            DocSection section = block.Sections[i];
            sections[(section.Kind, null)] = section;
            if (section.Name is not null)
            {
                sections[(section.Kind, section.Name)] = section;
            }
        }

        return sections;
    }
}
