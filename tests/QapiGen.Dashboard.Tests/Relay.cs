using System;
using System.Collections.Concurrent;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace QapiGen.Dashboard.Tests;

/// <summary>Stands between browser and application, and can be cut.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private readonly int _target;
    private TcpListener _listener;
    private volatile int _era;

    public Relay(int target)
    {
        _target = target;
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync(_listener);
    }

    public int Port { get; }

    /// <summary>Breaks what is open, and refuses what comes.</summary>
    public void Cut()
    {
        _listener.Stop();
        foreach (TcpClient client in _open.Keys)
        {
            client.Dispose();
        }
    }

    /// <summary>Passes nothing on any more over what is open, which nobody is told of; what comes later is passed on.</summary>
    public void Forget() => _era++;

    /// <summary>Lets everything through again.</summary>
    public void Mend()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        return default;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        _open[client] = true;
        _open[server] = true;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target);
            await Task.WhenAny(CopyAsync(client.GetStream(), server.GetStream(), _era), CopyAsync(server.GetStream(), client.GetStream(), _era));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            // Cut.
        }
        finally
        {
            _open.TryRemove(client, out _);
            _open.TryRemove(server, out _);
            client.Dispose();
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, int era)
    {
        byte[] bytes = new byte[65536];
        int count;
        while ((count = await from.ReadAsync(bytes)) > 0)
        {
            if (_era == era)
            {
                await to.WriteAsync(bytes.AsMemory(0, count));
            }
        }
    }
}
