using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace QapiGen.Dashboard.Jobs;

/// <summary>The jobs of one server: the latest list, and what events have told of each.</summary>
internal sealed class JobBook(string server) : IJobList
{
    /// <summary>Jobs that are kept though they aren't listed, twice: the ones of late, and those before; a server chooses the names.</summary>
    private const int MaxTold = 4096;

    private readonly Lock _gate = new();
    private Dictionary<string, JobTracker> _trackers = new(StringComparer.Ordinal);
    private Dictionary<string, JobTracker> _older = new(StringComparer.Ordinal);
    private JobView[]? _views;
    private JobCounts _counts = new();

    /// <summary>The jobs, in the server's order: newest first. None while they aren't known.</summary>
    public IReadOnlyList<JobView> Views => Volatile.Read(ref _views) ?? [];

    /// <summary>Whether a job is at work, so that its progress has to be asked for.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>Takes an event.</summary>
    public void Note(string id, string status, DateTimeOffset time)
    {
        // What is remembered of so many has to be short. No store takes a longer id; such a job is seen when it is asked for.
        if (id.Length > JobTracker.MaxTextLength || status.Length > JobTracker.MaxTextLength)
        {
            return;
        }

        lock (_gate)
        {
            if (status == "null")
            {
                _trackers.Remove(id);
                _older.Remove(id);
            }
            else
            {
                Track(id).Note(status, time);
            }
        }
    }

    /// <summary>Takes the server's list.</summary>
    /// <returns>Whether anything has changed.</returns>
    public bool Update(List<JobEntry> entries, DateTimeOffset now)
    {
        lock (_gate)
        {
            JobView[] old = _views ?? [];
            var views = new JobView[entries.Count];
            var trackers = new Dictionary<string, JobTracker>(entries.Count, StringComparer.Ordinal);
            bool isChanged = _views is null || old.Length != views.Length;
            bool isBusy = false;
            for (int i = 0; i < views.Length; i++)
            {
                JobEntry entry = entries[i];
                JobTracker tracker = _trackers.TryGetValue(entry.Id, out JobTracker? known) || _older.TryGetValue(entry.Id, out known) ? known : new JobTracker();
                trackers[entry.Id] = tracker;
                views[i] = tracker.Update(server, entry, now);
                isChanged |= i >= old.Length || !ReferenceEquals(old[i], views[i]);
                isBusy |= entry.Status is not ("concluded" or "created") || tracker.IsUntold;
            }

            KeepTold(_trackers, trackers);
            KeepTold(_older, trackers);
            _trackers = trackers;
            _older.Clear();
            IsBusy = isBusy;
            if (isChanged)
            {
                Volatile.Write(ref _views, views);
                _counts = JobCounts.Of(views, null);
            }

            return isChanged;
        }
    }

    /// <summary>Takes one job, as it is now, of a list that isn't taken as a whole.</summary>
    public JobView See(in JobEntry entry, DateTimeOffset now)
    {
        lock (_gate)
        {
            return Track(entry.Id).Update(server, entry, now);
        }
    }

    /// <inheritdoc/>
    public JobCounts CountsOf(JobFilter filter) => filter.IsNarrow ? JobCounts.Of(Views, filter) : _counts;

    /// <inheritdoc/>
    public (bool IsFound, string? Next)? Read(JobFilter filter, string? after, List<JobView> into)
    {
        if (Volatile.Read(ref _views) is not { } views)
        {
            return null;
        }

        bool isBefore = after is not null;
        for (int i = 0; i < views.Length; i++)
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
                    // The last that is shown: one between that isn't may go without a change of the rows.
                    return (true, into[^1].Id);
                }

                into.Add(job);
            }
        }

        return (!isBefore, null);
    }

    /// <summary>Nobody looks for a while: what is known stays, and what comes after that was never seen to come.</summary>
    public void Rest()
    {
        lock (_gate)
        {
            foreach (JobTracker tracker in _trackers.Values.Concat(_older.Values))
            {
                tracker.Rest();
            }
        }
    }

    /// <summary>The connection is gone, and with it what is known.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _trackers.Clear();
            _older.Clear();
            IsBusy = false;
            Volatile.Write(ref _views, null);
            _counts = new JobCounts();
        }
    }

    // What is known of a job; of very many, those are forgotten that haven't been asked about for the longest time.
    private JobTracker Track(string id)
    {
        if (_trackers.TryGetValue(id, out JobTracker? tracker))
        {
            return tracker;
        }

        if (!_older.Remove(id, out tracker))
        {
            tracker = new JobTracker();
        }

        if (_trackers.Count >= MaxTold)
        {
            (_older, _trackers) = (_trackers, new Dictionary<string, JobTracker>(StringComparer.Ordinal));
        }

        _trackers.Add(id, tracker);
        return tracker;
    }

    // Told of by an event, and not listed when the list was made.
    private static void KeepTold(Dictionary<string, JobTracker> before, Dictionary<string, JobTracker> trackers)
    {
        foreach ((string id, JobTracker tracker) in before)
        {
            if (tracker.View is null && trackers.Count < MaxTold)
            {
                trackers.TryAdd(id, tracker);
            }
        }
    }
}
