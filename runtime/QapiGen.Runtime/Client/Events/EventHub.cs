using System;
using System.Threading;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Client.Calls;
using QapiGen.Runtime.Client.Reading;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Client.Events;

/// <summary>Hands events to any number of subscriptions, none of which can hold it up.</summary>
internal sealed class EventHub
{
    private readonly Lock _gate = new();
    private readonly ILogger _logger;
    private readonly JobEventHistory _jobs = new();
    private EarlyEvents? _early;
    private EventRoute[] _routes = [];
    private Exception? _end;
    private bool _hasEnded;

    /// <param name="known">The events of the compiled-in schema.</param>
    /// <param name="earlyCapacity">How many events from before the first subscription are kept.</param>
    /// <param name="logger">Where it says what was dropped or can't be read.</param>
    public EventHub(EventIndex known, int earlyCapacity, ILogger logger)
    {
        _logger = logger;
        _early = new EarlyEvents(earlyCapacity);
        Known = known;
    }

    /// <summary>The events of the compiled-in schema.</summary>
    public EventIndex Known { get; }

    /// <summary>The texts of unknown enum values that the client has received.</summary>
    public UnknownTextKeeper Texts { get; } = new();

    /// <summary>Takes an event off the wire.</summary>
    public void Publish(in ReceivedMessage message)
    {
        ClientMetrics.EventReceived();
        lock (_gate)
        {
            var received = new ReceivedEvent(message.Event, message.Data, message.Timestamp);
            if (JobEventHistory.IsOfJob(received.Name))
            {
                _jobs.Keep(message);
            }

            _early?.Keep(message);
            foreach (EventRoute route in _routes)
            {
                route.Offer(ref received, this);
            }
        }
    }

    /// <summary>Begins a subscription.</summary>
    /// <param name="route">Where its events go.</param>
    /// <param name="wantsJobHistory">Whether it is one to the events of jobs, those from before included; it leaves the early events to others.</param>
    public void Add(EventRoute route, bool wantsJobHistory)
    {
        lock (_gate)
        {
            UnknownTextKeeper? outer = UnknownTextKeeper.Enter(Texts);
            if (wantsJobHistory)
            {
                _jobs.CopyTo(route, this);
            }
            else
            {
                _early?.MoveTo(route, this);
                _early = null;
            }

            UnknownTextKeeper.Enter(outer);
            if (_hasEnded)
            {
                route.End(_end);
                return;
            }

            _routes = [.. _routes, route];
        }
    }

    public void Remove(EventRoute route)
    {
        lock (_gate)
        {
            _routes = Array.FindAll(_routes, x => x != route);
        }
    }

    /// <summary>Notes in all streams that events may be missing here.</summary>
    public void AddGap()
    {
        lock (_gate)
        {
            foreach (EventRoute route in _routes)
            {
                route.AddGap(null);
            }
        }
    }

    /// <summary>Ends all streams, also those still to come.</summary>
    public void End(Exception? error)
    {
        lock (_gate)
        {
            if (_hasEnded)
            {
                return;
            }

            _hasEnded = true;
            _end = error;
            foreach (EventRoute route in _routes)
            {
                route.End(error);
            }

            _routes = [];
        }

        Texts.Release();
    }

    public void ReportUnreadable(string name, Exception error) => RuntimeLog.ClientUnreadableEvent(_logger, error, name);
}
