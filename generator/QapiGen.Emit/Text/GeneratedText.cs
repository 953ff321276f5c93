using System;
using System.Text;

namespace QapiGen.Emit.Text;

/// <summary>The text of a generated file, in pieces that are small enough for the garbage collector's young generation.</summary>
public sealed class GeneratedText
{
    private char[][] _chunks;
    private int[] _starts;

    /// <summary>Takes over the pieces.</summary>
    internal GeneratedText(char[][] chunks)
    {
        _chunks = chunks;
        _starts = new int[chunks.Length];
        for (int i = 0; i < chunks.Length; i++)
        {
            _starts[i] = Length;
            Length += chunks[i].Length;
        }
    }

    /// <summary>Number of UTF-16 code units.</summary>
    public int Length { get; private set; }

    /// <summary>The code unit at a position.</summary>
    /// <exception cref="IndexOutOfRangeException">There is none.</exception>
    public char this[int position]
    {
        get
        {
            int chunk = Find(position);
            return _chunks[chunk][position - _starts[chunk]];
        }
    }

    /// <summary>Copies a part.</summary>
    /// <param name="start">Where it begins.</param>
    /// <param name="destination">Where it goes.</param>
    /// <param name="destinationStart">Where it begins there.</param>
    /// <param name="count">Number of code units.</param>
    /// <exception cref="ArgumentException">Text or destination ends before.</exception>
    public void CopyTo(int start, char[] destination, int destinationStart, int count)
    {
        if (start < 0 || count < 0 || start > Length - count)
        {
            throw new ArgumentOutOfRangeException(nameof(count));
        }

        for (int chunk = count == 0 ? 0 : Find(start); count > 0; chunk++)
        {
            int offset = start - _starts[chunk];
            int length = Math.Min(count, _chunks[chunk].Length - offset);
            Array.Copy(_chunks[chunk], offset, destination, destinationStart, length);
            start += length;
            destinationStart += length;
            count -= length;
        }
    }

    /// <summary>The text in UTF-8, without a byte order mark.</summary>
    public byte[] ToUtf8()
    {
        int length = 0;
        foreach (char[] chunk in _chunks)
        {
            length += Encoding.UTF8.GetByteCount(chunk);
        }

        var bytes = new byte[length];
        int used = 0;
        foreach (char[] chunk in _chunks)
        {
            used += Encoding.UTF8.GetBytes(chunk, 0, chunk.Length, bytes, used);
        }

        return bytes;
    }

    /// <summary>Hands the memory over to texts to come; this one is empty from then on. Nobody else may be reading it.</summary>
    public void Recycle()
    {
        foreach (char[] chunk in _chunks)
        {
            ChunkPool.Give(chunk);
        }

        _chunks = [];
        _starts = [];
        Length = 0;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder(Length);
        foreach (char[] chunk in _chunks)
        {
            text.Append(chunk);
        }

        return text.ToString();
    }

    private int Find(int position)
    {
        int found = Array.BinarySearch(_starts, position);
        return found >= 0 ? found : ~found - 1;
    }
}

/// <summary>A generated file.</summary>
/// <param name="HintName">Its name.</param>
/// <param name="Text">Its text; lines end with LF.</param>
public sealed record GeneratedFile(string HintName, GeneratedText Text);
