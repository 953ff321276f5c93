using System.Collections.Generic;
using System.Text;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>Writes documentation as plain text: mark-up is taken off, paragraphs are lines of their own, lists and literals keep their form.</summary>
public static class DocPlainText
{
    /// <summary>The text; blocks are divided by an empty line, list items and literals are indented.</summary>
    public static string Write(IReadOnlyList<DocNode> nodes)
    {
        var text = new StringBuilder();
        Write(text, nodes, "");
        return text.ToString();
    }

    /// <summary>The text of a paragraph; line ends become blanks.</summary>
    public static string Write(IReadOnlyList<DocInline> pieces)
    {
        var text = new StringBuilder();
        foreach (DocInline piece in pieces)
        {
            text.Append(Text(piece));
        }

        return text.Replace('\n', ' ').ToString();
    }

    private static void Write(StringBuilder text, IReadOnlyList<DocNode> nodes, string indentation)
    {
        for (int i = 0; i < nodes.Count; i++)
        {
            text.Append(i > 0 ? "\n\n" : "");
            Write(text, nodes[i], indentation, i == 0);
        }
    }

    // The first block of an item stands on the line of its marker.
    private static void Write(StringBuilder text, DocNode node, string indentation, bool isFirst)
    {
        string lead = isFirst ? "" : indentation;
        switch (node)
        {
            case DocParagraph paragraph:
                text.Append(lead).Append(Write(paragraph.Content));
                break;
            case DocHeading heading:
                text.Append(lead).Append(heading.Text);
                break;
            case DocList list:
                for (int i = 0; i < list.Items.Count; i++)
                {
                    string marker = list.Marker(i);
                    text.Append(i > 0 ? "\n" + indentation : lead).Append(marker);
                    Write(text, list.Items[i].Content, indentation + new string(' ', marker.Length));
                }

                break;
            case DocTerms terms:
                for (int i = 0; i < terms.Items.Count; i++)
                {
                    text.Append(i > 0 ? "\n" + indentation : lead).Append(Write(terms.Items[i].Name)).Append('\n').Append(indentation).Append("  ");
                    Write(text, terms.Items[i].Content, indentation + "  ");
                }

                break;
            case DocTable table:
                text.Append(lead).Append(string.Join("\n" + indentation, DocTableText.Lines(table)));
                break;
            case DocQuote quote:
                text.Append(lead).Append("  ");
                Write(text, quote.Content, indentation + "  ");
                break;
            case DocLiteral literal:
                text.Append(lead).Append("  ").Append(literal.Text.Replace("\n", "\n" + indentation + "  "));
                break;
            case DocExample example:
                text.Append(lead).Append(example.Title.Length > 0 ? $"Example: {example.Title}" : "Example:").Append("\n\n").Append(indentation);
                Write(text, example.Content, indentation);
                break;
            case DocAdmonition admonition:
                text.Append(lead).Append(admonition.Title).Append(": ");
                Write(text, admonition.Content, indentation);
                break;
        }
    }

    private static string Text(DocInline piece) => piece switch
    {
        DocText text => text.Text,
        DocEmphasis emphasis => emphasis.Text,
        DocCode code => code.Text,
        DocMemberReference member => member.Name,
        DocReference reference => reference.Text,
        DocLink link => link.Text == link.Address ? link.Address : $"{link.Text} ({link.Address})",
        _ => "",
    };
}
