using System;
using System.Linq;
using QapiGen.Schema.Collections;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>Lines of text and their indentation.</summary>
internal static class DocLines
{
    /// <summary>Takes a text apart.</summary>
    /// <param name="text">Lines, divided by LF.</param>
    /// <param name="starts">Where each of them stands; none if the text comes from nowhere.</param>
    public static DocLine[] Split(string text, EquatableArray<int> starts)
    {
        string[] parts = text.Split('\n');
        var lines = new DocLine[parts.Length];
        int offset = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            lines[i] = new DocLine(parts[i], i < starts.Count ? starts[i] : offset);
            offset += parts[i].Length + 1;
        }

        return lines;
    }

    /// <summary>Lines without the indentation that those from one on have in common, and without blank ones at both ends.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="start">The first.</param>
    /// <param name="end">Behind the last.</param>
    /// <param name="first">The first whose indentation counts.</param>
    public static DocLine[] Dedent(DocLine[] lines, int start, int end, int first)
    {
        int common = int.MaxValue;
        for (int i = Math.Max(start, first); i < end; i++)
        {
            common = lines[i].IsBlank ? common : Math.Min(common, lines[i].Indentation);
        }

        while (start < end && lines[start].IsBlank)
        {
            start++;
        }

        while (end > start && lines[end - 1].IsBlank)
        {
            end--;
        }

        var kept = new DocLine[end - start];
        for (int i = start; i < end; i++)
        {
            kept[i - start] = i < first ? lines[i] : lines[i].From(Math.Min(common, lines[i].Indentation));
        }

        return kept;
    }

    /// <summary>All lines as a text, without their common indentation, and without blank ones at both ends.</summary>
    public static string Join(DocLine[] lines, int start, int end) => string.Join("\n", Dedent(lines, start, end, start).Select(static line => line.Text));
}
