using System;
using System.Collections.Generic;
using System.Text;

namespace QapiGen.Cli.Shell.Help;

/// <summary>Breaks documentation into lines: paragraphs are filled, empty lines stay.</summary>
internal static class TextWrap
{
    /// <summary>The lines.</summary>
    /// <param name="escape">Makes a line safe to print.</param>
    /// <param name="text">The text, lines divided by LF.</param>
    /// <param name="width">Columns of a line; at least 20 are used.</param>
    public static IEnumerable<string> Wrap(Func<string, string> escape, string text, int width)
    {
        int limit = Math.Max(width, 20);
        var paragraph = new StringBuilder();
        foreach (string raw in text.Trim('\n').Split('\n'))
        {
            string line = escape(raw.TrimEnd());
            if (line.Length == 0)
            {
                foreach (string filled in Flush(paragraph, limit))
                {
                    yield return filled;
                }

                yield return line;
                continue;
            }

            paragraph.Append(paragraph.Length > 0 ? " " : string.Empty).Append(line);
        }

        foreach (string filled in Flush(paragraph, limit))
        {
            yield return filled;
        }
    }

    private static IEnumerable<string> Flush(StringBuilder paragraph, int limit)
    {
        string text = paragraph.ToString();
        paragraph.Clear();
        int start = 0;
        while (text.Length - start > limit)
        {
            int cut = text.LastIndexOf(' ', start + limit, limit);
            int end = cut > start ? cut : start + limit;
            yield return text[start..end];
            start = cut > start ? cut + 1 : end;
        }

        if (start < text.Length)
        {
            yield return text[start..];
        }
    }
}
