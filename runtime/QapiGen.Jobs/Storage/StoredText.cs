using System;
using System.Text;

namespace QapiGen.Jobs.Storage;

/// <summary>Texts that every store can keep.</summary>
public static class StoredText
{
    /// <summary>UTF-16 units of an error's text that are kept: a driver's exception may quote anything.</summary>
    public const int MaxLength = 65536;

    /// <summary>Characters that the id of a job that is kept has at most: databases have indexes over ids, whose entries have to fit into a page.</summary>
    public const int MaxIdLength = 1000;

    /// <summary>Bytes that the arguments of a job, or a checkpoint, have at most.</summary>
    public const int MaxBodyLength = 64 * 1024 * 1024;

    /// <summary>Replaces U+0000 and lone surrogates by U+FFFD, and cuts what is too long; gives the same text back if it has none of that.</summary>
    public static string? Clean(string? text)
    {
        if (text is null || (text.Length <= MaxLength && IsClean(text)))
        {
            return text;
        }

        var clean = new StringBuilder(int.Min(text.Length, MaxLength));
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > MaxLength)
            {
                break;
            }

            clean.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        }

        return clean.ToString();
    }

    /// <summary>The time in whole microseconds, which is what every store keeps.</summary>
    public static DateTimeOffset Clean(DateTimeOffset time) => new(time.UtcTicks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    private static bool IsClean(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == 0)
            {
                return false;
            }

            if (char.IsSurrogate(text[i]) && !Rune.TryGetRuneAt(text, i, out _) && (i == 0 || !char.IsSurrogatePair(text[i - 1], text[i])))
            {
                return false;
            }
        }

        return true;
    }
}
