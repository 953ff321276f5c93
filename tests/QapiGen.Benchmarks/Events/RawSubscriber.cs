using System;
using System.Buffers.Text;
using System.IO;
using System.Net.Sockets;

namespace QapiGen.Benchmarks.Events;

/// <summary>One bare connection: finds in each line the two numbers of an event, or the one of a reply.</summary>
internal sealed class RawSubscriber
{
    private readonly int _index;
    private readonly byte[] _buffer = new byte[256 * 1024];
    private int _used;

    private RawSubscriber(Socket socket, int index)
    {
        Socket = socket;
        _index = index;
    }

    /// <summary>The connection.</summary>
    public Socket Socket { get; }

    /// <summary>Connects, and brings the connection into command mode.</summary>
    public static RawSubscriber Connect(string path, int index)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        var subscriber = new RawSubscriber(socket, index);
        subscriber.ReceiveLine();
        socket.Send("{\"execute\": \"qmp_capabilities\"}\n"u8);
        subscriber.ReceiveLine();
        return subscriber;
    }

    /// <summary>Reads what is there; gives the number in a reply if there was one.</summary>
    public long? Receive(Receipts receipts)
    {
        int count = Socket.Receive(_buffer, _used, _buffer.Length - _used, SocketFlags.None);
        if (count == 0)
        {
            throw new EndOfStreamException("The server closed the connection.");
        }

        _used += count;
        ReadOnlySpan<byte> rest = _buffer.AsSpan(0, _used);
        long? reply = null;
        for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
        {
            ReadOnlySpan<byte> line = rest[..end];
            if (line.IndexOf("\"event\": "u8) >= 0)
            {
                receipts.Add(_index, Number(line, "\"number\": "u8), Number(line, "\"sent\": "u8));
            }
            else
            {
                reply = Number(line, "{\"return\": {\""u8);
            }
        }

        rest.CopyTo(_buffer);
        _used = rest.Length;
        return reply;
    }

    // The digits behind a key, or behind the one key that follows.
    private static long Number(ReadOnlySpan<byte> line, ReadOnlySpan<byte> key)
    {
        int place = line.IndexOf(key);
        ReadOnlySpan<byte> rest = place < 0 ? default : line[(place + key.Length)..];
        int digit = rest.IndexOfAnyInRange((byte)'0', (byte)'9');
        return digit >= 0 && Utf8Parser.TryParse(rest[digit..], out long value, out _)
            ? value
            : throw new InvalidDataException("A line has not the expected form.");
    }

    private void ReceiveLine()
    {
        do
        {
            _used = Socket.Receive(_buffer);
        }
        while (_used > 0 && _buffer[_used - 1] != (byte)'\n');
        _used = 0;
    }
}
