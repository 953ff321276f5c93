using System;

namespace QapiGen.Cli.Shell.Editing;

/// <summary>Which key does what to the line: the arrow keys, and Emacs' keys as other shells have them.</summary>
internal static class KeyMap
{
    /// <summary>Whether a key was pressed together with Ctrl.</summary>
    public static bool IsControl(ConsoleKeyInfo info, ConsoleKey key) =>
        (info.Key == key && (info.Modifiers & ConsoleModifiers.Control) != 0) || (key is >= ConsoleKey.A and <= ConsoleKey.Z && info.KeyChar == key - ConsoleKey.A + 1 && info.Key is not (ConsoleKey.Tab or ConsoleKey.Enter or ConsoleKey.Backspace));

    /// <summary>What a key does; null if nothing.</summary>
    public static Action<LineBuffer>? Find(ConsoleKeyInfo key)
    {
        bool isAlt = (key.Modifiers & ConsoleModifiers.Alt) != 0;
        bool isControl = (key.Modifiers & ConsoleModifiers.Control) != 0;
        return (key.Key, isControl, isAlt) switch
        {
            (ConsoleKey.LeftArrow, false, false) => b => b.Left(),
            (ConsoleKey.RightArrow, false, false) => b => b.Right(),
            (ConsoleKey.LeftArrow, _, _) or (ConsoleKey.B, _, true) => b => b.WordLeft(),
            (ConsoleKey.RightArrow, _, _) or (ConsoleKey.F, _, true) => b => b.WordRight(),
            (ConsoleKey.Home, _, _) => b => b.Home(),
            (ConsoleKey.End, _, _) => b => b.End(),
            (ConsoleKey.Backspace, _, true) => b => b.KillWordLeft(),
            (ConsoleKey.Backspace, _, _) => b => b.Backspace(),
            (ConsoleKey.Delete, _, _) => b => b.Delete(),
            (ConsoleKey.D, _, true) => b => b.KillWordRight(),
            (ConsoleKey.Escape, _, _) => b => b.Set(string.Empty),
            _ => FindControl(key),
        };
    }

    private static Action<LineBuffer>? FindControl(ConsoleKeyInfo key)
    {
        (ConsoleKey Key, Action<LineBuffer> Edit)[] map =
        [
            (ConsoleKey.A, b => b.Home()),
            (ConsoleKey.E, b => b.End()),
            (ConsoleKey.B, b => b.Left()),
            (ConsoleKey.F, b => b.Right()),
            (ConsoleKey.D, b => b.Delete()),
            (ConsoleKey.H, b => b.Backspace()),
            (ConsoleKey.K, b => b.KillToEnd()),
            (ConsoleKey.U, b => b.KillToStart()),
            (ConsoleKey.W, b => b.KillWordLeft()),
            (ConsoleKey.Y, b => b.Yank()),
            (ConsoleKey.T, b => b.Transpose()),
        ];
        foreach ((ConsoleKey code, Action<LineBuffer> edit) in map)
        {
            if (IsControl(key, code))
            {
                return edit;
            }
        }

        return null;
    }
}

/// <summary>What a key did to the line being edited.</summary>
internal enum KeyOutcome
{
    /// <summary>It changed the line, or nothing.</summary>
    Edited,

    /// <summary>The line is complete.</summary>
    Accept,

    /// <summary>The line is given up.</summary>
    Cancel,

    /// <summary>There will be no more lines.</summary>
    EndOfInput,
}
