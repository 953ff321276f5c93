using System;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Proxy;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Tests.Server;
using QapiGen.Runtime.Tests.Support;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Wire;
using Xunit;

namespace QapiGen.Runtime.Tests.Proxy;

/// <summary>What a message costs in memory, and how many clients there may be.</summary>
[Collection(AloneCollection.Name)]
public sealed class ProxyAllocationTests
{
    private const int Calls = 10_000;

    // All in one thread: client, proxy and server have done what the call takes when it returns.
    [Fact]
    public async Task Call_through_a_warm_proxy_allocates_no_byte()
    {
        var dispatcher = new QuietDispatcher();
        await using QmpService service = LabDispatcher.Service(dispatcher, new QmpServiceOptions { OffersOutOfBand = false });
        await using QmpProxy proxy = await StartAsync(service, PipeScheduler.Inline);
        await using QmpClient client = await ConnectAsync(proxy, PipeScheduler.Inline);

        Assert.Equal(0, Allocations.Of(() => Finish(client.ExecuteAsync(dispatcher.Module.Commands[0], default(NoData)))));
    }

    [Fact]
    public async Task Warm_proxy_allocates_nothing_per_message()
    {
        var dispatcher = new QuietDispatcher();
        await using QmpService service = LabDispatcher.Service(dispatcher, new QmpServiceOptions { OffersOutOfBand = false });
        await using QmpProxy proxy = await StartAsync(service);
        await using QmpClient client = await ConnectAsync(proxy);

        // Client, proxy and server together, over so many calls that an object for each, of 24 bytes at least, could not hide.
        Assert.InRange(await WeighAsync(client, dispatcher.Module.Commands[0]), 0, (Calls * 24) - 1);
    }

    [Fact]
    public async Task Warm_proxy_adds_nothing_per_message_to_what_out_of_band_costs_its_server_and_client()
    {
        var dispatcher = new QuietDispatcher();
        await using QmpService service = LabDispatcher.Service(dispatcher, new QmpServiceOptions { OffersOutOfBand = true });
        await using QmpProxy proxy = await StartAsync(service);
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair();
        _ = service.ServeAsync(far, CancellationToken.None);
        await using QmpClient direct = await QmpClient.ConnectAsync(near);
        await using QmpClient client = await ConnectAsync(proxy);
        Assert.True(direct.IsOutOfBandEnabled && client.IsOutOfBandEnabled);

        long alone = await WeighAsync(direct, dispatcher.Module.Commands[0]);
        long through = await WeighAsync(client, dispatcher.Module.Commands[0]);

        Assert.InRange(through - alone, long.MinValue, (Calls * 24) - 1);
    }

    [Fact]
    public async Task Thousand_clients_share_one_connection()
    {
        await using QmpService service = LabDispatcher.Service(new LabDispatcher());
        await using QmpProxy proxy = await StartAsync(service);
        QmpClient[] clients = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => ConnectAsync(proxy).AsTask()));
        Assert.Equal(1000, proxy.ClientCount);

        await Task.WhenAll(clients.SelectMany(static client => Enumerable.Range(0, 10).Select(_ => client.ExecuteAsync("ping").AsTask())));

        await Task.WhenAll(clients.Select(static client => client.DisposeAsync().AsTask()));
        for (int i = 0; i < 600 && proxy.ClientCount > 0; i++)
        {
            await Task.Delay(100);
        }

        Assert.Equal(0, proxy.ClientCount);
    }

    private static Task<QmpProxy> StartAsync(QmpService service, PipeScheduler? scheduler = null) => QmpProxy.StartAsync(token =>
    {
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair(scheduler);
        _ = service.ServeAsync(far, CancellationToken.None);
        return new ValueTask<IQmpTransport>(near);
    });

    private static ValueTask<QmpClient> ConnectAsync(QmpProxy proxy, PipeScheduler? scheduler = null)
    {
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair(scheduler);
        _ = proxy.ServeAsync(far);
        return QmpClient.ConnectAsync(near);
    }

    /// <summary>The least that a number of calls allocates, in whatever takes part.</summary>
    private static async Task<long> WeighAsync(QmpClient client, QmpCommandDescriptor command)
    {
        await CallAsync(client, command);
        long least = long.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await CallAsync(client, command);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }

    [SuppressMessage("Reliability", "CA2012", Justification = "It is asserted to have completed.")]
    private static void Finish(ValueTask call)
    {
        Assert.True(call.IsCompletedSuccessfully);
        call.GetAwaiter().GetResult();
    }

    private static async Task CallAsync(QmpClient client, QmpCommandDescriptor ping)
    {
        for (int i = 0; i < Calls; i++)
        {
            await client.ExecuteAsync(ping, default(NoData));
        }
    }
}
