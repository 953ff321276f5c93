using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace QapiGen.Runtime.Wire;

/// <summary>Writes JSON in the layout of QEMU's own output (QMP spec 5): ASCII, one blank after comma and colon.</summary>
/// <remarks>Not a general writer: it trusts generated code to nest properly. Call <see cref="Flush"/> at the end.</remarks>
public ref partial struct WireWriter
{
    // Covers every number with its separator, so that one test of the space is enough.
    private const int ScalarBytes = 40;
    private const ushort CommaAndBlank = ',' | (' ' << 8);

    private readonly IBufferWriter<byte> _output;
    private Span<byte> _span;
    private int _used;
    private bool _separate;

    /// <summary>Writes to a buffer writer.</summary>
    public WireWriter(IBufferWriter<byte> output)
    {
        _output = output;
        _span = output.GetSpan(256);
        _used = 0;
        _separate = false;
    }

    /// <summary>Begins an object.</summary>
    public void BeginObject() => Open((byte)'{');

    /// <summary>Ends an object.</summary>
    public void EndObject() => Close((byte)'}');

    /// <summary>Begins an array.</summary>
    public void BeginArray() => Open((byte)'[');

    /// <summary>Ends an array.</summary>
    public void EndArray() => Close((byte)']');

    /// <summary>Writes a member's name, given with its quotes, colon and blank: <c>"id": </c>.</summary>
    public void Member(scoped ReadOnlySpan<byte> quotedNameAndColon)
    {
        int length = quotedNameAndColon.Length;
        Reserve(length + 2);
        Separate();
        quotedNameAndColon.CopyTo(_span.Slice(_used, length));
        _used += length;
        _separate = false;
    }

    /// <summary>Writes a value that is JSON already, in the layout wanted.</summary>
    public void Raw(scoped ReadOnlySpan<byte> json)
    {
        Reserve(json.Length + 2);
        Separate();
        json.CopyTo(_span[_used..]);
        _used += json.Length;
        _separate = true;
    }

    /// <summary>Writes <c>null</c>.</summary>
    public void Null() => Raw("null"u8);

    /// <summary>Writes a boolean.</summary>
    public void Boolean(bool value) => Raw(value ? "true"u8 : "false"u8);

    /// <summary>Writes a signed integer (QAPI spec W-14).</summary>
    public void Int64(long value)
    {
        Reserve(ScalarBytes);
        Separate();
        Utf8Formatter.TryFormat(value, _span[_used..], out int written);
        _used += written;
        _separate = true;
    }

    /// <summary>Writes an unsigned integer (QAPI spec W-14).</summary>
    public void UInt64(ulong value)
    {
        Reserve(ScalarBytes);
        Separate();
        Utf8Formatter.TryFormat(value, _span[_used..], out int written);
        _used += written;
        _separate = true;
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
        Separate();
        Span<byte> target = _span[_used..];
        value.TryFormat(target, out int written, "G17", CultureInfo.InvariantCulture);
        int exponent = target[..written].IndexOf((byte)'E');
        if (exponent >= 0)
        {
            target[exponent] = (byte)'e';
        }

        _used += written;
        _separate = true;
    }

    /// <summary>Hands everything written to the buffer writer.</summary>
    public void Flush()
    {
        _output.Advance(_used);
        _used = 0;
        _span = default;
    }

    private void Open(byte bracket)
    {
        Reserve(3);
        Separate();
        _span[_used++] = bracket;
        _separate = false;
    }

    private void Close(byte bracket)
    {
        Reserve(1);
        _span[_used++] = bracket;
        _separate = true;
    }

    // The caller has reserved the two bytes. They are written in any case, and kept if they are needed: no branch to guess.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Separate()
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_span[_used..], CommaAndBlank);
        _used += _separate ? 2 : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reserve(int bytes)
    {
        if (_span.Length - _used < bytes)
        {
            Grow(bytes);
        }
    }

    private void Grow(int bytes)
    {
        _output.Advance(_used);
        _used = 0;
        _span = _output.GetSpan(Math.Max(bytes, 256));
    }
}
