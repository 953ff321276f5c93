using System;
using System.Collections.Generic;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>Reads lists: bullets <c>-</c> and <c>*</c>, numbers <c>1.</c>, <c>1)</c> and <c>#.</c>.</summary>
internal static class DocListReader
{
    private const int MaxDigits = 3;

    /// <summary>Whether a line begins an item.</summary>
    /// <param name="line">The line.</param>
    /// <param name="column">Where its text begins.</param>
    /// <param name="isFirst">Whether it would be the first of a list, which only 1 can number.</param>
    public static bool IsItem(string line, int column, bool isFirst) => Marker(line, column, isFirst, out _) > 0;

    /// <summary>Reads a list.</summary>
    /// <returns>The line behind it.</returns>
    public static int Read(DocLine[] lines, int i, int end, int depth, List<DocNode> nodes)
    {
        int column = lines[i].Indentation;
        Marker(lines[i].Text, column, true, out bool isOrdered);
        var items = new List<DocItem>();
        while (i < end)
        {
            int next = SkipBlank(lines, i, end);
            if (next == end || lines[next].Indentation != column)
            {
                break;
            }

            int marker = Marker(lines[next].Text, column, items.Count == 0, out bool isNumber);
            if (marker == 0 || isNumber != isOrdered)
            {
                break;
            }

            int after = DocMarkup.FindEndOfIndented(lines, next + 1, end, column);
            items.Add(ReadItem(lines, next, after, column + marker, depth));
            i = after;
        }

        nodes.Add(new DocList(isOrdered, new(items.ToArray())));
        return i;
    }

    private static DocItem ReadItem(DocLine[] lines, int start, int end, int text, int depth)
    {
        var own = new List<DocLine> { lines[start].From(text) };
        if (end > start + 1)
        {
            // Taking the indentation away takes blank lines off the start, too; one there separates paragraphs.
            own.AddRange(lines[start + 1].IsBlank ? new[] { lines[start + 1] } : Array.Empty<DocLine>());
            own.AddRange(DocLines.Dedent(lines, start + 1, end, start + 1));
        }

        return new DocItem(DocMarkup.Parse(own.ToArray(), 0, own.Count, depth + 1));
    }

    private static int SkipBlank(DocLine[] lines, int i, int end)
    {
        while (i < end && lines[i].IsBlank)
        {
            i++;
        }

        return i;
    }

    // Length of the marker with the blanks behind it; 0 for none.
    private static int Marker(string line, int column, bool isFirst, out bool isOrdered)
    {
        isOrdered = false;
        int i = column;
        if (i < line.Length && line[i] is '-' or '*' or '+')
        {
            i++;
        }
        else
        {
            int digits = i;
            while (i < line.Length && (char.IsDigit(line[i]) || line[i] == '#') && i - digits < MaxDigits)
            {
                i++;
            }

            bool isNumber = i > digits && i < line.Length && line[i] is '.' or ')';
            if (!isNumber || (isFirst && !(i == digits + 1 && line[digits] is '1' or '#')))
            {
                return 0;
            }

            isOrdered = true;
            i++;
        }

        int text = i;
        while (text < line.Length && line[text] == ' ')
        {
            text++;
        }

        return text > i && text < line.Length ? text - column : 0;
    }
}
