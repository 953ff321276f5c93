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
    public static int Read(string[] lines, int i, int end, int depth, List<DocNode> nodes)
    {
        int column = DocLines.Indentation(lines[i]);
        Marker(lines[i], column, true, out bool isOrdered);
        var items = new List<DocItem>();
        while (i < end)
        {
            int next = SkipBlank(lines, i, end);
            if (next == end || DocLines.Indentation(lines[next]) != column)
            {
                break;
            }

            int marker = Marker(lines[next], column, items.Count == 0, out bool isNumber);
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

    private static DocItem ReadItem(string[] lines, int start, int end, int text, int depth)
    {
        string rest = end > start + 1 ? "\n" + DocLines.Join(lines, start + 1, end, start + 1) : "";
        string[] own = (lines[start].Substring(text) + KeepBlankLine(lines, start, end) + rest).Split('\n');
        return new DocItem(DocMarkup.Parse(own, 0, own.Length, depth + 1));
    }

    // Joining takes blank lines off the start; one there separates paragraphs.
    private static string KeepBlankLine(string[] lines, int start, int end) => end > start + 1 && DocLines.IsBlank(lines[start + 1]) ? "\n" : "";

    private static int SkipBlank(string[] lines, int i, int end)
    {
        while (i < end && DocLines.IsBlank(lines[i]))
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
