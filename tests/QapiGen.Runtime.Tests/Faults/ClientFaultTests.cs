using System;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Proxy;
using QapiGen.Runtime.Tests.Proxy;
using QapiGen.Runtime.Tests.Server;
using QapiGen.Runtime.Tests.Support;
using QapiGen.Testing;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Faults;

/// <summary>Loggers and listeners that fail cost a client and a proxy nothing. Alone, since metrics of clients don't say whose they are.</summary>
[Collection(AloneCollection.Name)]
public sealed class ClientFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_logger_that_throws_costs_a_client_nothing() =>
        await TalkAsync(new QmpClientOptions { LoggerFactory = new ThrowingLogs() });

    [Fact]
    public async Task A_listener_to_metrics_that_throws_costs_a_client_nothing()
    {
        using MeterListener meters = ThrowingMeters();

        await TalkAsync(new QmpClientOptions());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_listener_to_activities_that_throws_costs_a_client_nothing(bool atTheStart)
    {
        using var activities = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == QmpDiagnostics.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = atTheStart ? static _ => throw new InvalidOperationException("the listener is broken") : null,
            ActivityStopped = static _ => throw new InvalidOperationException("the listener is broken"),
        };
        ActivitySource.AddActivityListener(activities);
        Activity? before = Activity.Current;

        await TalkAsync(new QmpClientOptions());

        Assert.Same(before, Activity.Current);
    }

    [Fact]
    public async Task A_logger_that_throws_costs_a_proxy_nothing() =>
        await TalkThroughProxyAsync(new QmpProxyOptions { LoggerFactory = new ThrowingLogs() });

    [Fact]
    public async Task A_listener_to_metrics_that_throws_costs_a_proxy_nothing()
    {
        using MeterListener meters = ThrowingMeters();

        await TalkThroughProxyAsync(new QmpProxyOptions { Policy = new QmpProxyPolicy(deny: ["forbidden"]) });
    }

    private static async Task TalkThroughProxyAsync(QmpProxyOptions options)
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync(options);
        harness.Server.On("query-x").Returns("[1]").Returns("[2]");
        await using (TestConnection first = await harness.OpenReadyAsync())
        {
            Assert.Contains("[1]", await first.AskAsync("""{"execute": "query-x"}{,}"""));
            Assert.Contains("error", await first.ReadAsync());
            Assert.Contains("CommandNotFound", await first.AskAsync("""{"execute": "forbidden"}"""));
        }

        await using TestConnection second = await harness.OpenReadyAsync();
        Assert.Contains("[2]", await second.AskAsync("""{"execute": "query-x"}"""));
    }

    private static MeterListener ThrowingMeters()
    {
        var meters = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == QmpDiagnostics.SourceName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>(static (_, _, _, _) => throw new InvalidOperationException("the listener is broken"));
        meters.SetMeasurementEventCallback<double>(static (_, _, _, _) => throw new InvalidOperationException("the listener is broken"));
        meters.Start();
        return meters;
    }

    // Each way for a call to end, an event, and the end of the connection under a call.
    private static async Task TalkAsync(QmpClientOptions options)
    {
        await using var server = new FakeQmpServer();
        server.On("good").Returns().Returns();
        server.On("bad").Fails(QmpErrorClass.DeviceNotFound, "d");
        server.On("silence").NeverAnswers();
        await using QmpClient client = await server.ConnectAsync(options).AsTask().WaitAsync(Patience);
        await client.ExecuteAsync("good").AsTask().WaitAsync(Patience);
        await Assert.ThrowsAsync<QmpErrorException>(async () => await client.ExecuteAsync("bad").AsTask().WaitAsync(Patience));
        Task<QmpEvent> seen = client.WaitForEventAsync(static _ => true);
        await server.SendAsync("{\"event\": \"E\", \"data\": {}, \"timestamp\": {\"seconds\": 1, \"microseconds\": 0}}");
        await seen.WaitAsync(Patience);
        await client.ExecuteAsync("good").AsTask().WaitAsync(Patience);
        Task pending = client.ExecuteAsync("silence").AsTask();
        await server.NextCallAsync("silence").AsTask().WaitAsync(Patience);
        await server.DisconnectAsync();
        await Assert.ThrowsAsync<QmpConnectionException>(() => pending.WaitAsync(Patience));
    }
}
