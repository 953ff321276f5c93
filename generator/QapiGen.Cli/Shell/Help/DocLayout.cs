using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Documentation.Content;

namespace QapiGen.Cli.Shell.Help;

/// <summary>Lays documentation out for a terminal: paragraphs are filled, list items hang, literal text stays as it is.</summary>
internal static class DocLayout
{
    /// <summary>The lines.</summary>
    /// <param name="escape">Makes a line safe to print.</param>
    /// <param name="nodes">The documentation.</param>
    /// <param name="width">Columns of a line.</param>
    public static IEnumerable<string> Lines(Func<string, string> escape, IReadOnlyList<DocNode> nodes, int width)
    {
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (string line in (i > 0 ? [""] : Array.Empty<string>()).Concat(Lines(escape, nodes[i], width)))
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<string> Lines(Func<string, string> escape, DocNode node, int width) => node switch
    {
        DocParagraph paragraph => TextWrap.Wrap(escape, DocPlainText.Write(paragraph.Content), width),
        DocHeading heading => [escape(heading.Text)],
        DocList list => list.Items.SelectMany((item, i) => Hang(
            list.Marker(i), inner => Lines(escape, item.Content, inner), width)),
        DocTerms terms => terms.Items.SelectMany(term => TextWrap.Wrap(escape, DocPlainText.Write(term.Name), width).Concat(Hang("  ", inner => Lines(escape, term.Content, inner), width))),
        DocTable table => DocTableText.Lines(table).Select(escape),
        DocQuote quote => Hang("  ", inner => Lines(escape, quote.Content, inner), width),
        DocLiteral literal => literal.Text.Split('\n').Select(line => line.Length == 0 ? "" : "  " + escape(line)),
        DocExample example => Under(example.Title.Length > 0 ? $"Example: {escape(example.Title)}" : "Example:", Lines(escape, example.Content, width)),
        DocAdmonition admonition => Under(escape(admonition.Title) + ":", Hang("  ", inner => Lines(escape, admonition.Content, inner), width)),
        _ => [],
    };

    private static IEnumerable<string> Under(string title, IEnumerable<string> lines) => lines.Prepend(title);

    private static IEnumerable<string> Hang(string marker, Func<int, IEnumerable<string>> lines, int width) => lines(width - marker.Length)
        .Select((line, i) => i == 0 ? marker + line : line.Length == 0 ? "" : new string(' ', marker.Length) + line);
}
