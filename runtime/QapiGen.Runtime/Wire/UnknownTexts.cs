using System;
using System.Collections.Generic;
using System.Threading;

namespace QapiGen.Runtime.Wire;

/// <summary>Numbers for the texts of enum values that no compiled-in schema knows; equal texts have equal numbers in the whole process.</summary>
/// <remarks>
/// A peer chooses the texts, so they are bounded: for each client (<see cref="UnknownTextKeeper"/>), which fails its own decoding only, and for all
/// that no open client keeps, of which the oldest are forgotten. A number is never used twice, so that a value whose text is forgotten can't be
/// written any more, but never equals another.
/// </remarks>
internal static class UnknownTexts
{
    /// <summary>Most texts that are remembered without an open client.</summary>
    internal const int MaxIdle = 16_384;

    /// <summary>Most UTF-16 units of a text that is kept.</summary>
    internal const int MaxTextLength = 256;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, UnknownText> ByText = [];
    private static readonly Dictionary<int, UnknownText> ByNumber = [];
    private static readonly LinkedList<UnknownText> Idle = new();
    private static int _last;

    /// <summary>The number of a text.</summary>
    /// <exception cref="WireFormatException">It can't be kept.</exception>
    internal static int GetNumber(string enumName, string text)
    {
        if (text.Length > MaxTextLength)
        {
            throw new WireFormatException($"Enum '{enumName}': an unknown value has {text.Length} characters; up to {MaxTextLength} can be kept");
        }

        UnknownTextKeeper? keeper = UnknownTextKeeper.Current;
        lock (Gate)
        {
            bool isKnown = ByText.TryGetValue(text, out UnknownText? known);
            if (keeper?.Texts is { Count: >= UnknownTextKeeper.MaxTexts } full && (!isKnown || !full.Contains(known!)))
            {
                throw new WireFormatException($"Enum '{enumName}': '{text}' can't be kept, the server has sent {UnknownTextKeeper.MaxTexts} unknown values already");
            }

            known ??= Add(enumName, text);
            Keep(known, keeper);
            return known.Number;
        }
    }

    /// <summary>The text of a number; null if it has none, or none any more.</summary>
    internal static string? GetText(int number)
    {
        lock (Gate)
        {
            return ByNumber.TryGetValue(number, out UnknownText? known) ? known.Text : null;
        }
    }

    /// <summary>A client is closed.</summary>
    internal static void Release(UnknownTextKeeper keeper)
    {
        lock (Gate)
        {
            foreach (UnknownText text in keeper.Texts ?? [])
            {
                if (--text.Keepers == 0)
                {
                    text.Idle = Idle.AddLast(text);
                }
            }

            keeper.Texts = null;
            Forget();
        }
    }

    private static UnknownText Add(string enumName, string text)
    {
        if (_last == int.MinValue)
        {
            throw new WireFormatException($"Enum '{enumName}': '{text}' can't be kept, the process has had too many unknown values");
        }

        var added = new UnknownText(text, --_last);
        ByText.Add(text, added);
        ByNumber.Add(added.Number, added);
        return added;
    }

    private static void Keep(UnknownText text, UnknownTextKeeper? keeper)
    {
        if (keeper?.Texts is { } texts && texts.Add(text))
        {
            text.Keepers++;
        }

        if (text.Idle is not null)
        {
            Idle.Remove(text.Idle);
            text.Idle = null;
        }

        if (text.Keepers == 0)
        {
            text.Idle = Idle.AddLast(text);
            Forget();
        }
    }

    private static void Forget()
    {
        while (Idle.Count > MaxIdle)
        {
            UnknownText oldest = Idle.First!.Value;
            Idle.RemoveFirst();
            ByText.Remove(oldest.Text);
            ByNumber.Remove(oldest.Number);
        }
    }
}

/// <summary>A text that no compiled-in schema knows, and the number that stands for it.</summary>
/// <param name="text">The text.</param>
/// <param name="number">Negative; never given to another text.</param>
internal sealed class UnknownText(string text, int number)
{
    public string Text { get; } = text;

    public int Number { get; } = number;

    /// <summary>How many open connections have brought it.</summary>
    public int Keepers { get; set; }

    /// <summary>Its place among those that may be forgotten; null while a connection keeps it.</summary>
    public LinkedListNode<UnknownText>? Idle { get; set; }
}

/// <summary>The texts of unknown enum values that one client has received: kept while it is open, and so many that none can fill the process.</summary>
internal sealed class UnknownTextKeeper
{
    /// <summary>Most distinct texts of one client.</summary>
    internal const int MaxTexts = 1024;

    [ThreadStatic]
    private static UnknownTextKeeper? _current;

    /// <summary>Whose messages this thread decodes; null for nobody's.</summary>
    internal static UnknownTextKeeper? Current => _current;

    /// <summary>What it keeps; used by <see cref="UnknownTexts"/>, under its lock. Null when it keeps no more.</summary>
    internal HashSet<UnknownText>? Texts { get; set; } = [];

    /// <summary>This thread now decodes messages of another client, or of none.</summary>
    /// <returns>Whose it decoded before; to be restored.</returns>
    internal static UnknownTextKeeper? Enter(UnknownTextKeeper? keeper)
    {
        UnknownTextKeeper? before = _current;
        _current = keeper;
        return before;
    }

    /// <summary>The client is closed: its texts may be forgotten, the oldest first, when others need the room.</summary>
    internal void Release() => UnknownTexts.Release(this);
}
