using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>The names of an object's members or an enum's values, found by position.</summary>
/// <remarks>A name's first seven bytes and its length make one number; numbers are searched by vector instructions, names compared only on a hit.</remarks>
public sealed class WireNames
{
    private const int MaxStackBytes = 256;

    private readonly byte[][] _names;
    private readonly ulong[] _keys;

    /// <summary>Makes the table of names, in schema order.</summary>
    public WireNames(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        _names = new byte[names.Length][];
        _keys = new ulong[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            _names[i] = Encoding.UTF8.GetBytes(names[i]);
            _keys[i] = GetKey(_names[i]);
        }
    }

    /// <summary>Number of names.</summary>
    public int Count => _names.Length;

    /// <summary>Standing on a member's name: finds its position and moves on to its value.</summary>
    /// <param name="reader">Stands on a name; stays there if it isn't found.</param>
    /// <param name="next">Where to look first: the position after the last hit, as members mostly come in schema order.</param>
    /// <returns>The position, or -1.</returns>
    public int Find(ref Utf8JsonReader reader, ref int next)
    {
        int found = reader.HasValueSequence || reader.ValueIsEscaped
            ? FindUnescaped(ref reader)
            : Find(reader.ValueSpan, next);
        if (found >= 0)
        {
            next = found + 1;
            reader.Read();
        }

        return found;
    }

    /// <summary>Standing on a string: finds its position.</summary>
    /// <returns>The position, or -1.</returns>
    public int FindValue(ref Utf8JsonReader reader) =>
        reader.HasValueSequence || reader.ValueIsEscaped ? FindUnescaped(ref reader) : Find(reader.ValueSpan, 0);

    /// <summary>Finds a name.</summary>
    /// <returns>Its position, or -1.</returns>
    public int Find(ReadOnlySpan<byte> name) => Find(name, 0);

    /// <summary>The name at a position, in UTF-8.</summary>
    public ReadOnlySpan<byte> this[int position] => _names[position];

    private int Find(ReadOnlySpan<byte> name, int next)
    {
        ulong key = GetKey(name);
        if ((uint)next < (uint)_keys.Length && _keys[next] == key && Matches(next, name))
        {
            return next;
        }

        for (int start = 0; start < _keys.Length;)
        {
            int hit = _keys.AsSpan(start).IndexOf(key);
            if (hit < 0)
            {
                break;
            }

            if (Matches(start + hit, name))
            {
                return start + hit;
            }

            start += hit + 1;
        }

        return -1;
    }

    private bool Matches(int position, ReadOnlySpan<byte> name) =>
        name.Length < 8 || name.SequenceEqual(_names[position]);

    private int FindUnescaped(ref Utf8JsonReader reader)
    {
        long length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        Span<byte> buffer = length <= MaxStackBytes ? stackalloc byte[MaxStackBytes] : new byte[length];
        int written = reader.CopyString(buffer);
        return Find(buffer[..written], 0);
    }

    // Names of up to seven bytes are wholly in their key.
    private static ulong GetKey(ReadOnlySpan<byte> name)
    {
        int length = name.Length;
        ref byte first = ref MemoryMarshal.GetReference(name);
        ulong head;
        if (length >= 8)
        {
            head = Unsafe.ReadUnaligned<ulong>(ref first) & 0x00FF_FFFF_FFFF_FFFF;
        }
        else if (length >= 4)
        {
            ulong tail = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, length - 4));
            head = Unsafe.ReadUnaligned<uint>(ref first) | (tail << ((length - 4) * 8));
        }
        else
        {
            head = length > 0 ? first : 0UL;
            head |= length > 1 ? (ulong)Unsafe.Add(ref first, 1) << 8 : 0;
            head |= length > 2 ? (ulong)Unsafe.Add(ref first, 2) << 16 : 0;
        }

        return head | ((ulong)Math.Min(length, 255) << 56);
    }
}
