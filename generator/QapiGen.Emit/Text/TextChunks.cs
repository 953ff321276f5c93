using System;
using System.Collections.Generic;

namespace QapiGen.Emit.Text;

/// <summary>Grows a text in pieces, none of them large: generated files are too long for the garbage collector's young generation.</summary>
/// <remarks>No piece ends between the halves of a surrogate pair, so each can be encoded alone.</remarks>
internal sealed class TextChunks
{
    private readonly List<char[]> _chunks = [];
    private char[] _current = new char[1024];
    private int _used;
    private int _kept;

    /// <summary>How many characters there are so far.</summary>
    public int Length => _kept + _used;

    /// <summary>Appends a character.</summary>
    public void Append(char value)
    {
        if (_used == _current.Length)
        {
            Grow();
        }

        _current[_used++] = value;
    }

    /// <summary>Appends blanks.</summary>
    public void AppendBlanks(int count)
    {
        for (; count > 0; count--)
        {
            Append(' ');
        }
    }

    /// <summary>Appends a text.</summary>
    public void Append(string text) => Append(text, 0, text.Length);

    /// <summary>Appends a part of a text.</summary>
    public void Append(string text, int start, int length)
    {
        while (length > 0)
        {
            int count = Room(length);
            text.CopyTo(start, _current, _used, count);
            count = Take(count, length);
            start += count;
            length -= count;
        }
    }

    /// <summary>Appends a part of a text that was generated before.</summary>
    public void Append(GeneratedText text, int start, int length)
    {
        while (length > 0)
        {
            int count = Room(length);
            text.CopyTo(start, _current, _used, count);
            count = Take(count, length);
            start += count;
            length -= count;
        }
    }

    /// <summary>Hands the text over; nothing may be appended afterwards.</summary>
    public GeneratedText ToText()
    {
        Keep();
        return new GeneratedText(_chunks.ToArray());
    }

    // How many of so many characters fit into a piece.
    private int Room(int length)
    {
        if (_used == _current.Length)
        {
            Grow();
        }

        return Math.Min(length, _current.Length - _used);
    }

    // Takes those that were copied behind what is there, but for the first half of a pair whose second isn't among them.
    private int Take(int count, int length)
    {
        if (count < length && char.IsHighSurrogate(_current[_used + count - 1]) && --count == 0)
        {
            Grow();
        }

        _used += count;
        return count;
    }

    private void Grow()
    {
        int size = _current.Length * 2;
        Keep();
        _current = size < ChunkPool.ChunkLength ? new char[size] : ChunkPool.Take();
    }

    private void Keep()
    {
        char[] whole = _current;
        if (_used < whole.Length)
        {
            Array.Resize(ref _current, _used);
            ChunkPool.Give(whole);
        }

        _chunks.Add(_current);
        _kept += _used;
        _used = 0;
    }
}
