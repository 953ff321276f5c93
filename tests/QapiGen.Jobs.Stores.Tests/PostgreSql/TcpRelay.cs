using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Jobs.Stores.Tests.PostgreSql;

/// <summary>Stands between a host and the server's Unix socket, and cuts connections after so many bytes, in the midst of whatever they are about.</summary>
internal sealed class TcpRelay : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentDictionary<Socket, Socket> _pairs = [];
    private readonly Func<long> _budget;
    private readonly string _server;
    private int _cuts;

    /// <summary>Listens.</summary>
    /// <param name="server">Path of the server's socket.</param>
    /// <param name="budget">Says for each connection how many bytes pass, both ways taken together.</param>
    public TcpRelay(string server, Func<long> budget)
    {
        (_server, _budget) = (server, budget);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _ = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>How many connections it has cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    public void Dispose()
    {
        _listener.Dispose();
        foreach ((Socket client, Socket server) in _pairs)
        {
            client.Dispose();
            server.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptAsync();
                client.NoDelay = true;
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _pairs[client] = server;
        var left = new Budget { Bytes = _budget() };
        try
        {
            await server.ConnectAsync(new UnixDomainSocketEndPoint(_server));
            await Task.WhenAny(PumpAsync(client, server, left), PumpAsync(server, client, left));
        }
        catch (SocketException)
        {
            // There is no server just now.
        }

        // A reset, as the client sees it.
        client.LingerState = new LingerOption(true, 0);
        client.Dispose();
        server.Dispose();
        _pairs.TryRemove(client, out _);
    }

    private async Task PumpAsync(Socket from, Socket to, Budget left)
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and int count)
            {
                long rest = Interlocked.Add(ref left.Bytes, -count);
                if (rest < 0)
                {
                    // The last of it gets through in part.
                    await to.SendAsync(buffer.AsMemory(0, (int)long.Clamp(count + rest, 0, count)));
                    Interlocked.Increment(ref _cuts);
                    return;
                }

                await to.SendAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other way has ended.
        }
    }

    private sealed class Budget
    {
        public long Bytes;
    }
}
