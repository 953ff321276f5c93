using System;
using System.IO.Pipelines;
using System.Threading.Tasks;
using Nerdbank.Streams;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;
using StreamJsonRpc;

namespace QapiGen.Benchmarks.RoundTrip;

/// <summary>A client and a server in one process, once of ours and once of StreamJsonRpc with its System.Text.Json formatter.</summary>
internal sealed class RoundTripPeers : IAsyncDisposable
{
    private readonly QmpService _service;
    private readonly Task _serving;
    private readonly JsonRpc _jsonRpcServer;

    private RoundTripPeers(QmpService service, Task serving, QmpClient client, JsonRpc jsonRpcServer, JsonRpc jsonRpcClient)
    {
        _service = service;
        _serving = serving;
        Client = client;
        _jsonRpcServer = jsonRpcServer;
        JsonRpcClient = jsonRpcClient;
    }

    public QmpClient Client { get; }

    public JsonRpc JsonRpcClient { get; }

    public static async Task<RoundTripPeers> StartAsync(PipeScheduler? scheduler, bool outOfBand)
    {
        var dispatcher = new EchoDispatcher();
        var service = new QmpService(new QmpCompiledSchema("echo", [dispatcher.Module], static () => "[]"u8), [dispatcher]);
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair(scheduler);
        Task serving = service.ServeAsync(far);
        QmpClient client = await QmpClient.ConnectAsync(near, new QmpClientOptions { EnableOutOfBand = outOfBand });
        (IDuplexPipe left, IDuplexPipe right) = FullDuplexStream.CreatePipePair();
        var server = new JsonRpc(new HeaderDelimitedMessageHandler(right, new SystemTextJsonFormatter()), new JsonRpcEcho());
        server.StartListening();
        var caller = new JsonRpc(new HeaderDelimitedMessageHandler(left, new SystemTextJsonFormatter()));
        caller.StartListening();
        return new RoundTripPeers(service, serving, client, server, caller);
    }

    public ValueTask<EchoValue> CallAsync(long number) =>
        Client.ExecuteAsync<EchoValue, EchoValue, EchoValue>(EchoDispatcher.Echo, new EchoValue(number));

    public Task<JsonRpcValue> CallJsonRpcAsync(long number) => JsonRpcClient.InvokeAsync<JsonRpcValue>("Echo", new JsonRpcValue(number));

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _service.DisposeAsync();
        await _serving;
        JsonRpcClient.Dispose();
        _jsonRpcServer.Dispose();
    }
}
