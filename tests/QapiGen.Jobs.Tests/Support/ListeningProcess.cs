using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Linq;

namespace QapiGen.Jobs.Tests.Support;

/// <summary>Listens to everything that the process tells of jobs, whoever's they are; tests that count on nobody listening share its collection.</summary>
internal sealed class ListeningProcess : IDisposable
{
    public const string Collection = "listeners of the process";

    private readonly MeterListener _meters = new();
    private readonly ActivityListener _activities;
    private readonly ConcurrentQueue<(string Name, string Tags, double Value)> _measurements = new();
    private readonly ConcurrentQueue<Activity> _stopped = new();

    public ListeningProcess()
    {
        _meters.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == JobDiagnostics.SourceName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _meters.Start();
        _activities = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(_activities);
    }

    public IEnumerable<Activity> Stopped => _stopped;

    /// <summary>What an instrument has measured of jobs of a type: the other tags and the value.</summary>
    public IEnumerable<string> Of(string instrument, string type)
    {
        string begin = $"qmp.job.type={type}";
        return from measured in _measurements
               where measured.Name == instrument && measured.Tags.StartsWith(begin, StringComparison.Ordinal)
               select $"{measured.Tags[begin.Length..].TrimStart()} {measured.Value.ToString(CultureInfo.InvariantCulture)}".TrimStart();
    }

    /// <summary>Has what is counted only when asked for counted anew.</summary>
    public void Collect()
    {
        _measurements.Clear();
        _meters.RecordObservableInstruments();
    }

    public void Dispose()
    {
        _meters.Dispose();
        _activities.Dispose();
    }

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measurements.Enqueue((instrument.Name, string.Join(' ', tags.ToArray().Select(static tag => $"{tag.Key}={tag.Value}")), value));
}
