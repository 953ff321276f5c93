using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Orleans.Events;

namespace QapiGen.Jobs.Orleans.Nodes;

/// <summary>What a node has been told of a shard: each transition once and in order. What didn't come is asked for, and what is gone is said to be missing.</summary>
#pragma warning disable CA1001 // The semaphore has nothing to let go: its wait handle is never asked for.
internal sealed class ShardFeed(int shard, IJobShard grain, NodeEvents events)
{
#pragma warning restore CA1001
    private const int PageSize = 512;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private long _next;
    private long _seen;
    private long _operations;

    /// <summary>The number of the shard.</summary>
    public int Shard => shard;

    /// <summary>The shard itself.</summary>
    public IJobShard Grain => grain;

    /// <summary>Whether what happened before is to be told, too.</summary>
    public bool BeginsAtFirst
    {
        init => _next = value ? 1 : 0;
    }

    /// <summary>How many operations it has noted, as far as this node knows.</summary>
    public long Operations => Volatile.Read(ref _operations);

    /// <summary>Asks to be told, and for what wasn't.</summary>
    public async Task<ShardStatus> SubscribeAsync(IJobShardObserver node)
    {
        ShardStatus status = await grain.SubscribeAsync(node).ConfigureAwait(false);
        Note(status.Operations);
        await EnterAsync(0, async () =>
        {
            if (_next == 0)
            {
                _next = status.Sequence + 1;
            }

            _seen = long.Max(_seen, status.Sequence);
            await FillAsync(_seen).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return status;
    }

    /// <summary>It has noted so many operations.</summary>
    public void Note(long operations) => Volatile.Write(ref _operations, long.Max(_operations, operations));

    /// <summary>Takes what the shard has told.</summary>
    public Task TakeAsync(ShardEvents batch) => EnterAsync(batch.First + batch.Transitions.Length - 1, async () =>
    {
        if (_next == 0)
        {
            // It begins when it is known where.
            return;
        }

        await FillAsync(batch.First - 1).ConfigureAwait(false);
        Tell(batch);
    });

    /// <summary>Completes when everything up to a transition has been told here.</summary>
    public Task CatchUpAsync(long sequence) => EnterAsync(sequence, () => _next == 0 ? Task.CompletedTask : FillAsync(sequence));

    private async Task EnterAsync(long seen, Func<Task> act)
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            _seen = long.Max(_seen, seen);
            await act().ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task FillAsync(long last)
    {
        while (_next <= last)
        {
            ShardEvents page = await grain.ReadSinceAsync(_next - 1, PageSize).ConfigureAwait(false);
            long first = page.Transitions.Length == 0 ? last + 1 : page.First;
            if (first > _next)
            {
                events.Tell(new JobClusterTransition(shard, _next, "", default, default, null, default, first - _next));
                _next = first;
            }

            Tell(page);
        }
    }

    private void Tell(ShardEvents batch)
    {
        for (int i = (int)long.Clamp(_next - batch.First, 0, batch.Transitions.Length); i < batch.Transitions.Length; i++)
        {
            ShardTransition item = batch.Transitions[i];

            // Names of a newer version become "undefined"; the transition itself stays.
            _ = JobStatusExtensions.TryParse(item.From, out JobStatus from);
            _ = JobStatusExtensions.TryParse(item.To, out JobStatus to);
            events.Tell(new JobClusterTransition(shard, batch.First + i, item.Id, from, to, item.Error, item.Time));
            _next = batch.First + i + 1;
        }
    }
}
