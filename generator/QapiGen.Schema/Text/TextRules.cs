namespace QapiGen.Schema.Text;

/// <summary>What counts as white space and as the end of a line.</summary>
internal static class TextRules
{
    public static readonly char[] LineEnds = { '\r', '\n' };

    /// <summary>White space between tokens (spec R-4); .NET's own notion lacks U+001C to U+001F.</summary>
    public static bool IsWhiteSpace(char c) => char.IsWhiteSpace(c) || (c >= '\u001C' && c <= '\u001F');

    /// <summary>Offset of the next line end at or after a place, or the text's length.</summary>
    public static int FindLineEnd(string text, int start)
    {
        int end = text.IndexOfAny(LineEnds, start);
        return end < 0 ? text.Length : end;
    }

    /// <summary>Moves an end back over white space, not beyond a start.</summary>
    public static int TrimEnd(string text, int start, int end)
    {
        while (end > start && IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        return end;
    }

    /// <summary>Moves a start forward over white space, not beyond an end.</summary>
    public static int SkipWhiteSpace(string text, int start, int end)
    {
        while (start < end && IsWhiteSpace(text[start]))
        {
            start++;
        }

        return start;
    }

    /// <summary>Whether a range of a text equals a string.</summary>
    public static bool Matches(string text, int start, int end, string expected) =>
        end - start == expected.Length && string.CompareOrdinal(text, start, expected, 0, expected.Length) == 0;

    /// <summary>Whether a range of a text begins with a string.</summary>
    public static bool StartsWith(string text, int start, int end, string expected) =>
        end - start >= expected.Length && string.CompareOrdinal(text, start, expected, 0, expected.Length) == 0;
}
