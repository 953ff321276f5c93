using System;
using System.Buffers;
using System.Buffers.Binary;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Server.Input;

/// <summary>Knows clients that speak another protocol by what their connection begins with.</summary>
/// <remarks>
/// A page of any web site may have a browser on this machine send what it likes to a port on loopback, inside a request of HTTP or a greeting of TLS. The reader would
/// complain about that and take up again at the first brace of it, as QEMU's does, and so run a stranger's commands.
/// </remarks>
internal struct ForeignOpening
{
    // Longer ones are only sent by pages that were allowed to beforehand. None of them is how JSON begins.
    private static readonly byte[][] s_foreign =
    [
        [.. "GET "u8], [.. "POST "u8], [.. "HEAD "u8], [.. "PUT "u8], [.. "PATCH "u8], [.. "DELETE "u8], [.. "OPTIONS "u8], [.. "CONNECT "u8], [.. "TRACE "u8], [.. "PRI * "u8],
        [0x16, 0x03],
    ];

    private long _seen;
    private int _count;
    private bool _isSettled;

    /// <summary>Looks at what has come.</summary>
    /// <param name="bytes">What was read, from the connection's first byte on without a gap.</param>
    /// <exception cref="QmpProtocolException">It is another protocol.</exception>
    public void Check(in ReadOnlySequence<byte> bytes)
    {
        if (!_isSettled && !bytes.IsEmpty)
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
                _seen |= (long)value << (8 * _count++);
                if (!IsPossible())
                {
                    _isSettled = true;
                    return;
                }
            }
        }
    }

    private readonly bool IsPossible()
    {
        Span<byte> seen = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(seen, _seen);
        seen = seen[.._count];
        foreach (byte[] foreign in s_foreign)
        {
            if (seen.SequenceEqual(foreign))
            {
                throw new QmpProtocolException(foreign[0] == 0x16 ? "The client speaks TLS, and this connection is without it" : "The client speaks HTTP, not QMP");
            }

            if (foreign.AsSpan().StartsWith(seen))
            {
                return true;
            }
        }

        return false;
    }
}
