using System;
using System.Text;

namespace QapiGen.Schema.Documentation.Content;

/// <summary>Lines of text and their indentation.</summary>
internal static class DocLines
{
    /// <summary>Removes the indentation that all lines from one on have in common, and blank lines at both ends.</summary>
    /// <param name="text">Lines, divided by LF.</param>
    /// <param name="first">The first line that counts.</param>
    public static string Dedent(string text, int first)
    {
        if (text.IndexOf('\n') < 0)
        {
            return first == 0 ? text.Trim() : text;
        }

        string[] lines = text.Split('\n');
        return Join(lines, 0, lines.Length, first);
    }

    /// <summary>Joins lines without their common indentation, and without blank ones at both ends.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="start">The first.</param>
    /// <param name="end">Behind the last.</param>
    /// <param name="first">The first whose indentation counts.</param>
    public static string Join(string[] lines, int start, int end, int first)
    {
        int common = int.MaxValue;
        for (int i = Math.Max(start, first); i < end; i++)
        {
            common = IsBlank(lines[i]) ? common : Math.Min(common, Indentation(lines[i]));
        }

        while (start < end && IsBlank(lines[start]))
        {
            start++;
        }

        while (end > start && IsBlank(lines[end - 1]))
        {
            end--;
        }

        var text = new StringBuilder();
        for (int i = start; i < end; i++)
        {
            int skip = i < first ? 0 : Math.Min(common, Indentation(lines[i]));
            text.Append(i > start ? "\n" : "").Append(lines[i], skip, lines[i].Length - skip);
        }

        return text.ToString();
    }

    /// <summary>Whether a line has nothing but white space.</summary>
    public static bool IsBlank(string line) => Indentation(line) == line.Length;

    /// <summary>Number of white space characters at a line's start.</summary>
    public static int Indentation(string line)
    {
        int i = 0;
        while (i < line.Length && char.IsWhiteSpace(line[i]))
        {
            i++;
        }

        return i;
    }
}
