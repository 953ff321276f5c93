using System.Collections.Generic;
using System.Globalization;
using System.Text;
using QapiGen.Schema.Documentation.Content;

namespace QapiGen.LanguageServer.Features;

/// <summary>Writes documentation as Markdown, as editors show it.</summary>
internal static class DocMarkdown
{
    private const string Special = "\\`*_{}[]<>#|!~";

    /// <summary>The text; ends without line end.</summary>
    public static string Write(IReadOnlyList<DocNode> nodes)
    {
        var text = new StringBuilder();
        Write(text, nodes, "");
        return text.ToString();
    }

    /// <summary>The text of a paragraph, on one line.</summary>
    public static string Write(IReadOnlyList<DocInline> pieces)
    {
        var text = new StringBuilder();
        foreach (DocInline piece in pieces)
        {
            text.Append(Inline(piece));
        }

        return text.Replace('\n', ' ').ToString();
    }

    /// <summary>Text that has no mark-up.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            escaped.Append(Special.Contains(c, System.StringComparison.Ordinal) ? "\\" : "").Append(c);
        }

        return escaped.ToString();
    }

    private static void Write(StringBuilder text, IReadOnlyList<DocNode> nodes, string indentation)
    {
        for (int i = 0; i < nodes.Count; i++)
        {
            text.Append(i == 0 ? "" : "\n\n" + indentation);
            Write(text, nodes[i], indentation);
        }
    }

    private static void Write(StringBuilder text, DocNode node, string indentation)
    {
        switch (node)
        {
            case DocParagraph paragraph:
                text.Append(Write(paragraph.Content));
                break;
            case DocHeading heading:
                text.Append("**").Append(Escape(heading.Text)).Append("**");
                break;
            case DocList list:
                for (int i = 0; i < list.Items.Count; i++)
                {
                    string marker = list.IsOrdered ? (i + 1).ToString(CultureInfo.InvariantCulture) + ". " : "- ";
                    text.Append(i == 0 ? "" : "\n" + indentation).Append(marker);
                    Write(text, list.Items[i].Content, indentation + new string(' ', marker.Length));
                }

                break;
            case DocQuote quote:
                text.Append("> ");
                Write(text, quote.Content, indentation + "> ");
                break;
            case DocLiteral literal:
                string fence = literal.Text.Contains("```", System.StringComparison.Ordinal) ? "~~~~" : "```";
                text.Append(fence).Append(literal.Language).Append('\n').Append(indentation)
                    .Append(literal.Text.Replace("\n", "\n" + indentation, System.StringComparison.Ordinal)).Append('\n').Append(indentation).Append(fence);
                break;
            case DocExample example:
                text.Append("*Example").Append(example.Title.Length > 0 ? ": " + Escape(example.Title) : "").Append("*\n\n").Append(indentation);
                Write(text, example.Content, indentation);
                break;
            case DocAdmonition admonition:
                text.Append("**").Append(Escape(admonition.Title)).Append(":** ");
                Write(text, admonition.Content, indentation);
                break;
        }
    }

    private static string Inline(DocInline piece) => piece switch
    {
        DocText plain => Escape(plain.Text),
        DocEmphasis emphasis => emphasis.IsStrong ? $"**{Escape(emphasis.Text)}**" : $"*{Escape(emphasis.Text)}*",
        DocCode code => Code(code.Text),
        DocMemberReference member => Code(member.Name),
        DocReference reference => Code(reference.Text),
        DocLink link => link.Text == link.Address ? $"<{link.Address}>" : $"[{Escape(link.Text)}]({link.Address})",
        _ => "",
    };

    private static string Code(string text) => text.Contains('`', System.StringComparison.Ordinal) ? $"`` {text} ``" : $"`{text}`";
}
