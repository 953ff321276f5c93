using System;
using System.Collections.Generic;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>Reads lists: bullets <c>-</c> and <c>*</c>, numbers <c>1.</c>, <c>1)</c> and <c>#.</c>, letters <c>a.</c>, <c>A)</c>.</summary>
internal static class DocListReader
{
    private const int MaxDigits = 3;
    private const char Bullet = '-';

    /// <summary>Whether a line begins a list.</summary>
    public static bool IsStart(DocLine[] lines, int i, int end)
    {
        int column = lines[i].Indentation;
        if (Marker(lines[i].Text, column, 0, out char number) == 0)
        {
            return false;
        }

        if (number is not ('a' or 'A'))
        {
            return true;
        }

        // A. Somebody is no list: one has a second item.
        int next = SkipBlank(lines, DocMarkup.FindEndOfIndented(lines, i + 1, end, column), end);
        return next < end && lines[next].Indentation == column && Marker(lines[next].Text, column, 1, out char second) > 0 && second == number;
    }

    /// <summary>Reads a list.</summary>
    /// <returns>The line behind it.</returns>
    public static int Read(DocLine[] lines, int i, int end, int depth, List<DocNode> nodes)
    {
        int column = lines[i].Indentation;
        Marker(lines[i].Text, column, 0, out char first);
        var items = new List<DocItem>();
        while (i < end)
        {
            int next = SkipBlank(lines, i, end);
            if (next == end || lines[next].Indentation != column)
            {
                break;
            }

            int marker = Marker(lines[next].Text, column, items.Count, out char number);
            if (marker == 0 || number != first)
            {
                break;
            }

            int after = DocMarkup.FindEndOfIndented(lines, next + 1, end, column);
            items.Add(ReadItem(lines, next, after, column + marker, depth));
            i = after;
        }

        nodes.Add(new DocList(first == Bullet ? null : first, new(items.ToArray())));
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

    // Length of the marker with the blanks behind it; 0 for none. The first of a list can only be the first number or letter.
    private static int Marker(string line, int column, int index, out char number)
    {
        number = Bullet;
        int i = column;
        if (i < line.Length && line[i] is '-' or '*' or '+')
        {
            i++;
        }
        else if (i + 1 < line.Length && line[i + 1] is '.' or ')' && index < 26 && (line[i] == 'a' + index || line[i] == 'A' + index))
        {
            number = line[i] == 'a' + index ? 'a' : 'A';
            i += 2;
        }
        else
        {
            int digits = i;
            while (i < line.Length && (char.IsDigit(line[i]) || line[i] == '#') && i - digits < MaxDigits)
            {
                i++;
            }

            bool isNumber = i > digits && i < line.Length && line[i] is '.' or ')';
            if (!isNumber || (index == 0 && !(i == digits + 1 && line[digits] is '1' or '#')))
            {
                return 0;
            }

            number = '1';
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
