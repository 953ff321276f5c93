using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Tracing;
using QapiGen.Runtime.Transport;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Runtime.Tests.Client;

/// <summary>The documented names, as a listener sees them.</summary>
public sealed class ObservabilityTests
{
    [Fact]
    public async Task Requests_are_counted_by_command_and_outcome()
    {
        var seen = new ConcurrentQueue<(string Name, double Value, string Tags)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, x) =>
        {
            if (instrument.Meter.Name == QmpDiagnostics.SourceName)
            {
                x.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen.Enqueue((instrument.Name, value, Join(tags))));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => seen.Enqueue((instrument.Name, value, Join(tags))));
        listener.Start();
        await using var server = new FakeQmpServer();
        server.On("observed").Returns().Fails(QmpErrorClass.DeviceNotFound, "d")
            .Answers(static call => call.SendAsync(call.ErrorTo("MadeUp", "d"))).Answers(static call => call.SendAsync(call.ErrorTo("1", "d")));
        await using (QmpClient client = await server.ConnectAsync())
        {
            await client.ExecuteAsync("observed");
            for (int i = 0; i < 3; i++)
            {
                await Assert.ThrowsAsync<QmpErrorException>(async () => await client.ExecuteAsync("observed"));
            }
        }

        Assert.Equal(
            ["qmp.command=observed qmp.outcome=ok", "qmp.command=observed qmp.outcome=DeviceNotFound", "qmp.command=observed qmp.outcome=_OTHER", "qmp.command=observed qmp.outcome=_OTHER"],
            seen.Where(x => x.Name == "qmp.client.requests" && x.Tags.Contains("observed", StringComparison.Ordinal)).Select(x => x.Tags));
        Assert.Contains(seen, x => x.Name == "qmp.client.request.duration" && x.Tags == "qmp.command=observed" && x.Value > 0);
        Assert.Superset(
            new HashSet<string> { "qmp.client.bytes.received", "qmp.client.bytes.sent", "qmp.client.connections" },
            seen.Select(x => x.Name).ToHashSet());
    }

    [Fact]
    public async Task Each_call_is_an_activity_of_its_caller()
    {
        var stopped = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = x => x.Name == QmpDiagnostics.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using Activity caller = new Activity("caller").Start();
        await using var server = new FakeQmpServer();
        server.On("traced").Returns().Fails(QmpErrorClass.GenericError, "no");
        await using QmpClient client = await server.ConnectAsync();

        await client.ExecuteAsync("traced");
        await Assert.ThrowsAsync<QmpErrorException>(async () => await client.ExecuteAsync("traced"));

        Activity[] calls = [.. stopped.Where(x => x.OperationName == "qmp traced")];
        Assert.Equal([ActivityStatusCode.Unset, ActivityStatusCode.Error], calls.Select(x => x.Status));
        Assert.All(calls, x => Assert.Equal(caller.Id, x.ParentId));
        Assert.Equal(["qmp", "traced", "memory:client"], calls[0].TagObjects.Select(x => x.Value));
        Assert.Same(caller, Activity.Current);
    }

    [Fact]
    public async Task Broken_connections_and_stray_messages_are_logged_with_their_ids()
    {
        using var log = new LogList();
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { LoggerFactory = log });

        await server.SendAsync("""{"hello": 1}""");
        await server.SendAsync("""{"error": {"class": "GenericError", "desc": "stray"}}""");
        await server.SendAsync("""{"return": 1, "id": "late"}""");
        await server.DisconnectAsync();
        await Assert.ThrowsAsync<QmpConnectionException>(() => client.Completion);

        Assert.Equal([100, 104, 105, 103, 102], log.Ids);
    }

    [Fact]
    public async Task A_reconnecting_client_logs_to_whom_it_reconnects()
    {
        using var log = new LogList();
        string path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "qapigen-none-" + Guid.NewGuid().ToString("N"));
        await using QmpReconnectingClient client = QmpReconnectingClient.Start(
            QmpAddress.Unix(path),
            new QmpClientOptions { LoggerFactory = log },
            new QmpReconnectOptions { InitialDelay = TimeSpan.Zero, MaxAttempts = 1 });

        await Assert.ThrowsAsync<QmpConnectionException>(() => client.Client.Completion);

        Assert.StartsWith($"Reconnecting to unix:{path} in ", log.Texts.Single(x => x.Id == 108).Text, StringComparison.Ordinal);
        Assert.StartsWith($"Connecting to unix:{path} failed: ", log.Texts.Single(x => x.Id == 109).Text, StringComparison.Ordinal);
    }

    private static string Join(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(' ', tags.ToArray().Select(x => $"{x.Key}={x.Value}"));

    private sealed class LogList : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<int> _ids = new();

        private readonly ConcurrentQueue<(int Id, string Text)> _texts = new();

        public IEnumerable<int> Ids => _ids;

        public IEnumerable<(int Id, string Text)> Texts => _texts;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => categoryName == QmpWireLog.Category ? NullLogger.Instance : this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Keep(eventId.Id, formatter(state, exception));

        private void Keep(int id, string text)
        {
            _ids.Enqueue(id);
            _texts.Enqueue((id, text));
        }

        public void Dispose()
        {
        }
    }
}
