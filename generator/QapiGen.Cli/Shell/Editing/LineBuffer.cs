using System;

namespace QapiGen.Cli.Shell.Editing;

/// <summary>One line of text with a cursor, and what can be done to it. Knows no keys and no terminal.</summary>
internal sealed class LineBuffer
{
    private string _killed = string.Empty;

    /// <summary>The text.</summary>
    public string Text { get; private set; } = string.Empty;

    /// <summary>Offset before which the next character goes, 0 to the text's length.</summary>
    public int Cursor { get; private set; }

    /// <summary>Replaces everything; the cursor goes to the end.</summary>
    public void Set(string text)
    {
        Text = text;
        Cursor = text.Length;
    }

    /// <summary>Replaces a range; the cursor goes behind the new text.</summary>
    public void Replace(int start, int length, string replacement)
    {
        Text = string.Concat(Text.AsSpan(0, start), replacement, Text.AsSpan(start + length));
        Cursor = start + replacement.Length;
    }

    /// <summary>Inserts at the cursor.</summary>
    public void Insert(string text) => Replace(Cursor, 0, text);

    /// <summary>Deletes the character before the cursor.</summary>
    public void Backspace() => Remove(Before(Cursor), Cursor);

    /// <summary>Deletes the character at the cursor.</summary>
    public void Delete() => Remove(Cursor, After(Cursor));

    /// <summary>Moves by a character.</summary>
    public void Left() => Cursor = Before(Cursor);

    /// <inheritdoc cref="Left"/>
    public void Right() => Cursor = After(Cursor);

    /// <summary>Moves to the start of the line.</summary>
    public void Home() => Cursor = 0;

    /// <summary>Moves to the end of the line.</summary>
    public void End() => Cursor = Text.Length;

    /// <summary>Moves to the start of the word before the cursor.</summary>
    public void WordLeft() => Cursor = WordStart(Cursor);

    /// <summary>Moves behind the word after the cursor.</summary>
    public void WordRight() => Cursor = WordEnd(Cursor);

    /// <summary>Deletes to the end of the line, and keeps it for <see cref="Yank"/>.</summary>
    public void KillToEnd() => Kill(Cursor, Text.Length);

    /// <summary>Deletes to the start of the line, and keeps it for <see cref="Yank"/>.</summary>
    public void KillToStart() => Kill(0, Cursor);

    /// <summary>Deletes the word before the cursor, and keeps it for <see cref="Yank"/>.</summary>
    public void KillWordLeft() => Kill(WordStart(Cursor), Cursor);

    /// <summary>Deletes the word after the cursor, and keeps it for <see cref="Yank"/>.</summary>
    public void KillWordRight() => Kill(Cursor, WordEnd(Cursor));

    /// <summary>Inserts what was killed last.</summary>
    public void Yank() => Insert(_killed);

    /// <summary>Swaps the two characters around the cursor; at the end the last two.</summary>
    public void Transpose()
    {
        int right = Cursor == Text.Length ? Before(Cursor) : Cursor;
        int left = Before(right);
        if (left == right)
        {
            return;
        }

        int end = After(right);
        Replace(left, end - left, Text[right..end] + Text[left..right]);
    }

    private void Kill(int start, int end)
    {
        if (start != end)
        {
            _killed = Text[start..end];
            Remove(start, end);
        }
    }

    private void Remove(int start, int end)
    {
        Text = Text.Remove(start, end - start);
        Cursor = start;
    }

    private int Before(int offset) => offset == 0 ? 0 : offset - (offset > 1 && char.IsSurrogatePair(Text, offset - 2) ? 2 : 1);

    private int After(int offset) =>
        offset == Text.Length ? offset : offset + (offset + 1 < Text.Length && char.IsSurrogatePair(Text, offset) ? 2 : 1);

    private int WordStart(int offset)
    {
        while (offset > 0 && !char.IsLetterOrDigit(Text[offset - 1]))
        {
            offset--;
        }

        while (offset > 0 && char.IsLetterOrDigit(Text[offset - 1]))
        {
            offset--;
        }

        return offset;
    }

    private int WordEnd(int offset)
    {
        while (offset < Text.Length && !char.IsLetterOrDigit(Text[offset]))
        {
            offset++;
        }

        while (offset < Text.Length && char.IsLetterOrDigit(Text[offset]))
        {
            offset++;
        }

        return offset;
    }
}
