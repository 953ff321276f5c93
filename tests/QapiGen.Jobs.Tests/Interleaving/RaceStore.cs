using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Tests.Interleaving;

/// <summary>A store whose writer is one of the strands: it writes whenever the schedule lets it, and at some record it is told that the store is another's.</summary>
internal sealed class RaceStore(Interleaver interleaver) : IJobStore
{
    private readonly List<JobRecord> _waiting = [];
    private readonly List<(long Sequence, TaskCompletionSource Done)> _waiters = [];
    private readonly CancellationTokenSource _lost = new();
    private bool _isWriting;

    /// <summary>What is kept.</summary>
    public List<JobRecord> Durable { get; } = [];

    /// <summary>How many records are kept at most.</summary>
    public long Limit { get; set; } = long.MaxValue;

    public JobDurability Durability => JobDurability.Machine;

    public long DurableSequence => Durable.Count;

    public JobStoreTrouble? Trouble => null;

    public CancellationToken OwnershipLost => _lost.Token;

    public ValueTask<JobStoreContent> OpenAsync(string owner, CancellationToken cancellationToken = default) => new(new JobStoreContent(1, 0, 0, 0, 0, [], true));

    public IAsyncEnumerable<StoredJob> ReadJobsAsync(CancellationToken cancellationToken = default) => AsyncEnumerable.Empty<StoredJob>();

    public ValueTask<JobBodies?> ReadBodiesAsync(long job, CancellationToken cancellationToken = default) => default;

    public void Append(in JobRecord record)
    {
        _waiting.Add(record);
        if (!_isWriting)
        {
            _isWriting = true;
            interleaver.Spawn(Write);
        }
    }

    public ValueTask WhenDurableAsync(long sequence, CancellationToken cancellationToken = default)
    {
        if (sequence <= Durable.Count)
        {
            return default;
        }

        if (_lost.IsCancellationRequested)
        {
            return ValueTask.FromException(Loss());
        }

        // Goes on in the writer's strand, so that the schedule knows of it.
        var done = new TaskCompletionSource();
        _waiters.Add((sequence, done));
        return new ValueTask(done.Task);
    }

    public ValueTask<JobHistoryPage> ReadSinceAsync(long transition, int max, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask CloseAsync() => default;

    public ValueTask DisposeAsync()
    {
        _lost.Dispose();
        return default;
    }

    private static JobStoreException Loss() => new(JobStoreFault.OwnershipLost, "Another owner has opened the store.");

    private void Write()
    {
        while (_waiting.Count > 0)
        {
            // What comes from here on gathers.
            JobRecord[] batch = [.. _waiting];
            interleaver.Point();
            interleaver.Point();
            _waiting.RemoveRange(0, batch.Length);
            if (Durable.Count + batch.Length > Limit)
            {
                // Of a piece all is kept, or nothing.
                JobRecord[] kept = batch[..(int)(Limit - Durable.Count)];
                Durable.AddRange(kept[..(Array.FindLastIndex(kept, static record => !record.IsContinued) + 1)]);
                _lost.Cancel();
                Complete(long.MaxValue, static done => done.SetException(Loss()));
                return;
            }

            Durable.AddRange(batch);
            Complete(Durable.Count, static done => done.SetResult());
        }

        _isWriting = false;
    }

    private void Complete(long sequence, Action<TaskCompletionSource> how)
    {
        (long Sequence, TaskCompletionSource Done)[] ready = [.. _waiters.Where(waiter => waiter.Sequence <= sequence)];
        _waiters.RemoveAll(waiter => waiter.Sequence <= sequence);
        foreach ((_, TaskCompletionSource done) in ready)
        {
            how(done);
        }
    }
}
