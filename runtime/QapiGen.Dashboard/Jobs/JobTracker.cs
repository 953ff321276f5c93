using System;
using System.Collections.Generic;

namespace QapiGen.Dashboard.Jobs;

/// <summary>What is learned of one job over time: its way, and how fast it goes.</summary>
internal sealed class JobTracker
{
    /// <summary>Characters of an id or a status that is remembered.</summary>
    public const int MaxTextLength = 1000;

    /// <summary>Steps that are kept; a job that is paused again and again has no end of them.</summary>
    private const int MaxSteps = 64;

    /// <summary>How long an event may come after the list that shows what it tells. What no event has told of by then none tells of.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_rateInterval = TimeSpan.FromMilliseconds(400);

    // Views have it: another list for every change.
    private List<StatusStep> _way = [];
    private (string Status, DateTimeOffset Since)? _untold;
    private bool _hasRested;
    private DateTimeOffset? _created;
    private DateTimeOffset _measuredAt;
    private long _measured;
    private long _lastMove;
    private double? _rate;

    /// <summary>The job as it was last shown; null before the first time.</summary>
    public JobView? View { get; private set; }

    /// <summary>Whether it is in a status that no event has told of, so far.</summary>
    public bool IsUntold => _untold is not null;

    /// <summary>Takes what an event says.</summary>
    public void Note(string status, DateTimeOffset time)
    {
        _untold = null;
        if (status == "created")
        {
            _created = null;
            _way = [new StatusStep(status, time)];
            return;
        }

        if (_way.Count > 0 && _way[^1] is var last && last.Status == status && last.Time is not null)
        {
            return;
        }

        Add(new StatusStep(status, time));
    }

    private void Add(StatusStep step)
    {
        int skip = _way.Count >= MaxSteps ? 1 : 0;
        var way = new List<StatusStep>(_way.Count + 1);
        for (int i = skip; i < _way.Count; i++)
        {
            way.Add(_way[i]);
        }

        if (way.Count > 0 && way[^1].Status == step.Status)
        {
            way.RemoveAt(way.Count - 1);
        }

        way.Add(step);
        _way = way;
    }

    /// <summary>Nobody looks for a while.</summary>
    public void Rest()
    {
        _hasRested = true;
        _untold = null;
        StopMeasuring();
    }

    /// <summary>Takes what the server's list says.</summary>
    /// <returns>The job, the same object if nothing has changed.</returns>
    public JobView Update(string server, in JobEntry entry, DateTimeOffset now)
    {
        if (_way.Count == 0 || (_created is { } created && created != entry.Created))
        {
            _way = [new StatusStep(entry.Status, null)];
        }

        _created = entry.Created;
        SeeStatus(entry.Status, now);
        Measure(entry, now);
        JobView? old = View;
        if (old is not null && ReferenceEquals(old.Way, _way) && old.Status == entry.Status && old.Current == entry.Current && old.Total == entry.Total
            && old.Error == entry.Error && old.Rate == _rate && old.Type == entry.Type && old.Group == entry.Group)
        {
            return old;
        }

        View = new JobView(server, entry.Id, entry.Type, entry.Status, entry.Current, entry.Total, entry.Error, _rate, entry.Group, _way);
        return View;
    }

    // Not every server sends events of its jobs, and some are dropped. A list that was made before the latest event came is out of date.
    private void SeeStatus(string status, DateTimeOffset now)
    {
        if (_way[^1].Status == status || status.Length > MaxTextLength)
        {
            _untold = null;
        }
        else if (_hasRested)
        {
            Add(new StatusStep(status, null));
        }
        else if (_untold is not { } untold || untold.Status != status)
        {
            _untold = (status, now);
        }
        else if (now - untold.Since >= s_patience)
        {
            Note(status, untold.Since);
        }

        _hasRested = false;
    }

    // A job that moves once in a while is measured from move to move: what is between would be nothing, and then much too much.
    private void Measure(in JobEntry entry, DateTimeOffset now)
    {
        if (entry.Status is not ("running" or "ready"))
        {
            StopMeasuring();
            return;
        }

        TimeSpan passed = now - _measuredAt;
        if (_measuredAt == default || entry.Current < _measured)
        {
            _measuredAt = now;
            _measured = entry.Current;
        }
        else if (passed >= s_rateInterval)
        {
            long move = entry.Current - _measured;
            if (move == 0)
            {
                // No faster than if as much as the last time came right now.
                _rate = Math.Min(_rate ?? 0, _lastMove / passed.TotalSeconds);
                return;
            }

            double rate = move / passed.TotalSeconds;
            _rate = _rate is > 0 and { } old ? (0.6 * old) + (0.4 * rate) : rate;
            _lastMove = move;
            _measuredAt = now;
            _measured = entry.Current;
        }
    }

    private void StopMeasuring()
    {
        _rate = null;
        _measuredAt = default;
    }
}
