using System;
using System.Collections.Generic;
using System.Linq;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>Writes a table as plain text whose columns are aligned.</summary>
public static class DocTableText
{
    /// <summary>Its lines: the title, the header with dashes below, and a line for each row.</summary>
    public static IReadOnlyList<string> Lines(DocTable table)
    {
        string[][] header = Texts(table.Header);
        string[][] rows = Texts(table.Rows);
        int[] widths = [.. Enumerable.Range(0, rows.Length == 0 ? 0 : rows[0].Length).Select(k => header.Concat(rows).Max(row => row[k].Length))];
        var lines = new List<string>();
        if (table.Title.Count > 0)
        {
            lines.Add(DocPlainText.Write(table.Title));
        }

        lines.AddRange(header.Select(row => Line(row, widths)));
        if (header.Length > 0)
        {
            lines.Add(Line([.. widths.Select(static width => new string('-', width))], widths));
        }

        lines.AddRange(rows.Select(row => Line(row, widths)));
        return lines;
    }

    /// <summary>What a cell says, on one line.</summary>
    public static string OneLine(IReadOnlyList<DocNode> content) => string.Join(" ", DocPlainText.Write(content).Split(['\n', ' '], StringSplitOptions.RemoveEmptyEntries));

    private static string[][] Texts(IReadOnlyList<DocRow> rows) => [.. rows.Select(static row => row.Cells.Select(static cell => OneLine(cell.Content)).ToArray())];

    private static string Line(string[] cells, int[] widths) => string.Join("  ", cells.Select((cell, k) => cell.PadRight(widths[k]))).TrimEnd();
}
