using System;
using System.Collections.Generic;
using System.Threading;

namespace QapiGen.Dashboard.Jobs;

/// <summary>The jobs of one server: the latest list, and what events have told of each.</summary>
internal sealed class JobBook(string server) : IJobList
{
    /// <summary>Jobs whose events are kept before they are listed; a server chooses the names.</summary>
    private const int MaxTold = 4096;

    private readonly Lock _gate = new();
    private Dictionary<string, JobTracker> _trackers = new(StringComparer.Ordinal);
    private JobView[] _views = [];

    /// <summary>The jobs, in the server's order: newest first.</summary>
    public IReadOnlyList<JobView> Views => Volatile.Read(ref _views);

    /// <inheritdoc/>
    public JobCounts Counts { get; private set; } = JobCounts.OfMany(0);

    /// <summary>Whether a job is at work, so that its progress has to be asked for.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>Takes an event.</summary>
    public void Note(string id, string status, DateTimeOffset time)
    {
        lock (_gate)
        {
            if (status == "null")
            {
                _trackers.Remove(id);
            }
            else if (_trackers.TryGetValue(id, out JobTracker? known))
            {
                known.Note(status, time);
            }
            else if (_trackers.Count < MaxTold)
            {
                var tracker = new JobTracker();
                tracker.Note(status, time);
                _trackers.Add(id, tracker);
            }
        }
    }

    /// <summary>Takes the server's list.</summary>
    /// <returns>Whether anything has changed.</returns>
    public bool Update(List<JobEntry> entries, DateTimeOffset now)
    {
        lock (_gate)
        {
            JobView[] old = _views;
            var views = new JobView[entries.Count];
            var trackers = new Dictionary<string, JobTracker>(entries.Count, StringComparer.Ordinal);
            bool isChanged = old.Length != views.Length;
            bool isBusy = false;
            for (int i = 0; i < views.Length; i++)
            {
                JobEntry entry = entries[i];
                JobTracker tracker = _trackers.TryGetValue(entry.Id, out JobTracker? known) ? known : new JobTracker();
                trackers[entry.Id] = tracker;
                views[i] = tracker.Update(server, entry, now);
                isChanged |= i >= old.Length || !ReferenceEquals(old[i], views[i]);
                isBusy |= entry.Status is not ("concluded" or "created");
            }

            KeepTold(trackers);
            _trackers = trackers;
            IsBusy = isBusy;
            if (isChanged)
            {
                Volatile.Write(ref _views, views);
                Counts = JobCounts.Of(views);
            }

            return isChanged;
        }
    }

    /// <summary>Takes one job, as it is now, of a list that isn't taken as a whole.</summary>
    public JobView See(in JobEntry entry, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (!_trackers.TryGetValue(entry.Id, out JobTracker? tracker))
            {
                if (_trackers.Count >= MaxTold)
                {
                    // Who pages through very many jobs sees them anew; what events have told of a few of them goes with it.
                    _trackers.Clear();
                }

                tracker = new JobTracker();
                _trackers.Add(entry.Id, tracker);
            }

            return tracker.Update(server, entry, now);
        }
    }

    /// <inheritdoc/>
    public (bool IsFound, string? Next) Read(JobFilter filter, string? after, List<JobView> into)
    {
        IReadOnlyList<JobView> views = Views;
        bool isBefore = after is not null;
        for (int i = 0; i < views.Count; i++)
        {
            JobView job = views[i];
            if (isBefore)
            {
                isBefore = job.Id != after;
            }
            else if (filter.Accepts(job))
            {
                if (into.Count == filter.Limit)
                {
                    return (true, into.Count > 0 && i > 0 ? views[i - 1].Id : null);
                }

                into.Add(job);
            }
        }

        return (!isBefore, null);
    }

    /// <summary>The connection is gone, and with it what is known.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _trackers.Clear();
            IsBusy = false;
            Volatile.Write(ref _views, []);
            Counts = JobCounts.OfMany(0);
        }
    }

    // Told of by an event, and not listed when the list was made.
    private void KeepTold(Dictionary<string, JobTracker> trackers)
    {
        foreach ((string id, JobTracker tracker) in _trackers)
        {
            if (tracker.View is null && trackers.Count < MaxTold)
            {
                trackers.TryAdd(id, tracker);
            }
        }
    }
}
