using System;
using System.Collections.Generic;
using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>Reads tables: simple ones, whose columns are where <c>===  ===</c> is, grids of <c>+---+---+</c>, and lists of lists.</summary>
/// <remarks>A table whose cells span others isn't taken; its lines stay as they are.</remarks>
internal static class DocTableReader
{
    /// <summary>Reads the table that begins with a line; null if none does.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="start">The line.</param>
    /// <param name="end">Behind the last line.</param>
    /// <param name="depth">How deep it lies.</param>
    /// <param name="after">The line behind it.</param>
    public static DocTable? TryRead(DocLine[] lines, int start, int end, int depth, out int after)
    {
        after = start;
        int column = lines[start].Indentation;
        string border = lines[start].Text.Trim();
        return border.Length < 3 ? null
            : border[0] == '+' ? TryReadGrid(lines, start, end, column, border, depth, out after)
            : border[0] == '=' ? TryReadSimple(lines, start, end, column, border, depth, out after)
            : null;
    }

    /// <summary>The table that a list of lists makes: <c>list-table</c>; null if its rows differ in length.</summary>
    /// <param name="content">The directive's content.</param>
    /// <param name="headerRows">How many rows say what the columns are.</param>
    /// <param name="title">Its title.</param>
    public static DocTable? TryMake(IReadOnlyList<DocNode> content, int headerRows, EquatableArray<DocInline> title)
    {
        if (content.Count != 1 || content[0] is not DocList { Items.Count: > 0 } list)
        {
            return null;
        }

        var rows = new List<DocRow>();
        foreach (DocItem item in list.Items)
        {
            if (item.Content.Count != 1 || item.Content[0] is not DocList row || (rows.Count > 0 && row.Items.Count != rows[0].Cells.Count))
            {
                return null;
            }

            rows.Add(new DocRow(row.Items));
        }

        return headerRows >= rows.Count ? null : Make(rows, headerRows) with { Title = title };
    }

    private static DocTable Make(List<DocRow> rows, int headerRows) =>
        new(default, new(rows.GetRange(0, headerRows).ToArray()), new(rows.GetRange(headerRows, rows.Count - headerRows).ToArray()));

    private static DocTable? TryReadGrid(DocLine[] lines, int start, int end, int column, string border, int depth, out int after)
    {
        after = start;
        List<int> bars = FindAll(border, '+');
        if (bars.Count < 2 || !IsGridBorder(border, bars, '-'))
        {
            return null;
        }

        var rows = new List<DocRow>();
        int headerRows = 0;
        int first = start + 1;
        for (after = start + 1; after < end && !lines[after].IsBlank; after++)
        {
            string line = lines[after].Text.Substring(Math.Min(column, lines[after].Indentation)).TrimEnd();
            bool isHeaderEnd = headerRows == 0 && IsGridBorder(line, bars, '=');
            if (isHeaderEnd || IsGridBorder(line, bars, '-'))
            {
                if (first == after)
                {
                    return null;
                }

                rows.Add(ReadRow(lines, first, after, i => (column + bars[i] + 1, column + bars[i + 1]), bars.Count - 1, depth));
                headerRows = isHeaderEnd ? rows.Count : headerRows;
                first = after + 1;
            }
            else if (lines[after].Indentation != column || line.Length != border.Length || !bars.TrueForAll(bar => line[bar] == '|'))
            {
                return null;
            }
        }

        return rows.Count > headerRows && first == after ? Make(rows, headerRows) : null;
    }

    private static bool IsGridBorder(string line, List<int> bars, char dash)
    {
        if (line.Length != bars[bars.Count - 1] + 1)
        {
            return false;
        }

        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] != (bars.Contains(i) ? '+' : dash))
            {
                return false;
            }
        }

        return true;
    }

    private static List<int> FindAll(string text, char c)
    {
        var found = new List<int>();
        for (int i = text.IndexOf(c); i >= 0; i = text.IndexOf(c, i + 1))
        {
            found.Add(i);
        }

        return found;
    }

    private static DocTable? TryReadSimple(DocLine[] lines, int start, int end, int column, string border, int depth, out int after)
    {
        after = start;
        List<(int Start, int End)> columns = FindColumns(border);
        if (columns.Count < 2)
        {
            return null;
        }

        // One border below the header, if there is one, and one at the end, with nothing below.
        var borders = new List<int> { start };
        for (after = start + 1; after < end && borders.Count < 4; after++)
        {
            if (!lines[after].IsBlank && lines[after].Indentation < column)
            {
                return null;
            }

            if (lines[after].Text.Trim() == border && lines[after].Indentation == column)
            {
                borders.Add(after);
                if (after + 1 == end || lines[after + 1].IsBlank)
                {
                    break;
                }
            }
        }

        if (after == end || borders.Count is < 2 or > 3)
        {
            return null;
        }

        after++;
        var rows = new List<DocRow>();
        int headerRows = 0;
        for (int i = 0; i + 1 < borders.Count; i++)
        {
            if (!TryReadSimpleRows(lines, borders[i] + 1, borders[i + 1], column, columns, depth, rows))
            {
                return null;
            }

            headerRows = i == 0 && borders.Count == 3 ? rows.Count : headerRows;
        }

        return rows.Count > headerRows ? Make(rows, headerRows) : null;
    }

    // A row goes on where its first column is blank.
    private static bool TryReadSimpleRows(DocLine[] lines, int start, int end, int column, List<(int Start, int End)> columns, int depth, List<DocRow> rows)
    {
        int first = -1;
        for (int i = start; i <= end; i++)
        {
            bool isContinued = i < end && (lines[i].IsBlank || lines[i].Indentation >= column + columns[0].End);
            if (i < end && !lines[i].IsBlank && ((isContinued && first < 0) || !FitsInto(lines[i], column, columns)))
            {
                return false;
            }

            if (isContinued)
            {
                continue;
            }

            if (first >= 0)
            {
                rows.Add(ReadRow(lines, first, i, k => (column + columns[k].Start, k + 1 < columns.Count ? column + columns[k].End : int.MaxValue), columns.Count, depth));
            }

            first = i;
        }

        return true;
    }

    // Nothing stands between the columns, and no line of dashes, which joins some.
    private static bool FitsInto(DocLine line, int column, List<(int Start, int End)> columns)
    {
        for (int k = 0; k + 1 < columns.Count; k++)
        {
            for (int i = column + columns[k].End; i < column + columns[k + 1].Start && i < line.Text.Length; i++)
            {
                if (!char.IsWhiteSpace(line.Text[i]))
                {
                    return false;
                }
            }
        }

        return line.Text.Trim('-', ' ').Length > 0;
    }

    private static List<(int Start, int End)> FindColumns(string border)
    {
        var columns = new List<(int, int)>();
        for (int i = 0; i < border.Length;)
        {
            int start = i;
            while (i < border.Length && border[i] == '=')
            {
                i++;
            }

            if (i > start)
            {
                columns.Add((start, i));
            }
            else if (border[i++] != ' ')
            {
                return new List<(int, int)>();
            }
        }

        return columns;
    }

    private static DocRow ReadRow(DocLine[] lines, int start, int end, Func<int, (int Start, int End)> find, int count, int depth)
    {
        var cells = new DocItem[count];
        for (int k = 0; k < count; k++)
        {
            (int from, int to) = find(k);
            var cell = new DocLine[end - start];
            for (int i = start; i < end; i++)
            {
                string text = lines[i].Text;
                int first = Math.Min(from, text.Length);
                cell[i - start] = new DocLine(text.Substring(first, Math.Min(to, text.Length) - first).TrimEnd(), lines[i].Start + first);
            }

            cell = DocLines.Dedent(cell, 0, cell.Length, 0);
            cells[k] = new DocItem(DocMarkup.Parse(cell, 0, cell.Length, depth + 1));
        }

        return new DocRow(new(cells));
    }
}
