using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace QapiGen.Cli.Shell.Editing;

/// <summary>Lays the ways to go on out in rows: names in columns, or one per row where they have descriptions.</summary>
internal static class CompletionTable
{
    private const int MaxRows = 40;

    /// <summary>The rows, each with a line end.</summary>
    public static string Format(IReadOnlyList<ShellCompletion> items, int width, int maxRows = MaxRows)
    {
        bool isDescribed = items.Any(i => i.Description.Length > 0);
        int cell = items.Max(i => i.Text.Length) + 2;
        int columns = isDescribed ? 1 : Math.Max(1, (width - 1) / cell);
        int rows = (items.Count + columns - 1) / columns;
        int shown = Math.Min(rows, maxRows);
        var text = new StringBuilder();
        for (int row = 0; row < shown; row++)
        {
            var line = new StringBuilder();
            for (int i = row; i < items.Count; i += rows)
            {
                line.Append(items[i].Text.PadRight(cell)).Append(items[i].Description);
            }

            string full = line.ToString().TrimEnd();
            text.Append(full.Length < width ? full : full[..(width - 1)]).Append('\n');
        }

        return rows > shown ? text.Append($"… and {(rows - shown) * columns} more\n").ToString() : text.ToString();
    }
}
