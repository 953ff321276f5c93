using System;
using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Jobs.Tests.Durable;
using QapiGen.Jobs.Tests.Support;
using Xunit;

namespace QapiGen.Jobs.Tests.Telemetry;

/// <summary>What an operator sees of stores. It has no tags, and other tests have stores, too: these have numbers that no other test has.</summary>
[Collection(ListeningProcess.Collection)]
public sealed class StoreMetricsTests : IDisposable
{
    private const int Records = 777;
    private const int Losses = 37;

    [ThreadStatic]
    private static double t_seconds;

    private readonly MeterListener _meters = new();
    private readonly ConcurrentQueue<(long Records, double Seconds)> _flushes = [];
    private readonly ConcurrentQueue<long> _losses = [];
    private readonly ConcurrentQueue<long> _waiting = [];

    public StoreMetricsTests()
    {
        _meters.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == JobDiagnostics.SourceName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<double>(static (instrument, value, _, _) =>
        {
            // The number of records comes next, from the same thread.
            if (instrument is { Name: "qmp.jobs.store.flush.duration", Unit: "s" })
            {
                t_seconds = value;
            }
        });
        _meters.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            switch (instrument.Name)
            {
                case "qmp.jobs.store.flush.records":
                    _flushes.Enqueue((value, t_seconds));
                    break;
                case "qmp.jobs.store.waiting":
                    _waiting.Enqueue(value);
                    break;
                case "qmp.jobs.lost":
                    _losses.Enqueue(value);
                    break;
            }
        });
        _meters.Start();
    }

    public void Dispose() => _meters.Dispose();

    [Fact]
    public async Task Length_of_the_journal_size_of_a_batch_and_time_of_a_flush_are_measured()
    {
        var world = new World();
        JobManager jobs = await world.OpenAsync();
        world.Data.IsHeld = true;
        long start = Environment.TickCount64;
        Task<Job[]> making = Task.WhenAll(Enumerable.Range(0, Records).Select(number => jobs.CreateAsync("steps", World.Steps("x", 0), World.Options($"j{number}")).AsTask()));
        _meters.RecordObservableInstruments();
        Assert.InRange(_waiting.Max(), Records, long.MaxValue);

        await Task.Delay(20);
        double held = (Environment.TickCount64 - start) / 1000.0;
        world.Data.IsHeld = false;
        await making;
        await World.UntilAsync(() => _flushes.Any(static flush => flush.Records == Records));
        (long _, double seconds) = _flushes.First(static flush => flush.Records == Records);
        Assert.InRange(seconds, 0.01, held + 60);
        await jobs.DisposeAsync();
    }

    [Fact]
    public async Task Jobs_whose_host_was_lost_while_they_were_at_work_are_counted()
    {
        var world = new World();
        JobManager first = await world.OpenAsync();
        for (int number = 0; number < Losses; number++)
        {
            await first.StartAsync("steps", World.Steps("x", 1), World.Options($"j{number}"));
        }

        // It isn't at work, and so isn't lost.
        await first.CreateAsync("steps", World.Steps("x", 1), World.Options("created"));
        Assert.DoesNotContain(Losses, _losses);
        await world.OpenAsync();
        Assert.Contains(Losses, _losses);
    }
}
