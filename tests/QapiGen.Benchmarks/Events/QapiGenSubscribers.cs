using System;
using System.Threading.Tasks;
using QapiGen.Benchmarks.Service;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;

namespace QapiGen.Benchmarks.Events;

/// <summary>Our generated client: typed subscriptions that end with a fault rather than drop an event.</summary>
internal sealed class QapiGenSubscribers : IEventPeer
{
    private readonly QmpClient[] _clients;
    private readonly BenchClient _first;

    private QapiGenSubscribers(QmpClient[] clients)
    {
        _clients = clients;
        _first = new BenchClient(clients[0]);
    }

    /// <summary>Connects and subscribes.</summary>
    /// <param name="path">The Unix socket.</param>
    /// <param name="receipts">Who is told of events.</param>
    /// <param name="burst">Events that may come at once.</param>
    public static async Task<IEventPeer> ConnectAsync(string path, Receipts receipts, int burst)
    {
        var clients = new QmpClient[receipts.Subscribers];
        var buffer = new QmpEventBuffer { Capacity = burst, Overflow = QmpEventOverflow.End };
        for (int i = 0; i < clients.Length; i++)
        {
            clients[i] = await QmpClient.ConnectAsync($"unix:{path}");
            _ = ReadAsync(clients[i].Events<TickEvent>(buffer), i, receipts);
        }

        return new QapiGenSubscribers(clients);
    }

    /// <inheritdoc/>
    public async Task<long> EmitAsync(int count) => (await _first.Bench.EmitAsync(count)).Nanoseconds;

    /// <inheritdoc/>
    public async Task<long> QueryAllocatedAsync() => (await _first.Bench.QueryAllocatedAsync()).Bytes;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (QmpClient client in _clients)
        {
            await client.DisposeAsync();
        }
    }

    private static async Task ReadAsync(QmpEventSubscription<TickEvent> events, int subscriber, Receipts receipts)
    {
        try
        {
            await foreach (TickEvent tick in events)
            {
                receipts.Add(subscriber, tick.Number, tick.Sent);
            }
        }
        catch (Exception cause) when (cause is QmpEventOverflowException or Runtime.Messages.QmpConnectionException)
        {
            receipts.Fail(cause);
        }
    }
}
