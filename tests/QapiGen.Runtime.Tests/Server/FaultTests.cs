using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Server.Input;
using QapiGen.Runtime.Server.Output;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Wire;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>Whatever fails around a server, what was taken is given back: it goes on serving everybody else.</summary>
public sealed class FaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // One of each kind: good, unknown, refused, failing in each way, slow, not even JSON.
    private const string Everything =
        """{"execute":"ping","id":1}{"execute":"nope"}{"execute":"fail"}{"execute":"crash"}{"execute":"forget"}{"execute":"old"}{"execute":1}{,}{"execute":"ping","id":"last"}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_logger_that_throws_costs_nobody_anything(bool outOfBand)
    {
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { LoggerFactory = new ThrowingLogs() });
        await AskEverythingAsync(service, outOfBand);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_listener_to_metrics_and_activities_that_throws_costs_nobody_anything(bool outOfBand)
    {
        string name = Guid.NewGuid().ToString();
        using var meters = new MeterListener { InstrumentPublished = static (instrument, listener) => Listen(instrument, listener) };
        meters.SetMeasurementEventCallback<long>((_, _, tags, _) => Throw(name, tags));
        meters.SetMeasurementEventCallback<double>((_, _, tags, _) => Throw(name, tags));
        meters.Start();
        using var activities = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "QapiGen.Runtime",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => Throw(name, activity.TagObjects.ToArray()),
        };
        ActivitySource.AddActivityListener(activities);
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { Name = name });

        await AskEverythingAsync(service, outOfBand);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_that_can_not_even_be_refused_leaves_the_gate_open(bool mustWait)
    {
        await using QmpService service = LabDispatcher.Service();
        (_, IQmpTransport server) = QmpTransports.CreateInMemoryPair();
        var connection = new ServerConnection(service, server, 1);
        using var output = new ServerOutput(server.Output, "test", 1024, service.OutputBudget, static () => { });
        using var runner = new CommandRunner(service, connection, output);
        InBandGate gate = service.Gate!;
        var gated = new GatedRunner(gate, runner, output);
        if (mustWait)
        {
            Assert.True(gate.TryEnter());
        }

        // An id that can't be read stands for memory that can't be had while the reply is written.
        var message = new RequestMessage();
        message.SetFault("}{"u8.ToArray(), new MessageEnvelope { Id = new TextSlice(0, 2) }, "a fault");
        Task running = Record.ExceptionAsync(async () => await gated.RunAsync(message, isReady: true));
        if (mustWait)
        {
            gate.Exit();
        }

        await running.WaitAsync(Patience);
        Assert.True(gate.TryEnter());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lane_whose_work_fails_is_idle_and_lets_its_reader_go(bool failsLate)
    {
        (_, IQmpTransport server) = QmpTransports.CreateInMemoryPair();
        var failed = new TaskCompletionSource<Exception>();
        var budget = new ByteBudget(long.MaxValue);
        var mayFail = new TaskCompletionSource();
        var work = new ReadLoopWork(server);
        using var lane = new InBandLane(
            async _ =>
            {
                await (failsLate ? mayFail.Task : Task.CompletedTask);
                throw new InsufficientMemoryException();
            },
            static () => { },
            failed.SetResult,
            work,
            budget);
        var message = new RequestMessage();
        message.SetCommand(new byte[100], default);

        Task mayRead = Task.CompletedTask;
        for (int i = 0; i <= lane.Capacity; i++)
        {
            mayRead = lane.AddAsync(message);
        }

        work.Queue();
        mayFail.SetResult();
        Assert.IsType<InsufficientMemoryException>(await failed.Task.WaitAsync(Patience));
        await mayRead.WaitAsync(Patience);
        await lane.WhenIdleAsync().WaitAsync(Patience);
        Assert.False(lane.Close());
        Assert.Equal(0, budget.Held);
    }

    [Fact]
    public async Task An_event_that_can_not_be_written_holds_back_no_other()
    {
        await using QmpService service = LabDispatcher.Service();
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);

        Assert.Throws<NotSupportedException>(() => service.Emit(LabDispatcher.Tick, default(Unwritable)));
        service.Emit(LabDispatcher.Tick, default(NoData));

        Assert.Contains("TICK", await client.ReadAsync());
    }

    [Fact]
    public async Task A_clock_that_gives_no_timer_once_does_not_hold_back_limited_events_for_ever()
    {
        var clock = new StubbornClock();
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { TimeProvider = clock });
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);
        var limited = new QmpEventDescriptor("WATCHDOG");
        clock.Refuses = true;
        Assert.Throws<InvalidOperationException>(() => service.Emit(limited, default(NoData)));
        clock.Refuses = false;

        service.Emit(limited, default(NoData));

        Assert.Contains("WATCHDOG", await client.ReadAsync());
    }

    [Fact]
    public async Task Before_1970_time_stamps_are_rounded_down()
    {
        var clock = new StubbornClock { Now = DateTimeOffset.UnixEpoch - TimeSpan.FromMilliseconds(250) };
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { TimeProvider = clock });
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);

        service.Emit(LabDispatcher.Tick, default(NoData));

        Assert.Equal("{\"timestamp\": {\"seconds\": -1, \"microseconds\": 750000}, \"event\": \"TICK\"}", await client.ReadAsync());
    }

    private static async Task AskEverythingAsync(QmpService service, bool outOfBand)
    {
        Task[] clients = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await using TestConnection client = await TestConnection.OpenReadyAsync(service, outOfBand);
            for (int round = 0; round < 20; round++)
            {
                await client.SendAsync(Everything);
                while (await client.ReadAsync() is { } line && !line.EndsWith("\"id\": \"last\"}", StringComparison.Ordinal))
                {
                }
            }
        }))];
        await Task.WhenAll(clients).WaitAsync(Patience);
        await using TestConnection last = await TestConnection.OpenReadyAsync(service);
        Assert.Equal("{\"return\": {}, \"id\": 7}", await last.AskAsync("{\"execute\":\"ping\",\"id\":7}"));
    }

    private static void Listen(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name == "QapiGen.Runtime")
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    private static void Throw(string name, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (tag.Key == "qmp.service" && Equals(tag.Value, name))
            {
                throw new InvalidOperationException("the listener is broken");
            }
        }
    }

    private readonly struct Unwritable : IWireCodec<Unwritable>
    {
        public static Unwritable Read(ref Utf8JsonReader reader, WireMode mode) => throw new NotSupportedException();

        public static void Write(ref WireWriter writer, Unwritable value) => throw new NotSupportedException();
    }

    private sealed class StubbornClock : TimeProvider
    {
        public bool Refuses { get; set; }

        public DateTimeOffset Now { get; init; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            Refuses ? throw new InvalidOperationException("no timers left") : base.CreateTimer(callback, state, dueTime, period);
    }
}
