using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Events;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Orleans.Shards;

/// <summary>The transitions of a shard: keeps the newest, and tells the nodes that asked to be told.</summary>
internal sealed class ShardEventLog(int shard) : IJobEventSink
{
    private const int Kept = 4096;
    private const int MaxBatch = 512;

    private readonly Lock _gate = new();
    private readonly List<ShardTransition> _recent = [];
    private readonly Dictionary<IJobShardObserver, DateTimeOffset> _nodes = [];
    private readonly Dictionary<string, (string Status, string? Error)> _states = new(StringComparer.Ordinal);
    private long _first = 1;
    private long _told;
    private bool _isTelling;

    /// <summary>How long a node is told without asking anew.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(3);

    /// <summary>Number of the last transition.</summary>
    public long Last
    {
        get
        {
            lock (_gate)
            {
                return _first + _recent.Count - 1;
            }
        }
    }

    /// <summary>Jobs that the store had, as far as nothing was told of them since.</summary>
    public void StartFrom(IReadOnlyList<JobDescription> jobs)
    {
        lock (_gate)
        {
            foreach (JobDescription job in jobs)
            {
                _states.TryAdd(job.Id, (job.Status.ToWire(), job.Error));
            }
        }
    }

    /// <summary>Jobs as they were told of last, and none that wasn't.</summary>
    public List<ShardJob> AsTold(IEnumerable<ShardJob> jobs)
    {
        var told = new List<ShardJob>();
        lock (_gate)
        {
            foreach (ShardJob job in jobs)
            {
                if (_states.TryGetValue(job.Id, out (string Status, string? Error) state))
                {
                    told.Add(job with { Status = state.Status, Error = state.Error });
                }
            }
        }

        return told;
    }

    /// <summary>Begins after what the store had.</summary>
    public void StartAt(long last)
    {
        lock (_gate)
        {
            // What was taken up may have been told before this is known.
            if (_recent.Count == 0)
            {
                (_first, _told) = (last + 1, last);
            }
        }
    }

    public void OnTransition(in JobTransition transition)
    {
        lock (_gate)
        {
            if (transition.Status == JobStatus.Null)
            {
                _states.Remove(transition.Id!);
            }
            else
            {
                _states[transition.Id!] = (transition.Status.ToWire(), transition.State.Error);
            }

            if (_recent.Count == 0)
            {
                (_first, _told) = (transition.Sequence, transition.Sequence - 1);
            }
            else if (_recent.Count >= 2 * Kept)
            {
                _recent.RemoveRange(0, Kept);
                _first += Kept;
            }

            _recent.Add(new ShardTransition(transition.Id!, transition.From.ToWire(), transition.Status.ToWire(), transition.State.Error, transition.Time));
            if (_isTelling || _nodes.Count == 0)
            {
                return;
            }

            _isTelling = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static log => log.Tell(), this, preferLocal: false);
    }

    /// <summary>Has a node told from now on.</summary>
    /// <returns>Number of the last transition before.</returns>
    public long Add(IJobShardObserver node, DateTimeOffset now)
    {
        lock (_gate)
        {
            foreach (IJobShardObserver old in _nodes.Where(pair => now - pair.Value > Patience).Select(static pair => pair.Key).ToArray())
            {
                _nodes.Remove(old);
            }

            if (_nodes.Count == 0)
            {
                _told = _first + _recent.Count - 1;
            }

            _nodes[node] = now;
            return _first + _recent.Count - 1;
        }
    }

    /// <summary>The transitions after one, from memory or from the store.</summary>
    public async ValueTask<ShardEvents> ReadSinceAsync(IJobStore store, JobManager jobs, long sequence, int max)
    {
        lock (_gate)
        {
            if (sequence + 1 >= _first)
            {
                return Slice(long.Max(sequence + 1, _first), max);
            }
        }

        JobHistoryPage page = await store.ReadSinceAsync(sequence, max).ConfigureAwait(false);
        if (page.Transitions.Count == 0)
        {
            return new ShardEvents(shard, sequence + 1, []);
        }

        return new ShardEvents(shard, page.Transitions[0].Transition, [.. page.Transitions.Select(item => new ShardTransition(
            item.Id, item.From.ToWire(), item.To.ToWire(), ErrorOf(jobs, item), item.Time))]);
    }

    // The history has no texts; the job itself may still be there.
    private static string? ErrorOf(JobManager jobs, in StoredTransition item) =>
        item.To is JobStatus.Aborting or JobStatus.Concluded && jobs.Find(item.Id) is { } job && job.Number == item.Job ? job.Snapshot().Error : null;

    private ShardEvents Slice(long from, int max)
    {
        int start = (int)(from - _first);
        int count = int.Max(0, int.Min(max, _recent.Count - start));
        return new ShardEvents(shard, from, count == 0 ? [] : [.. _recent.GetRange(start, count)]);
    }

    /// <summary>Tells all nodes of the shard of a node.</summary>
    public void TellBound(int bound)
    {
        IJobShardObserver[] nodes;
        lock (_gate)
        {
            nodes = [.. _nodes.Keys];
        }

        foreach (IJobShardObserver node in nodes)
        {
            Forget(node.OnBoundAsync(bound));
        }
    }

    // One way: whoever doesn't get it finds what is missing later, and asks.
    private static void Forget(Task sending) =>
        sending.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    private void Tell()
    {
        while (true)
        {
            ShardEvents batch;
            IJobShardObserver[] nodes;
            lock (_gate)
            {
                batch = Slice(long.Max(_told + 1, _first), MaxBatch);
                if (batch.Transitions.Length == 0)
                {
                    _isTelling = false;
                    return;
                }

                _told = batch.First + batch.Transitions.Length - 1;
                nodes = [.. _nodes.Keys];
            }

            foreach (IJobShardObserver node in nodes)
            {
                Forget(node.OnEventsAsync(batch));
            }
        }
    }
}
