using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace QapiGen.Runtime.Wire;

/// <summary>Writes JSON in the layout of QEMU's own output (QMP spec 5): ASCII, one blank after comma and colon.</summary>
/// <remarks>
/// Not a general writer: it trusts generated code to nest properly. Call <see cref="Flush"/> at the end.
/// Each value is written with the separator that may follow; what closes takes the last one back. So there is no state to look at.
/// </remarks>
public ref partial struct WireWriter
{
    // Covers every number with its separator, so that one test of the space is enough.
    private const int ScalarBytes = 40;
    private const int SeparatorBytes = 2;
    private const ushort Separator = ',' | (' ' << 8);

    private readonly IBufferWriter<byte> _output;
    private Span<byte> _span;
    private int _used;

    /// <summary>Writes to a buffer writer.</summary>
    public WireWriter(IBufferWriter<byte> output)
    {
        _output = output;
        _span = output.GetSpan(256);
        _used = 0;
    }

    /// <summary>A value that must not be null, although C# can't rule it out.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">Name of the parameter or property that holds it.</param>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Required<T>(T? value, string name)
        where T : class => value ?? throw new ArgumentNullException(name);

    /// <summary>Begins an object.</summary>
    public void BeginObject() => Open((byte)'{');

    /// <summary>Ends an object.</summary>
    public void EndObject() => Close((byte)'}');

    /// <summary>Begins an array.</summary>
    public void BeginArray() => Open((byte)'[');

    /// <summary>Ends an array.</summary>
    public void EndArray() => Close((byte)']');

    /// <summary>Writes a member's name, given with its quotes, colon and blank: <c>"id": </c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // Then the length is known, and copying takes two or three instructions.
    public void Member(scoped ReadOnlySpan<byte> quotedNameAndColon)
    {
        Reserve(quotedNameAndColon.Length);
        quotedNameAndColon.CopyTo(MemoryMarshal.CreateSpan(ref End, quotedNameAndColon.Length));
        _used += quotedNameAndColon.Length;
    }

    /// <summary>Writes a value that is JSON already, in the layout wanted.</summary>
    public void Raw(scoped ReadOnlySpan<byte> json)
    {
        Reserve(json.Length + SeparatorBytes);
        json.CopyTo(_span[_used..]);
        Finish(json.Length);
    }

    /// <summary>Writes <c>null</c>.</summary>
    public void Null() => Raw("null"u8);

    /// <summary>Writes a boolean.</summary>
    public void Boolean(bool value) => Raw(value ? "true"u8 : "false"u8);

    /// <summary>Writes a signed integer (QAPI spec W-14).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // One copy stays in the processor's cache.
    public void Int64(long value)
    {
        Reserve(ScalarBytes);
        if (value < 0)
        {
            End = (byte)'-';
            _used++;
            value = unchecked(-value);
        }

        Finish(WireDigits.Write(ref End, (ulong)value));
    }

    /// <summary>Writes an unsigned integer (QAPI spec W-14).</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void UInt64(ulong value)
    {
        Reserve(ScalarBytes);
        Finish(WireDigits.Write(ref End, value));
    }

    /// <summary>Writes a number as C's <c>%.17g</c> does (QMP spec 5.2).</summary>
    /// <exception cref="WireFormatException">The number is infinite or none; JSON has no notation for it.</exception>
    public void Double(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new WireFormatException($"JSON has no notation for {value.ToString(CultureInfo.InvariantCulture)}");
        }

        Reserve(ScalarBytes);
        Span<byte> target = _span[_used..];
        if (!WireDoubles.TryWrite(target, value, out int written))
        {
            value.TryFormat(target, out written, "G17", CultureInfo.InvariantCulture);
            int exponent = target[..written].IndexOf((byte)'E');
            target[exponent] = (byte)'e';
        }

        Finish(written);
    }

    /// <summary>Hands everything written to the buffer writer.</summary>
    public void Flush()
    {
        _output.Advance(_used - PendingSeparator());
        _used = 0;
        _span = default;
    }

    // Where the next byte goes. Only valid for as many bytes as are reserved: this is the one place without a test of bounds.
    private readonly ref byte End => ref Unsafe.Add(ref MemoryMarshal.GetReference(_span), _used);

    private void Open(byte bracket)
    {
        Reserve(1);
        End = bracket;
        _used++;
    }

    private void Close(byte bracket)
    {
        _used -= PendingSeparator();
        Reserve(1 + SeparatorBytes);
        End = bracket;
        Finish(1);
    }

    // The value's bytes are there; the caller has reserved the separator's with them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Finish(int length)
    {
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref End, length), Separator);
        _used += length + SeparatorBytes;
    }

    // Safe reading: a caller of this library may end what it has not begun.
    private readonly int PendingSeparator() =>
        _used >= SeparatorBytes && BinaryPrimitives.ReadUInt16LittleEndian(_span[(_used - SeparatorBytes)..]) == Separator ? SeparatorBytes : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reserve(int bytes)
    {
        if (_span.Length - _used < bytes)
        {
            Grow(bytes);
        }
    }

    // The last separator may have to be taken back, so it isn't handed over yet.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int bytes)
    {
        int pending = PendingSeparator();
        _output.Advance(_used - pending);
        _span = _output.GetSpan(Math.Max(bytes + pending, 256));
        ArgumentOutOfRangeException.ThrowIfLessThan(_span.Length, bytes + pending, nameof(bytes));
        _used = pending;
        if (pending > 0)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_span, Separator);
        }
    }
}
