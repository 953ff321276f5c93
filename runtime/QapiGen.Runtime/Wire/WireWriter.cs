using System;
using System.Buffers;

namespace QapiGen.Runtime.Wire;

/// <summary>Writes JSON in the layout of QEMU's own output (QMP spec 5): ASCII, one blank after comma and colon.</summary>
/// <remarks>Not a general writer: it trusts generated code to nest properly. Call <see cref="Flush"/> at the end.</remarks>
public ref struct WireWriter
{
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
    public void BeginObject()
    {
        Separate();
        Append("{"u8);
        _separate = false;
    }

    /// <summary>Ends an object.</summary>
    public void EndObject()
    {
        Append("}"u8);
        _separate = true;
    }

    /// <summary>Writes a member's name, given with its quotes, colon and blank: <c>"id": </c>.</summary>
    public void Member(ReadOnlySpan<byte> quotedNameAndColon)
    {
        Separate();
        Append(quotedNameAndColon);
        _separate = false;
    }

    /// <summary>Hands everything written to the buffer writer.</summary>
    public void Flush()
    {
        _output.Advance(_used);
        _used = 0;
        _span = default;
    }

    private void Separate()
    {
        if (_separate)
        {
            Append(", "u8);
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_span.Length - _used < bytes.Length)
        {
            _output.Advance(_used);
            _used = 0;
            _span = _output.GetSpan(Math.Max(bytes.Length, 256));
        }

        bytes.CopyTo(_span[_used..]);
        _used += bytes.Length;
    }
}
