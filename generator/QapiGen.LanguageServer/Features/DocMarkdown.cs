using System.Collections.Generic;
using System.Linq;
using System.Text;
using QapiGen.Schema.Documentation.Content;
using QapiGen.Schema.Text;

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

    /// <summary>The text behind a title: on its line if it begins with a paragraph, else below, where a list is one.</summary>
    /// <param name="title">The title, in Markdown.</param>
    /// <param name="nodes">The text.</param>
    /// <param name="indentation">What lines below begin with.</param>
    public static string Write(string title, IReadOnlyList<DocNode> nodes, string indentation = "")
    {
        var text = new StringBuilder(title).Append(nodes.Count == 0 ? "" : nodes[0] is DocParagraph ? " " : "\n\n" + indentation);
        Write(text, nodes, indentation);
        return text.ToString();
    }

    /// <summary>The text of a paragraph, on one line.</summary>
    public static string Write(IReadOnlyList<DocInline> pieces)
    {
        var text = new StringBuilder();
        foreach (DocInline piece in pieces)
        {
            string next = Inline(piece);

            // Two pieces of code in a row would be one, with other ends.
            text.Append(text.Length > 0 && text[^1] == '`' && next.StartsWith('`') ? " " : "").Append(next);
        }

        return text.Replace('\n', ' ').ToString();
    }

    /// <summary>Text that has no mark-up.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char c in SafeText.EscapeLines(text))
        {
            escaped.Append(Special.Contains(c, System.StringComparison.Ordinal) ? "\\" : "").Append(c);
        }

        return escaped.ToString();
    }

    /// <summary>A block of code, whatever is in it; ends without line end.</summary>
    public static string Block(string code, string language)
    {
        string fence = MarkdownText.Fence(code);
        return $"{fence}{(IsWord(language) ? language : "")}\n{SafeText.EscapeLines(code)}\n{fence}";
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
                    // Markdown has no letters, so they stand in the text.
                    string marker = list.HasLetters ? "- " : list.Marker(i);
                    text.Append(i == 0 ? "" : "\n" + indentation).Append(marker).Append(list.HasLetters ? list.Marker(i) : "");
                    Write(text, list.Items[i].Content, indentation + new string(' ', marker.Length));
                }

                break;
            case DocTerms terms:
                for (int i = 0; i < terms.Items.Count; i++)
                {
                    text.Append(i == 0 ? "" : "\n" + indentation).Append(Write("- " + Write(terms.Items[i].Name).TrimEnd(':') + ":", terms.Items[i].Content, indentation + "  "));
                }

                break;
            case DocTable table:
                text.Append(string.Join("\n" + indentation, TableLines(table)));
                break;
            case DocQuote quote:
                text.Append("> ");
                Write(text, quote.Content, indentation + "> ");
                break;
            case DocLiteral literal:
                text.Append(Block(literal.Text, literal.Language).Replace("\n", "\n" + indentation, System.StringComparison.Ordinal));
                break;
            case DocExample example:
                text.Append("*Example").Append(example.Title.Length > 0 ? ": " + Escape(example.Title) : "").Append("*\n\n").Append(indentation);
                Write(text, example.Content, indentation);
                break;
            case DocAdmonition admonition:
                text.Append(Write($"**{Escape(admonition.Title)}:**", admonition.Content, indentation));
                break;
        }
    }

    // As GitHub has them: with one header, which may be empty, and one line for a row.
    private static List<string> TableLines(DocTable table)
    {
        List<string> lines = table.Title.Count > 0 ? [Write(table.Title), ""] : [];
        int columns = table.Rows[0].Cells.Count;
        lines.Add(MarkdownText.Row(table.Header.Count == 0 ? new string[columns] : Cells(table.Header[0])));
        lines.Add(MarkdownText.Row(Enumerable.Repeat("---", columns)));
        lines.AddRange(table.Header.Skip(1).Concat(table.Rows).Select(static row => MarkdownText.Row(Cells(row))));
        return lines;
    }

    private static IEnumerable<string> Cells(DocRow row) =>
        row.Cells.Select(static cell => cell.Content is [DocParagraph only] ? Write(only.Content) : Escape(DocTableText.OneLine(cell.Content)));

    private static string Inline(DocInline piece) => piece switch
    {
        DocText plain => Escape(plain.Text),
        DocEmphasis emphasis => emphasis.IsStrong ? $"**{Escape(emphasis.Text)}**" : $"*{Escape(emphasis.Text)}*",
        DocCode code => MarkdownText.Code(code.Text),
        DocMemberReference member => MarkdownText.Code(member.Name),
        DocReference reference => MarkdownText.Code(reference.Text),
        DocLink { IsPlain: true } link => link.Text == link.Address ? $"<{MarkdownText.Address(link.Address)}>" : $"[{Escape(link.Text)}]({MarkdownText.Address(link.Address)})",
        DocLink link => Escape(link.Text == link.Address ? link.Text : $"{link.Text} ({link.Address})"),
        _ => "",
    };

    private static bool IsWord(string text) => text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '+' or '#' or '.');
}
