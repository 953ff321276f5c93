using System;
using System.Collections.Generic;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>Reads words and what is said of them: a line with indented ones directly below, and fields, <c>:name: text</c>.</summary>
internal static class DocTermReader
{
    /// <summary>Whether such a word stands in a line that is nothing else.</summary>
    public static bool IsTerm(DocLine[] lines, int i, int end) =>
        FieldLength(lines[i]) > 0 || (i + 1 < end && !lines[i + 1].IsBlank && lines[i + 1].Indentation > lines[i].Indentation && CanBeTerm(lines[i].Text.Trim()));

    /// <summary>Reads the words that follow each other.</summary>
    /// <returns>The line behind them.</returns>
    public static int Read(DocLine[] lines, int i, int end, int depth, List<DocNode> nodes)
    {
        int column = lines[i].Indentation;
        bool areFields = FieldLength(lines[i]) > 0;
        var items = new List<DocTerm>();
        int next = i;
        while (next < end && lines[next].Indentation == column && IsTerm(lines, next, end) && FieldLength(lines[next]) > 0 == areFields
            && (next == i || DocMarkup.IsPlain(lines, next, end)))
        {
            i = DocMarkup.FindEndOfIndented(lines, next + 1, end, column);
            items.Add(areFields ? ReadField(lines, next, i, depth) : ReadTerm(lines, next, i, depth));
            for (next = i; next < end && lines[next].IsBlank; next++)
            {
            }
        }

        nodes.Add(new DocTerms(new(items.ToArray())));
        return i;
    }

    private static DocTerm ReadTerm(DocLine[] lines, int start, int end, int depth)
    {
        DocLine[] content = DocLines.Dedent(lines, start + 1, end, start + 1);
        return new DocTerm(DocInlineParser.Parse(DocParagraphText.Of(lines[start].Trim())), DocMarkup.Parse(content, 0, content.Length, depth + 1));
    }

    private static DocTerm ReadField(DocLine[] lines, int start, int end, int depth)
    {
        DocLine line = lines[start].Trim();
        int length = FieldLength(line);
        var content = new List<DocLine> { line.From(length + 2).Trim() };
        if (end > start + 1)
        {
            content.AddRange(lines[start + 1].IsBlank ? new[] { lines[start + 1] } : Array.Empty<DocLine>());
            content.AddRange(DocLines.Dedent(lines, start + 1, end, start + 1));
        }

        var name = new DocLine(line.Text.Substring(1, length), line.Start + 1);
        return new DocTerm(DocInlineParser.Parse(DocParagraphText.Of(name)), DocMarkup.Parse(content.ToArray(), 0, content.Count, depth + 1));
    }

    // Older releases indent what follows a member's name; and what announces a literal is a paragraph.
    private static bool CanBeTerm(string text) => text[0] is not ('@' or '#') && !text.EndsWith("::", StringComparison.Ordinal);

    // Length of the name; 0 if it is no field. A role has a quote behind its colon.
    private static int FieldLength(DocLine line)
    {
        string text = line.Text.Trim();
        int colon = text.Length > 2 && text[0] == ':' ? text.IndexOf(':', 1) : -1;
        return colon > 1 && !char.IsWhiteSpace(text[1]) && !char.IsWhiteSpace(text[colon - 1]) && (colon + 1 == text.Length || text[colon + 1] == ' ') && text.IndexOf('`', 1, colon) < 0 ? colon - 1 : 0;
    }
}
