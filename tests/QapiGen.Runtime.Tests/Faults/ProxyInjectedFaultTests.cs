using System;
using System.Diagnostics;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Proxy;
using QapiGen.Runtime.Tests.Support;
using QapiGen.Runtime.Transport;
using QapiGen.Testing;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Faults;

/// <summary>Each call that a proxy makes out of itself fails once, and from then on: of a client's faults no other client notices anything, of the server's all get an end.</summary>
[Collection(AloneCollection.Name)]
public sealed class ProxyInjectedFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [CombinedFaults(FaultSite.Log, FaultSite.Transport)]
    public async Task A_clients_fault_costs_no_other_client_anything(FaultSite site, FaultStyle style, bool outOfBand) =>
        await InjectedFaultTests.PlayAsync(site, style, plan => PlayAsync(plan, outOfBand, isOfServer: false));

    [Theory]
    [CombinedFaults(FaultSite.Transport, FaultSite.Clock, FaultSite.Memory)]
    public async Task A_fault_on_the_servers_side_leaves_nobody_waiting(FaultSite site, FaultStyle style, bool outOfBand) =>
        await InjectedFaultTests.PlayAsync(site, style, plan => PlayAsync(plan, outOfBand, isOfServer: true));

    [Fact]
    public async Task A_server_that_cant_be_connected_to_again_in_any_way_ends_the_proxy()
    {
        await using var server = new FakeQmpServer();
        int attempts = 0;
        QmpProxy proxy = await QmpProxy.StartAsync(
            _ => ++attempts == 1 ? new ValueTask<IQmpTransport>(server.Connect()) : throw new NotSupportedException("no such socket"),
            new QmpProxyOptions { Reconnect = new QmpReconnectOptions { InitialDelay = TimeSpan.Zero, MaxAttempts = 2 } });
        await using TestConnection client = TestConnection.Open(proxy.ServeAsync);
        await client.ReadAsync();

        await server.DisconnectAsync();

        QmpConnectionException end = await Assert.ThrowsAsync<QmpConnectionException>(() => proxy.Completion.WaitAsync(Patience));
        Assert.Contains("no such socket", end.Message, StringComparison.Ordinal);
        Assert.Equal(3, attempts);
        await client.Serving.WaitAsync(Patience);
        await proxy.DisposeAsync().AsTask().WaitAsync(Patience);
    }

    private static async Task PlayAsync(FaultPlan plan, bool outOfBand, bool isOfServer)
    {
        await using var server = new FakeQmpServer();
        server.On("x").Answers(static call => call.ReturnAsync("[1]"));
        PoolProbe.Taking = plan.Site == FaultSite.Memory ? () => plan.Hit(FaultSite.Memory) : null;
        var options = new QmpProxyOptions
        {
            LoggerFactory = new FaultyLogs(plan),
            TimeProvider = new FaultyClock(plan),
            Reconnect = new QmpReconnectOptions { InitialDelay = TimeSpan.Zero, MaxDelay = TimeSpan.Zero, MaxAttempts = 2 },
        };
        QmpProxy proxy = await QmpProxy.StartAsync(
            _ => new ValueTask<IQmpTransport>(isOfServer ? new FaultyTransport(server.Connect(), plan) : server.Connect()), options);
        try
        {
            await using TestConnection bystander = await OpenAsync(proxy);
            (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair();
            plan.Arm();
            IQmpTransport transport = isOfServer ? far : new FaultyTransport(far, plan);
            Task serving = proxy.ServeAsync(transport);
            await near.Output.WriteAsync(outOfBand
                ? """{"execute":"qmp_capabilities","arguments":{"enable":["oob"]}}{"execute":"x"}{"execute":"nope"}{,}{"exec-oob":"x"}"""u8.ToArray()
                : """{"execute":"qmp_capabilities"}{"execute":"x"}{"execute":"nope"}{,}{"execute":"x"}"""u8.ToArray());
            bool isServed = await AskAsync(bystander);
            await server.EmitAsync("E", "{}");
            isServed &= await AskAsync(bystander);
            await near.DisposeAsync();
            await serving.WaitAsync(Patience);
            plan.Disarm();
            if (!isOfServer)
            {
                Assert.True(isServed && await AskAsync(bystander), "another client isn't served any more");
                await BecomesAsync(1, () => proxy.ClientCount);
                Assert.True(((FaultyTransport)transport).IsClosed, "the transport stays open");
                await using TestConnection next = await OpenAsync(proxy);
                Assert.True(await AskAsync(next), "a newcomer isn't served");
            }
        }
        finally
        {
            plan.Disarm();
            PoolProbe.Taking = null;
            await proxy.DisposeAsync().AsTask().WaitAsync(Patience);
        }

        await BecomesAsync(0, () => proxy.ClientCount);
        await BecomesAsync(0, () => proxy.Counts.Output.Held);
        await BecomesAsync(0, () => proxy.Counts.Input.Held);
    }

    private static async Task<TestConnection> OpenAsync(QmpProxy proxy)
    {
        TestConnection connection = TestConnection.Open(proxy.ServeAsync);
        await connection.ReadAsync();
        await connection.AskAsync("""{"execute": "qmp_capabilities"}""");
        return connection;
    }

    /// <summary>Whether it was answered with the server's result; else with an error, or the connection was closed. It always ends.</summary>
    private static async Task<bool> AskAsync(TestConnection client)
    {
        try
        {
            await client.SendAsync("""{"execute": "x", "id": 5}""");
        }
        catch (InvalidOperationException)
        {
            // Closed.
            return false;
        }

        while (await client.ReadAsync() is { } line)
        {
            if (line.Contains("\"id\": 5", StringComparison.Ordinal))
            {
                return line.Contains("[1]", StringComparison.Ordinal);
            }
        }

        return false;
    }

    private static async Task BecomesAsync(long expected, Func<long> actual)
    {
        long start = Stopwatch.GetTimestamp();
        while (actual() != expected)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"{actual()} instead of {expected}");
            await Task.Yield();
        }
    }
}
