using System.Globalization;
using System.Text;

namespace QapiGen.Cli.Shell.Editing;

/// <summary>How many columns of a terminal a text takes.</summary>
internal static class TextWidth
{
    /// <summary>Columns of a text without control characters; ANSI style sequences count as nothing.</summary>
    public static int Of(string text)
    {
        int width = 0;
        int i = 0;
        while (i < text.Length)
        {
            if (text[i] == '\e')
            {
                i = SkipEscape(text, i);
                continue;
            }

            Rune rune = Rune.TryGetRuneAt(text, i, out Rune whole) ? whole : Rune.ReplacementChar;
            width += Of(rune);
            i += char.IsHighSurrogate(text[i]) && rune.Utf16SequenceLength == 2 ? 2 : 1;
        }

        return width;
    }

    /// <summary>Columns of one character: 0 for combining ones, 2 for wide ones, else 1.</summary>
    public static int Of(Rune rune)
    {
        UnicodeCategory category = Rune.GetUnicodeCategory(rune);
        if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
        {
            return 0;
        }

        return IsWide(rune.Value) ? 2 : 1;
    }

    // East Asian wide and full-width blocks, and the pictographs that terminals show in two columns.
    private static bool IsWide(int value) => value >= 0x1100
        && (value <= 0x115F
            || value is >= 0x2E80 and <= 0x303E or >= 0x3041 and <= 0x33FF or >= 0x3400 and <= 0x4DBF or >= 0x4E00 and <= 0x9FFF
            || value is >= 0xA000 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE6F
            || value is >= 0xFF00 and <= 0xFF60 or >= 0xFFE0 and <= 0xFFE6
            || value is >= 0x1F300 and <= 0x1F64F or >= 0x1F900 and <= 0x1F9FF or >= 0x20000 and <= 0x3FFFD);

    // CSI sequences end with a byte in @ … ~.
    private static int SkipEscape(string text, int start)
    {
        int i = start + 1;
        if (i < text.Length && text[i] == '[')
        {
            i++;
            while (i < text.Length && text[i] is < '@' or > '~')
            {
                i++;
            }
        }

        return i < text.Length ? i + 1 : i;
    }
}
