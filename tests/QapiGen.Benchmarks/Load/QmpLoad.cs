using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net.Sockets;
using System.Text;

namespace QapiGen.Benchmarks.Load;

/// <summary>Keeps a number of commands in flight on one Unix socket and takes the time of each.</summary>
/// <remarks>
/// It knows as little of QMP as can be, so that it costs every server the same: a reply is a line, and replies come in the order of commands.
/// One blocking thread; what is due is sent in one write, or each command by one of its own, as callers do who know nothing of each other.
/// </remarks>
internal sealed class QmpLoad : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[256 * 1024];

    private QmpLoad(Socket socket) => _socket = socket;

    /// <summary>Connects and brings the connection into command mode.</summary>
    public static QmpLoad Connect(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        var load = new QmpLoad(socket);
        load.ReceiveLines();
        load.Send("{\"execute\": \"qmp_capabilities\"}\n"u8);
        load.ReceiveLines();
        return load;
    }

    /// <summary>Runs one round.</summary>
    /// <param name="command">The command's JSON text, without a line end.</param>
    /// <param name="inFlight">How many commands are under way at any time.</param>
    /// <param name="duration">How long new commands are sent.</param>
    /// <param name="sendsEach">Whether each command is sent by itself, rather than with all that are due.</param>
    public LoadResult Run(string command, int inFlight, TimeSpan duration, bool sendsEach = false)
    {
        byte[] one = Encoding.UTF8.GetBytes(command + "\n");
        byte[] batch = Repeat(one, inFlight);
        var sent = new Queue<long>(inFlight);
        var latencies = new List<double>(1 << 20);
        long start = Stopwatch.GetTimestamp();
        long end = start + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        int due = inFlight;
        while (true)
        {
            long now = Stopwatch.GetTimestamp();
            if (due > 0 && now < end)
            {
                for (int i = 0; i < due; i++)
                {
                    sent.Enqueue(now);
                }

                for (int i = 0; i < (sendsEach ? due : 1); i++)
                {
                    Send(batch.AsSpan(0, (sendsEach ? 1 : due) * one.Length));
                }
            }

            if (sent.Count == 0)
            {
                return new LoadResult(inFlight, latencies, Stopwatch.GetElapsedTime(start, now)) { SendsEach = sendsEach };
            }

            due = ReceiveLines();
            long arrived = Stopwatch.GetTimestamp();
            for (int i = 0; i < due; i++)
            {
                latencies.Add(Stopwatch.GetElapsedTime(sent.Dequeue(), arrived).TotalMicroseconds);
            }
        }
    }

    /// <summary>Sends a number of commands, so many at a time, and waits for all replies; gives their number.</summary>
    public int RunCount(string command, int inFlight, int count)
    {
        byte[] one = Encoding.UTF8.GetBytes(command + "\n");
        byte[] batch = Repeat(one, inFlight);
        int sent = 0;
        int answered = 0;
        while (answered < count)
        {
            int due = Math.Min(inFlight - (sent - answered), count - sent);
            Send(batch.AsSpan(0, due * one.Length));
            sent += due;
            answered += ReceiveLines();
        }

        return answered;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static byte[] Repeat(byte[] one, int count)
    {
        var all = new byte[one.Length * count];
        for (int i = 0; i < count; i++)
        {
            one.CopyTo(all, i * one.Length);
        }

        return all;
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[_socket.Send(bytes)..];
        }
    }

    /// <summary>Waits until at least one line has ended; how many did.</summary>
    private int ReceiveLines()
    {
        while (true)
        {
            int count = _socket.Receive(_buffer);
            if (count == 0)
            {
                throw new EndOfStreamException("The server closed the connection.");
            }

            int lines = _buffer.AsSpan(0, count).Count((byte)'\n');
            if (lines > 0)
            {
                return lines;
            }
        }
    }
}
