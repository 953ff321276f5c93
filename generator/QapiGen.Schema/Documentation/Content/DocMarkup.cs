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
    public static EquatableArray<DocNode> Parse(string text)
    {
        if (DocSimpleText.TryRead(text) is { } only)
        {
            return only.Length == 0 ? default : new([new DocParagraph(DocInlineParser.Parse(only))]);
        }

        string[] lines = text.Split('\n');
        return Parse(lines, 0, lines.Length, 0);
    }

    /// <summary>Parses some lines.</summary>
    internal static EquatableArray<DocNode> Parse(string[] lines, int start, int end, int depth)
    {
        if (depth > MaxDepth)
        {
            return new([new DocLiteral(DocLines.Join(lines, start, end, start), "")]);
        }

        var nodes = new List<DocNode>();
        int indentation = LeastIndentation(lines, start, end);
        for (int i = start; i < end;)
        {
            i = DocLines.IsBlank(lines[i]) ? i + 1 : ReadBlock(lines, i, end, indentation, depth, nodes);
        }

        return new(nodes.ToArray());
    }

    private static int ReadBlock(string[] lines, int i, int end, int indentation, int depth, List<DocNode> nodes)
    {
        string line = lines[i];
        int column = DocLines.Indentation(line);
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

        if (DocListReader.IsItem(line, column, isFirst: true))
        {
            return DocListReader.Read(lines, i, end, depth, nodes);
        }

        if (StartsWith(line, column, "| ") || StartsWith(line, column, "-> ") || StartsWith(line, column, "<- ") || IsRuler(line, column))
        {
            return ReadVerbatim(lines, i, end, nodes);
        }

        return ReadParagraph(lines, i, end, column, nodes);
    }

    private static int ReadParagraph(string[] lines, int i, int end, int column, List<DocNode> nodes)
    {
        if (i + 2 < end && IsUnderline(lines[i].Trim(), lines[i + 1].Trim()) && lines[i + 2].Trim() == lines[i].Trim() && !DocLines.IsBlank(lines[i + 1]))
        {
            nodes.Add(new DocHeading(LevelOf(lines[i].Trim()), lines[i + 1].Trim()));
            return i + 3;
        }

        if (line(i) is { } title && i + 1 < end && IsUnderline(lines[i + 1].Trim(), title))
        {
            nodes.Add(new DocHeading(LevelOf(lines[i + 1].Trim()), title));
            return i + 2;
        }

        if (HeadingLevel(lines[i], column) is int level and > 0)
        {
            nodes.Add(new DocHeading(level, lines[i].Substring(column + level).Trim()));
            return i + 1;
        }

        int after = i + 1;
        while (after < end && !DocLines.IsBlank(lines[after]) && !StartsWith(lines[after], DocLines.Indentation(lines[after]), ".. "))
        {
            after++;
        }

        string text = JoinTrimmed(lines, i, after);
        bool announcesLiteral = text.EndsWith("::", StringComparison.Ordinal);
        if (announcesLiteral)
        {
            text = text == "::" || text.EndsWith(" ::", StringComparison.Ordinal) ? text.Substring(0, text.Length - 2).TrimEnd() : text.Substring(0, text.Length - 1);
        }

        if (text.Length > 0)
        {
            nodes.Add(new DocParagraph(DocInlineParser.Parse(text)));
        }

        return announcesLiteral ? ReadLiteral(lines, after, end, column, nodes) : after;

        string? line(int at) => lines[at].Trim() is { Length: > 0 } trimmed ? trimmed : null;
    }

    private static int ReadLiteral(string[] lines, int start, int end, int column, List<DocNode> nodes)
    {
        int after = FindEndOfIndented(lines, start, end, column);
        string text = DocLines.Join(lines, start, after, start);
        if (text.Length > 0)
        {
            nodes.Add(new DocLiteral(text, ""));
        }

        return after;
    }

    // Lines that belong together as they are: up to the next blank one.
    private static int ReadVerbatim(string[] lines, int i, int end, List<DocNode> nodes)
    {
        int after = i;
        bool isLineBlock = StartsWith(lines[i], DocLines.Indentation(lines[i]), "| ");
        while (after < end && !DocLines.IsBlank(lines[after]))
        {
            after++;
        }

        string text = DocLines.Join(lines, i, after, i);
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
    internal static int FindEndOfIndented(string[] lines, int start, int end, int column)
    {
        int after = start;
        for (int i = start; i < end && (DocLines.IsBlank(lines[i]) || DocLines.Indentation(lines[i]) > column); i++)
        {
            after = DocLines.IsBlank(lines[i]) ? after : i + 1;
        }

        return after;
    }

    private static int LeastIndentation(string[] lines, int start, int end)
    {
        int least = int.MaxValue;
        for (int i = start; i < end; i++)
        {
            least = DocLines.IsBlank(lines[i]) ? least : Math.Min(least, DocLines.Indentation(lines[i]));
        }

        return least;
    }

    private static string JoinTrimmed(string[] lines, int start, int end)
    {
        if (end == start + 1)
        {
            return lines[start].Trim();
        }

        var parts = new string[end - start];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = lines[start + i].Trim();
        }

        return string.Join("\n", parts);
    }

    // A border of a table: "====  ====", "+----+".
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

        return line.IndexOf("==", column, StringComparison.Ordinal) >= 0 || line.IndexOf("--", column, StringComparison.Ordinal) >= 0;
    }

    private static bool IsUnderline(string line, string title) =>
        line.Length >= 3 && line.Length >= title.Length && HeadingMarks.IndexOf(line[0]) >= 0 && line.Trim(line[0]).Length == 0;

    private static int LevelOf(string underline) => HeadingMarks.IndexOf(underline[0]) + 1;

    // Older releases: "= Title", "== Section".
    private static int HeadingLevel(string line, int column)
    {
        int level = 0;
        while (column + level < line.Length && line[column + level] == '=')
        {
            level++;
        }

        return level > 0 && column + level < line.Length && line[column + level] == ' ' ? level : 0;
    }

    private static bool StartsWith(string line, int column, string text) => string.CompareOrdinal(line, column, text, 0, text.Length) == 0;
}
