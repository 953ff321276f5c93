using System.Globalization;
using System.Text;

namespace QapiGen.Schema.Text;

/// <summary>Makes text of strangers safe for terminals, logs and comments: names in replies, file names, stray characters, documentation.</summary>
/// <remarks>What moves a cursor, ends a line, turns the direction of writing or can't be seen becomes <c>\u001B</c>; nothing else changes.</remarks>
public static class SafeText
{
    /// <summary>Characters of one quoted piece of a schema that are shown; a fault doesn't need all of a megabyte.</summary>
    private const int MaxQuotedLength = 500;

    /// <summary>The text on one line.</summary>
    public static string Escape(string text) => Escape(text, allowsLines: false);

    /// <summary>The text with its line feeds and tabs.</summary>
    public static string EscapeLines(string text) => Escape(text, allowsLines: true);

    /// <summary>The text on one line, cut where it is very long.</summary>
    public static string Quote(string text) =>
        Escape(text.Length <= MaxQuotedLength ? text : text.Substring(0, MaxQuotedLength) + "…");

    /// <summary>Whether a character does something instead of being seen.</summary>
    public static bool IsUnsafe(char c) =>
        c < ' ' || (c > '~' && (IsFiller(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));

    // Of Hangul: letters that are shown as blanks, or not at all.
    private static bool IsFiller(char c) => c is '\u115F' or '\u1160' or '\u3164' or '\uFFA0';

    private static string Escape(string text, bool allowsLines)
    {
        StringBuilder? escaped = null;
        for (int i = 0; i < text.Length;)
        {
            char c = text[i];
            bool isPair = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            bool isUnsafe = isPair
                ? CharUnicodeInfo.GetUnicodeCategory(text, i) == UnicodeCategory.Format
                : IsUnsafe(c) && !(allowsLines && (c == '\n' || c == '\t'));
            if (isUnsafe && escaped is null)
            {
                escaped = new StringBuilder(text, 0, i, text.Length + 16);
            }

            for (int end = isPair ? i + 2 : i + 1; i < end; i++)
            {
                if (isUnsafe)
                {
                    escaped!.Append("\\u").Append(((int)text[i]).ToString("X4", CultureInfo.InvariantCulture));
                }
                else
                {
                    escaped?.Append(text[i]);
                }
            }
        }

        return escaped?.ToString() ?? text;
    }
}
