using System.Net.Sockets;
using System.Threading.Tasks;
using QapiGen.Benchmarks.Service;
using StreamJsonRpc;

namespace QapiGen.Benchmarks.Events;

/// <summary>Clients of StreamJsonRpc that are sent notifications.</summary>
internal sealed class JsonRpcSubscribers : IEventPeer
{
    private readonly JsonRpc[] _clients;

    private JsonRpcSubscribers(JsonRpc[] clients) => _clients = clients;

    /// <summary>Connects.</summary>
    /// <param name="path">The Unix socket.</param>
    /// <param name="receipts">Who is told of notifications.</param>
    /// <param name="make">The set-up, one of <see cref="JsonRpcMake"/>.</param>
    public static async Task<IEventPeer> ConnectAsync(string path, Receipts receipts, string make)
    {
        var clients = new JsonRpc[receipts.Subscribers];
        for (int i = 0; i < clients.Length; i++)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
            clients[i] = new JsonRpc(JsonRpcMake.Open(make, new NetworkStream(socket, ownsSocket: true)), new JsonRpcTicks(i, receipts));
            clients[i].StartListening();
        }

        // An answer means that the server has taken the connection on.
        foreach (JsonRpc client in clients)
        {
            await client.InvokeAsync<long>("query-allocated");
        }

        return new JsonRpcSubscribers(clients);
    }

    /// <inheritdoc/>
    public Task<long> EmitAsync(int count) => _clients[0].InvokeAsync<long>("emit", (long)count);

    /// <inheritdoc/>
    public Task<long> QueryAllocatedAsync() => _clients[0].InvokeAsync<long>("query-allocated");

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        foreach (JsonRpc client in _clients)
        {
            client.Dispose();
        }

        return default;
    }
}
