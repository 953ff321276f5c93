using System;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Tests.Wire.Values;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Tests.EndToEnd;

/// <summary>Generated client and generated dispatcher in memory; each command sends an event first, if that is wanted.</summary>
internal sealed class ValuesServer : IValuesCommands, IAsyncDisposable
{
    private readonly QmpService _service;
    private readonly ValuesEventEmitter _events;
    private Task _serving = Task.CompletedTask;

    private ValuesServer()
    {
        _service = new QmpService(ValuesSchema.Instance, [new ValuesDispatcher(this)]);
        _events = new ValuesEventEmitter(_service);
    }

    public QmpClient Client { get; private set; } = null!;

    /// <summary>Whether <c>add</c> sends an event.</summary>
    public bool SendsEvents { get; set; }

    public Small Result { get; } = new() { Id = "sum", State = State.Idle, Done = 3 };

    public static async Task<ValuesServer> StartAsync(PipeScheduler? scheduler, Func<IQmpTransport, IQmpTransport>? wrap = null)
    {
        var server = new ValuesServer();
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair(scheduler);
        server._serving = server._service.ServeAsync(far);
        server.Client = await QmpClient.ConnectAsync(wrap is null ? near : wrap(near), new QmpClientOptions { EnableOutOfBand = false, EarlyEventCapacity = 0 });
        return server;
    }

    public ValueTask<Small> AddAsync(long a, long b, CancellationToken cancellationToken = default)
    {
        if (SendsEvents)
        {
            _events.StateChanged("sum", State.Running);
        }

        return new ValueTask<Small>(Result);
    }

    public ValueTask<Small> QuerySmallAsync(CancellationToken cancellationToken = default) => new(Result);

    public ValueTask<IReadOnlyList<Large>> QueryLargeAsync(CancellationToken cancellationToken = default) => new(Array.Empty<Large>());

    public ValueTask<IReadOnlyList<Node>> QueryNodesAsync(CancellationToken cancellationToken = default) => new(Array.Empty<Node>());

    public ValueTask<Open> QueryOpenAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _service.DisposeAsync();
        await _serving;
    }
}
