using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Server.Input;

/// <summary>Knows clients that speak another protocol by what their connection begins with.</summary>
/// <remarks>
/// A page of any web site may have a browser on this machine send what it likes to a port on loopback, inside a request of HTTP or a greeting of TLS. The reader would
/// complain about that and take up again at the first brace of it, as QEMU's does, and so run a stranger's commands. A page whose name has come to mean this machine
/// (DNS rebinding) may choose the method, too. Source: RFC 9112, 3; RFC 9110, 5.6.2 (token).
/// </remarks>
internal struct ForeignOpening
{
    private const byte Handshake = 0x16;
    private const byte TlsMajor = 0x03;

    // Behind these anything may stand; behind a word of one's own choice a path, which no JSON has.
    private static readonly string[] s_methods = ["GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE", "PRI"];

    private static readonly SearchValues<byte> s_token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private ulong _method;
    private int _methodLength;
    private Part _part;

    private enum Part : byte
    {
        Begin,
        TlsVersion,
        Method,
        Target,
        None,
    }

    /// <summary>Looks at what has come.</summary>
    /// <param name="bytes">What was read, from the connection's first byte on without a gap.</param>
    /// <exception cref="QmpProtocolException">It is another protocol.</exception>
    public void Check(in ReadOnlySequence<byte> bytes)
    {
        if (_part != Part.None && !bytes.IsEmpty)
        {
            Look(bytes);
        }
    }

    private void Look(in ReadOnlySequence<byte> bytes)
    {
        foreach (ReadOnlyMemory<byte> piece in bytes)
        {
            foreach (byte value in piece.Span)
            {
                _part = After(value);
                if (_part == Part.None)
                {
                    return;
                }
            }
        }
    }

    private Part After(byte value)
    {
        switch (_part)
        {
            case Part.Begin when value == Handshake:
                return Part.TlsVersion;
            case Part.TlsVersion when value == TlsMajor:
                throw new QmpProtocolException("The client speaks TLS, and this connection is without it");
            case Part.Begin or Part.Method when s_token.Contains(value):
                Keep(value);
                return Part.Method;
            case Part.Method when value == ' ':
                return IsMethod() ? throw Http() : Part.Target;
            case Part.Target when value is (byte)'/' or (byte)'*':
                throw Http();
            default:
                return Part.None;
        }
    }

    private void Keep(byte value)
    {
        if (_methodLength < sizeof(ulong))
        {
            _method |= (ulong)value << (8 * _methodLength);
        }

        _methodLength = Math.Min(_methodLength + 1, sizeof(ulong) + 1);
    }

    private readonly bool IsMethod()
    {
        if (_methodLength > sizeof(ulong))
        {
            return false;
        }

        Span<byte> method = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(method, _method);
        foreach (string known in s_methods)
        {
            if (Ascii.EqualsIgnoreCase(method[.._methodLength], known))
            {
                return true;
            }
        }

        return false;
    }

    private static QmpProtocolException Http() => new("The client speaks HTTP, not QMP");
}
