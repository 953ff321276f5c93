using System.Collections.Concurrent;
using System.Threading;

namespace QapiGen.Runtime.Wire;

/// <summary>Numbers for the texts of enum values that no compiled-in schema knows, shared by all enums of the process.</summary>
/// <remarks>Bounded, since a peer chooses the texts; beyond the bound all share <see cref="Overflow"/>, which can't be written.</remarks>
internal static class UnknownTexts
{
    /// <summary>Most distinct texts that are kept.</summary>
    internal const int MaxTexts = 4096;

    /// <summary>Most UTF-16 units of a text that is kept.</summary>
    internal const int MaxTextLength = 256;

    /// <summary>The number of texts that aren't kept.</summary>
    internal const int Overflow = int.MinValue;

    private static readonly ConcurrentDictionary<string, int> Numbers = new();
    private static readonly string?[] Texts = new string?[MaxTexts];
    private static readonly Lock Gate = new();
    private static int _count;

    internal static int GetNumber(string text)
    {
        if (Numbers.TryGetValue(text, out int known))
        {
            return known;
        }

        if (text.Length > MaxTextLength)
        {
            return Overflow;
        }

        lock (Gate)
        {
            if (Numbers.TryGetValue(text, out known))
            {
                return known;
            }

            if (_count == MaxTexts)
            {
                return Overflow;
            }

            Volatile.Write(ref Texts[_count], text);
            _count++;
            Numbers[text] = -_count;
            return -_count;
        }
    }

    internal static string? GetText(int number) =>
        number < 0 && number >= -MaxTexts ? Volatile.Read(ref Texts[-number - 1]) : null;
}
