using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using QapiGen.Benchmarks.Service;
using StreamJsonRpc;

namespace QapiGen.Benchmarks.Calls;

/// <summary>A client of StreamJsonRpc.</summary>
internal sealed class JsonRpcCaller : ICaller
{
    private readonly JsonRpc _jsonRpc;

    private JsonRpcCaller(JsonRpc jsonRpc) => _jsonRpc = jsonRpc;

    /// <summary>Connects.</summary>
    /// <param name="path">The Unix socket.</param>
    /// <param name="make">The set-up, one of <see cref="JsonRpcMake"/>.</param>
    public static async Task<ICaller> ConnectAsync(string path, string make)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        var jsonRpc = new JsonRpc(JsonRpcMake.Open(make, new NetworkStream(socket, ownsSocket: true)));
        jsonRpc.StartListening();
        return new JsonRpcCaller(jsonRpc);
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<long> CallAsync(long number, string text) => (await _jsonRpc.InvokeAsync<JsonRpcEcho>("echo", number, text)).Number;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _jsonRpc.Dispose();
        return default;
    }
}
