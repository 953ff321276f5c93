using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace QapiGen.Runtime.Wire;

/// <summary>The names of an object's members or an enum's values, found by position; and the check that a member was there.</summary>
/// <remarks>A name's first seven bytes and its length make one number; numbers are searched by vector instructions, names compared only on a hit.</remarks>
public sealed class WireNames
{
    private const int MaxStackBytes = 256;

    private readonly byte[][] _names;
    private readonly ulong[] _keys;

    /// <summary>Makes the table of names; generated code does.</summary>
    /// <param name="owner">QAPI name of what has the names: a type, command or event.</param>
    /// <param name="names">The names, in schema order.</param>
    public WireNames(string owner, params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        Owner = owner;
        _names = new byte[names.Length][];
        _keys = new ulong[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            _names[i] = Encoding.UTF8.GetBytes(names[i]);
            _keys[i] = GetKey(_names[i]);
        }
    }

    /// <summary>QAPI name of what has the names.</summary>
    public string Owner { get; }

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

    /// <summary>The value of a member that must be there.</summary>
    /// <param name="value">What was read; null if the member was absent.</param>
    /// <param name="position">The member's position.</param>
    /// <exception cref="WireFormatException">It was absent.</exception>
    public T Required<T>([NotNull] T? value, int position)
        where T : class => value ?? throw Missing(position);

    /// <inheritdoc cref="Required{T}(T, int)"/>
    public T Required<T>([NotNull] T? value, int position)
        where T : struct => value ?? throw Missing(position);

    /// <summary>The error for a member that isn't there.</summary>
    /// <param name="position">The member's position.</param>
    public WireFormatException Missing(int position) =>
        WireFormatException.Missing(Owner, Encoding.UTF8.GetString(_names[position]));

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
