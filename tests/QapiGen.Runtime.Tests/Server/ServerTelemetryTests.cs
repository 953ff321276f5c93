using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Server.Compatibility;
using QapiGen.Runtime.Wire;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>The names that the server's README documents, as a listener sees them. Each test serves under a name of its own, for listeners are the process's.</summary>
public sealed class ServerTelemetryTests
{
    private static readonly QmpEventDescriptor Limited = new("MEMORY_FAILURE_LIMITED");

    [Fact]
    public async Task Requests_errors_and_durations_are_counted_by_command_and_class()
    {
        const string Name = "counts-requests";
        using var seen = new Measurements(Name);
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { Name = Name });
        await using (TestConnection client = await TestConnection.OpenReadyAsync(service))
        {
            await client.AskAsync("{\"execute\":\"ping\"}");
            await client.AskAsync("{\"execute\":\"fail\"}");
            await client.AskAsync("{\"execute\":\"no-such\"}");
            await client.AskAsync("{\"execute\":}");
        }

        Assert.Equal(
            ["qmp.command=qmp_capabilities 1", "qmp.command=ping 1", "qmp.command=fail 1", "qmp.command=_OTHER 1", "qmp.command=_OTHER 1"],
            seen.Of("qmp.server.requests"));
        Assert.Equal(
            ["qmp.error.class=DeviceNotFound 1", "qmp.error.class=CommandNotFound 1", "qmp.error.class=GenericError 1"],
            seen.Of("qmp.server.errors"));
        Assert.Equal(
            ["qmp.command=qmp_capabilities", "qmp.command=ping", "qmp.command=fail"],
            seen.Of("qmp.server.request.duration").Select(x => x[..x.LastIndexOf(' ')]));
    }

    [Fact]
    public async Task Connections_and_bytes_add_up_when_the_client_has_gone()
    {
        const string Name = "counts-bytes";
        using var seen = new Measurements(Name);
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { Name = Name });
        TestConnection client = TestConnection.Open(service);
        string greeting = (await client.ReadAsync())!;
        const string Request = "{\"execute\":\"qmp_capabilities\"}";
        string reply = (await client.AskAsync(Request))!;
        Assert.Equal(1, seen.Sum("qmp.server.connections"));
        await client.DisposeAsync();
        await client.Serving;

        Assert.Equal(0, seen.Sum("qmp.server.connections"));
        Assert.Equal(Request.Length, seen.Sum("qmp.server.bytes.received"));
        Assert.Equal(greeting.Length + reply.Length + 4, seen.Sum("qmp.server.bytes.sent"));
    }

    [Fact]
    public async Task Bytes_of_events_are_counted_though_the_client_says_nothing_more()
    {
        const string Name = "counts-event-bytes";
        using var seen = new Measurements(Name);
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { Name = Name });
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);
        double before = seen.Sum("qmp.server.bytes.sent");

        service.Emit(LabDispatcher.Tick, default(NoData));
        string tick = (await client.ReadAsync())!;

        Assert.Equal(tick.Length + 2, seen.Sum("qmp.server.bytes.sent") - before);
    }

    [Fact]
    public async Task Events_are_counted_for_each_connection_and_dropped_ones_with_the_reason()
    {
        const string Name = "counts-events";
        using var seen = new Measurements(Name);
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions
        {
            Name = Name,
            TimeProvider = new FakeTimeProvider(),
            EventRateLimits = [new QmpEventRateLimit(Limited.Name)],
            Compatibility = QmpCompatibilityPolicy.Parse("deprecated-output=hide"),
        });
        await using TestConnection first = await TestConnection.OpenReadyAsync(service);
        await using TestConnection second = await TestConnection.OpenReadyAsync(service);
        service.Emit(LabDispatcher.Tick, default(NoData));
        service.Emit(LabDispatcher.OldEvent, default(NoData));
        service.Emit(Limited, default(NoData));
        service.Emit(Limited, default(NoData));
        service.Emit(Limited, default(NoData));

        Assert.Equal(4, seen.Sum("qmp.server.events"));
        Assert.Equal(["qmp.reason=hidden 1", "qmp.reason=rate-limit 1"], seen.Of("qmp.server.events.dropped"));
    }

    [Fact]
    public async Task Each_command_is_an_activity_with_its_error_class()
    {
        const string Name = "traces";
        var stopped = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = x => x.Name == QmpDiagnostics.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { Name = Name });
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);

        await client.AskAsync("{\"execute\":\"ping\"}");
        await client.AskAsync("{\"execute\":\"fail\"}");

        Activity[] commands = [.. stopped.Where(x => Equals(x.GetTagItem("qmp.service"), Name))];
        Assert.Equal(["qmp qmp_capabilities", "qmp ping", "qmp fail"], commands.Select(x => x.OperationName));
        Assert.All(commands, x => Assert.Equal(ActivityKind.Server, x.Kind));
        Assert.Equal([ActivityStatusCode.Unset, ActivityStatusCode.Unset, ActivityStatusCode.Error], commands.Select(x => x.Status));
        Assert.Equal(["rpc.system", "rpc.method", "qmp.service", "qmp.connection", "qmp.error.class"], commands[2].TagObjects.Select(x => x.Key));
        Assert.Equal("DeviceNotFound", commands[2].GetTagItem("qmp.error.class"));
    }

    private static string Join(ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        string.Join(' ', tags.ToArray().Where(x => x.Key != "qmp.service").Select(x => $"{x.Key}={x.Value}"));

    /// <summary>What the meter says about one service.</summary>
    private sealed class Measurements : IDisposable
    {
        private readonly ConcurrentQueue<(string Instrument, string Tags, double Value)> _all = new();
        private readonly MeterListener _listener = new();
        private readonly string _service;

        public Measurements(string service)
        {
            _service = service;
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == QmpDiagnostics.SourceName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.Start();
        }

        public IEnumerable<string> Of(string instrument) =>
            _all.Where(x => x.Instrument == instrument).Select(x => $"{x.Tags} {x.Value}");

        public double Sum(string instrument) => _all.Where(x => x.Instrument == instrument).Sum(x => x.Value);

        public void Dispose() => _listener.Dispose();

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                if (tag.Key == "qmp.service" && Equals(tag.Value, _service))
                {
                    _all.Enqueue((instrument.Name, Join(tags), value));
                }
            }
        }
    }
}
