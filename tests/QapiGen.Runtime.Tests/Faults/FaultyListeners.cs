using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading;

namespace QapiGen.Runtime.Tests.Faults;

/// <summary>Listens to metrics and activities of one service; counts its open connections, and fails as planned.</summary>
internal sealed class FaultyListeners : IDisposable
{
    private const string Source = "QapiGen.Runtime";

    private readonly FaultPlan _plan;
    private readonly string _service;
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _activities;
    private long _connections;

    public FaultyListeners(FaultPlan plan, string service)
    {
        _plan = plan;
        _service = service;
        _meters.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == Source)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measure(instrument, value, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Measure(instrument, 0, tags));
        _meters.Start();
        _activities = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == Source,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,

            // Whose it is isn't known before its tags are.
            ActivityStopped = activity =>
            {
                if (Equals(activity.GetTagItem("qmp.service"), _service))
                {
                    _plan.Hit(FaultSite.Activities);
                }
            },
        };
        ActivitySource.AddActivityListener(_activities);
    }

    /// <summary>Connections of the service that metrics say are open.</summary>
    public long Connections => Volatile.Read(ref _connections);

    public void Dispose()
    {
        _meters.Dispose();
        _activities.Dispose();
    }

    private void Measure(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (tag.Key == "qmp.service" && Equals(tag.Value, _service))
            {
                if (instrument.Name == "qmp.server.connections")
                {
                    Interlocked.Add(ref _connections, value);
                }

                _plan.Hit(FaultSite.Metrics);
                return;
            }
        }
    }
}
