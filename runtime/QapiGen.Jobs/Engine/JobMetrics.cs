using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Runtime.CompilerServices;
using QapiGen.Runtime.Diagnostics;

namespace QapiGen.Jobs.Engine;

/// <summary>What is measured of all jobs of the process; see the README for the names.</summary>
internal static class JobMetrics
{
    private const string TypeTag = "qmp.job.type";
    private const string StatusTag = "qmp.job.status";
    private const string OutcomeTag = "qmp.job.outcome";

    private static readonly Meter s_meter = new(JobDiagnostics.SourceName);

    // Engines that nobody holds any more go by themselves.
    private static readonly ConditionalWeakTable<JobEngine, object> s_engines = [];

    private static readonly Counter<long> s_ended = s_meter.CreateCounter<long>("qmp.jobs.ended", "{job}", "Jobs that have ended");

    private static readonly Histogram<double> s_duration =
        s_meter.CreateHistogram<double>("qmp.job.duration", "s", "Time from a job's start to its end, pauses included");

    private static readonly Histogram<double> s_pause = s_meter.CreateHistogram<double>("qmp.job.pause.duration", "s", "Length of each pause of a job");

    // Counted when somebody asks, so that a transition costs nothing.
    private static readonly ObservableUpDownCounter<long> s_jobs =
        s_meter.CreateObservableUpDownCounter("qmp.jobs", CountJobs, "{job}", "Jobs there are");

    /// <summary>Whether somebody wants to know of transitions. How many jobs there are isn't among that.</summary>
    public static bool AreTransitionsWatched => s_ended.Enabled || s_duration.Enabled || s_pause.Enabled;

    /// <summary>Has the jobs of an engine counted from now on.</summary>
    public static void Register(JobEngine engine)
    {
        // The table, and whoever counts by it.
        s_engines.Add(engine, s_jobs);
    }

    public static void Ended(Job job, string outcome, double? seconds)
    {
        s_ended.AddSafely(1, Tag(TypeTag, job.Type.Text), Tag(OutcomeTag, outcome));
        if (seconds is { } duration)
        {
            s_duration.RecordSafely(duration, Tag(TypeTag, job.Type.Text), Tag(OutcomeTag, outcome));
        }
    }

    public static void Paused(Job job, double seconds) => s_pause.RecordSafely(seconds, Tag(TypeTag, job.Type.Text));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private static IEnumerable<Measurement<long>> CountJobs()
    {
        var counts = new SortedDictionary<(string Type, JobStatus Status), long>();
        foreach (KeyValuePair<JobEngine, object> entry in s_engines)
        {
            entry.Key.CountJobs(counts);
        }

        return counts.Select(static count => new Measurement<long>(
            count.Value, new(TypeTag, count.Key.Type), new(StatusTag, count.Key.Status.ToWire())));
    }
}
