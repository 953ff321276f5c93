using System;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Runtime.CompilerServices;
using QapiGen.Runtime.Diagnostics;

namespace QapiGen.Jobs.Engine;

/// <summary>What is measured of stores; see the README for the names.</summary>
/// <remarks>Not to be called with an engine's lock.</remarks>
internal static class JobStoreMetrics
{
    private static readonly Meter s_meter = new(JobDiagnostics.SourceName);
    private static readonly ConditionalWeakTable<JobEngine, object> s_engines = [];

    private static readonly Counter<long> s_losses = s_meter.CreateCounter<long>("qmp.jobs.lost", "{job}", "Jobs whose host was lost while they were at work or being taken up");

    private static readonly Histogram<double> s_flushTime =
        s_meter.CreateHistogram<double>("qmp.jobs.store.flush.duration", "s", "How long the oldest of the records that became durable at once had waited");

    private static readonly Histogram<long> s_batchSize =
        s_meter.CreateHistogram<long>("qmp.jobs.store.flush.records", "{record}", "How many records became durable at once");

    private static readonly ObservableUpDownCounter<long> s_waiting = s_meter.CreateObservableUpDownCounter(
        "qmp.jobs.store.waiting", static () => s_engines.Sum(static entry => entry.Key.JournalLength), "{record}", "Records that aren't durable yet");

    /// <summary>Has the records of an engine counted from now on.</summary>
    public static void Register(JobEngine engine) => s_engines.Add(engine, s_waiting);

    public static void Lost(int jobs) => s_losses.AddSafely(jobs);

    public static void Flushed(long records, TimeSpan time)
    {
        s_flushTime.RecordSafely(time.TotalSeconds);
        s_batchSize.RecordSafely(records);
    }
}
