using System;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace QapiGen.Runtime.Diagnostics;

/// <summary>The names under which client and server can be observed, and the sources behind them.</summary>
public static class QmpDiagnostics
{
    /// <summary>Name of the <see cref="System.Diagnostics.ActivitySource"/> and of the <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string SourceName = "QapiGen.Runtime";

    /// <summary>
    /// Text of a peer on one line of a log or a terminal: what would move a cursor, end the line, turn the direction of writing or can't be seen becomes <c>\u001B</c>. What the
    /// runtime logs is safe by this, exceptions included; the values of a structured log are the peer's own, and so are the texts of exceptions that you catch.
    /// </summary>
    public static string OneLine(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (int i = 0; i < text.Length; i++)
        {
            if (IsUnsafe(text, i))
            {
                return Escape(text, i);
            }
        }

        return text;
    }

    internal static ActivitySource ActivitySource { get; } = new(SourceName);

    internal static Meter Meter { get; } = new(SourceName);

    private static string Escape(string text, int first)
    {
        StringBuilder escaped = new StringBuilder(text.Length + 16).Append(text, 0, first);
        for (int i = first; i < text.Length; i++)
        {
            if (IsUnsafe(text, i) || (char.IsLowSurrogate(text[i]) && i > first && IsUnsafe(text, i - 1)))
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:X4}");
            }
            else
            {
                escaped.Append(text[i]);
            }
        }

        return escaped.ToString();
    }

    // Of Hangul: letters that are shown as blanks, or not at all.
    private static bool IsFiller(char c) => c is '\u115F' or '\u1160' or '\u3164' or '\uFFA0';

    // Of a pair the first half says it for both.
    private static bool IsUnsafe(string text, int index)
    {
        char c = text[index];
        return c is < ' ' or > '~' && (IsFiller(c) || CharUnicodeInfo.GetUnicodeCategory(text, index) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
    }
}
