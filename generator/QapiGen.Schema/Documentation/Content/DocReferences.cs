using System.Collections.Generic;
using System.Linq;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>Finds what documentation refers to, wherever it does: in what <c>TODO</c> sections say, too.</summary>
public static class DocReferences
{
    /// <summary>The references of a block: each is a <see cref="DocMemberReference"/> or a <see cref="DocReference"/>, with the places of its names in the file.</summary>
    /// <param name="block">The block.</param>
    public static IReadOnlyList<DocInline> Find(DocBlock block)
    {
        var found = new List<DocInline>();
        foreach (DocSection section in block.Sections)
        {
            if (section.Kind != DocSectionKind.Example && DocParagraphText.MayRefer(section.Text))
            {
                Add(found, DocReader.ReadText(section));
            }
        }

        return found;
    }

    private static void Add(List<DocInline> found, IReadOnlyList<DocNode> nodes)
    {
        foreach (DocNode node in nodes)
        {
            switch (node)
            {
                case DocParagraph paragraph:
                    Add(found, paragraph.Content);
                    break;
                case DocHeading heading:
                    Add(found, heading.Content);
                    break;
                case DocList list:
                    foreach (DocItem item in list.Items)
                    {
                        Add(found, item.Content);
                    }

                    break;
                case DocTerms terms:
                    foreach (DocTerm term in terms.Items)
                    {
                        Add(found, term.Name);
                        Add(found, term.Content);
                    }

                    break;
                case DocTable table:
                    Add(found, table.Title);
                    foreach (DocItem cell in table.Header.Concat(table.Rows).SelectMany(static row => row.Cells))
                    {
                        Add(found, cell.Content);
                    }

                    break;
                case DocQuote quote:
                    Add(found, quote.Content);
                    break;
                case DocExample example:
                    Add(found, example.TitleContent);
                    Add(found, example.Content);
                    break;
                case DocAdmonition admonition:
                    Add(found, admonition.TitleContent);
                    Add(found, admonition.Content);
                    break;
            }
        }
    }

    private static void Add(List<DocInline> found, IReadOnlyList<DocInline> pieces)
    {
        foreach (DocInline piece in pieces)
        {
            if (piece is DocMemberReference or DocReference)
            {
                found.Add(piece);
            }
        }
    }
}
