using System;
using System.Collections.Generic;
using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>Parses the mark-up of documentation: the part of reStructuredText that schemas use, and what older releases wrote instead.</summary>
/// <remarks>Never fails: what isn't understood stays text, so that nothing is lost. Nesting is bounded; what lies deeper is literal.</remarks>
public static class DocMarkup
{
    private const int MaxDepth = 16;

    // What headings are underlined with, the highest first.
    private const string HeadingMarks = "*=-~^\"";

    /// <summary>Parses a text.</summary>
    /// <param name="text">Lines, divided by LF.</param>
    public static EquatableArray<DocNode> Parse(string text) => Parse(text, default);

    /// <summary>Parses a text.</summary>
    /// <param name="text">Lines, divided by LF.</param>
    /// <param name="starts">Where each of them stands.</param>
    internal static EquatableArray<DocNode> Parse(string text, EquatableArray<int> starts)
    {
        if (DocSimpleText.TryRead(text, starts, isBehindTag: false) is { } only)
        {
            return Paragraph(only);
        }

        DocLine[] lines = DocLines.Split(text, starts);
        return Parse(lines, 0, lines.Length, 0);
    }

    /// <summary>A text that is one paragraph; nothing if it is empty.</summary>
    internal static EquatableArray<DocNode> Paragraph(DocParagraphText text) =>
        text.Text.Length == 0 ? default : new([new DocParagraph(DocInlineParser.Parse(text))]);

    /// <summary>Parses some lines.</summary>
    internal static EquatableArray<DocNode> Parse(DocLine[] lines, int start, int end, int depth)
    {
        if (depth > MaxDepth)
        {
            return new([new DocLiteral(DocLines.Join(lines, start, end), "")]);
        }

        var nodes = new List<DocNode>();
        int indentation = LeastIndentation(lines, start, end);
        for (int i = start; i < end;)
        {
            i = lines[i].IsBlank ? i + 1 : ReadBlock(lines, i, end, indentation, depth, nodes);
        }

        return new(nodes.ToArray());
    }

    private static int ReadBlock(DocLine[] lines, int i, int end, int indentation, int depth, List<DocNode> nodes)
    {
        string line = lines[i].Text;
        int column = lines[i].Indentation;
        if (column > indentation)
        {
            int after = FindEndOfIndented(lines, i, end, indentation);
            nodes.Add(new DocQuote(Parse(lines, i, after, depth + 1)));
            return after;
        }

        if (StartsWith(line, column, ".. "))
        {
            int after = FindEndOfIndented(lines, i + 1, end, column);
            DocDirective.Read(lines, i, after, depth, nodes);
            return after;
        }

        if (DocListReader.IsStart(lines, i, end))
        {
            return DocListReader.Read(lines, i, end, depth, nodes);
        }

        if (DocTableReader.TryRead(lines, i, end, depth, out int afterTable) is { } table)
        {
            nodes.Add(table);
            return afterTable;
        }

        if (IsVerbatim(line, column))
        {
            return ReadVerbatim(lines, i, end, nodes);
        }

        return DocTermReader.IsTerm(lines, i, end) ? DocTermReader.Read(lines, i, end, depth, nodes) : ReadParagraph(lines, i, end, column, nodes);
    }

    /// <summary>Whether a line begins a paragraph, or words of which something is said, and nothing else.</summary>
    internal static bool IsPlain(DocLine[] lines, int i, int end)
    {
        string line = lines[i].Text;
        int column = lines[i].Indentation;
        return !StartsWith(line, column, ".. ") && !DocListReader.IsStart(lines, i, end) && !IsVerbatim(line, column);
    }

    private static bool IsVerbatim(string line, int column) => StartsWith(line, column, "| ") || StartsWith(line, column, "-> ") || StartsWith(line, column, "<- ") || IsRuler(line, column);

    private static int ReadParagraph(DocLine[] lines, int i, int end, int column, List<DocNode> nodes)
    {
        DocLine line = lines[i].Trim();
        if (i + 2 < end && IsUnderline(line.Text, lines[i + 1].Text.Trim()) && lines[i + 2].Text.Trim() == line.Text && !lines[i + 1].IsBlank)
        {
            nodes.Add(Heading(LevelOf(line.Text), lines[i + 1]));
            return i + 3;
        }

        if (i + 1 < end && IsUnderline(lines[i + 1].Text.Trim(), line.Text))
        {
            nodes.Add(Heading(LevelOf(lines[i + 1].Text.Trim()), line));
            return i + 2;
        }

        if (HeadingLevel(line.Text) is int level and > 0)
        {
            nodes.Add(Heading(level, line.From(level)));
            return i + 1;
        }

        int after = i + 1;
        while (after < end && !lines[after].IsBlank && !StartsWith(lines[after].Text, lines[after].Indentation, ".. "))
        {
            after++;
        }

        DocParagraphText paragraph = DocParagraphText.Of(lines, i, after);
        string text = paragraph.Text;
        bool announcesLiteral = text.EndsWith("::", StringComparison.Ordinal);
        if (announcesLiteral)
        {
            text = text == "::" || text.EndsWith(" ::", StringComparison.Ordinal) ? text.Substring(0, text.Length - 2).TrimEnd() : text.Substring(0, text.Length - 1);
        }

        nodes.AddRange(Paragraph(paragraph.With(text)));
        return announcesLiteral ? ReadLiteral(lines, after, end, column, nodes) : after;
    }

    private static DocHeading Heading(int level, DocLine line) => new(level, DocInlineParser.Parse(DocParagraphText.Of(line.Trim())));

    private static int ReadLiteral(DocLine[] lines, int start, int end, int column, List<DocNode> nodes)
    {
        int after = FindEndOfIndented(lines, start, end, column);
        string text = DocLines.Join(lines, start, after);
        if (text.Length > 0)
        {
            nodes.Add(new DocLiteral(text, ""));
        }

        return after;
    }

    // Lines that belong together as they are: up to the next blank one.
    private static int ReadVerbatim(DocLine[] lines, int i, int end, List<DocNode> nodes)
    {
        int after = i;
        bool isLineBlock = StartsWith(lines[i].Text, lines[i].Indentation, "| ");
        while (after < end && !lines[after].IsBlank)
        {
            after++;
        }

        string text = DocLines.Join(lines, i, after);
        nodes.Add(new DocLiteral(isLineBlock ? WithoutBars(text) : text, ""));
        return after;
    }

    private static string WithoutBars(string text)
    {
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            lines[i] = lines[i].StartsWith("| ", StringComparison.Ordinal) ? lines[i].Substring(2) : lines[i] == "|" ? "" : lines[i];
        }

        return string.Join("\n", lines);
    }

    /// <summary>The end of blank lines and lines that are indented further than a column.</summary>
    internal static int FindEndOfIndented(DocLine[] lines, int start, int end, int column)
    {
        int after = start;
        for (int i = start; i < end && (lines[i].IsBlank || lines[i].Indentation > column); i++)
        {
            after = lines[i].IsBlank ? after : i + 1;
        }

        return after;
    }

    private static int LeastIndentation(DocLine[] lines, int start, int end)
    {
        int least = int.MaxValue;
        for (int i = start; i < end; i++)
        {
            least = lines[i].IsBlank ? least : Math.Min(least, lines[i].Indentation);
        }

        return least;
    }

    // A border of a table that isn't taken: "====  ====", "+----+".
    private static bool IsRuler(string line, int column)
    {
        if (line.Length - column < 3 || line[column] is not ('=' or '+'))
        {
            return false;
        }

        for (int i = column; i < line.Length; i++)
        {
            if (line[i] is not ('=' or '+' or '-' or ' '))
            {
                return false;
            }
        }

        // One line of "=" is above or below a heading.
        return line.IndexOf("--", column, StringComparison.Ordinal) >= 0
            || (line.IndexOf("==", column, StringComparison.Ordinal) >= 0 && line.Trim().Trim('=').Length > 0);
    }

    private static bool IsUnderline(string line, string title) =>
        line.Length >= 3 && line.Length >= title.Length && HeadingMarks.IndexOf(line[0]) >= 0 && line.Trim(line[0]).Length == 0;

    private static int LevelOf(string underline) => HeadingMarks.IndexOf(underline[0]) + 1;

    // Older releases: "= Title", "== Section".
    private static int HeadingLevel(string line)
    {
        int level = 0;
        while (level < line.Length && line[level] == '=')
        {
            level++;
        }

        return level > 0 && level < line.Length && line[level] == ' ' ? level : 0;
    }

    private static bool StartsWith(string line, int column, string text) => string.CompareOrdinal(line, column, text, 0, text.Length) == 0;
}
