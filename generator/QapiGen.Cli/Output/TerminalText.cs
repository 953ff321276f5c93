using System;
using System.Globalization;
using System.Text;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Output;

/// <summary>Makes text of a peer safe to print: its control characters must not reach the user's terminal.</summary>
internal static class TerminalText
{
    private const char Escaping = '\e';

    /// <summary>The text on one line, with control characters as <c>\u001B</c>.</summary>
    public static string Escape(string text) => SafeText.Escape(text);

    /// <summary>The text as a JSON string, readable: nothing is escaped that needn't be.</summary>
    public static string Quote(string text)
    {
        string escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal)
            .Replace("\t", "\\t", StringComparison.Ordinal);
        return '"' + Escape(escaped) + '"';
    }

    /// <summary>Lines of the tool's own, whatever foreign text is in them: line feeds and, if wanted, colours stay, all else that acts doesn't.</summary>
    public static string Lines(string text, bool allowsColors)
    {
        if (!allowsColors || !text.Contains(Escaping, StringComparison.Ordinal))
        {
            return SafeText.EscapeLines(text);
        }

        var lines = new StringBuilder(text.Length);
        int start = 0;
        for (int i = text.IndexOf(Escaping, StringComparison.Ordinal); i >= 0; i = text.IndexOf(Escaping, start))
        {
            int end = FindColorEnd(text, i);
            lines.Append(SafeText.EscapeLines(text[start..i]));
            lines.Append(end > i ? text[i..end] : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)Escaping:X4}"));
            start = end > i ? end : i + 1;
        }

        return lines.Append(SafeText.EscapeLines(text[start..])).ToString();
    }

    /// <summary>The end of a colour that begins at an escape; its beginning if it is something else.</summary>
    private static int FindColorEnd(string text, int start)
    {
        int i = start + 1;
        if (i >= text.Length || text[i] != '[')
        {
            return start;
        }

        for (i++; i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] == ';'); i++)
        {
        }

        return i < text.Length && text[i] == 'm' ? i + 1 : start;
    }
}
