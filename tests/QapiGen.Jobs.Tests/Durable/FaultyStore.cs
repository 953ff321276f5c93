using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Tests.Durable;

/// <summary>What a call of a <see cref="FaultyStore"/> does that isn't well.</summary>
internal enum StoreFault
{
    /// <summary>Throws what a store may.</summary>
    Throws,

    /// <summary>Throws what a store should never.</summary>
    Breaks,

    /// <summary>Never comes back; where it has to at once, does nothing.</summary>
    Hangs,
}

/// <summary>A store one call of which goes wrong, by its number from 0.</summary>
internal sealed class FaultyStore(IJobStore store, int call, StoreFault fault) : IJobStore
{
    private int _calls;

    /// <summary>Whether it has gone wrong.</summary>
    public bool HasMet => Volatile.Read(ref _calls) > call;

    public JobDurability Durability => store.Durability;

    public long DurableSequence
    {
        get
        {
            Meet();
            return store.DurableSequence;
        }
    }

    public JobStoreTrouble? Trouble => store.Trouble;

    public CancellationToken OwnershipLost => store.OwnershipLost;

    public async ValueTask<JobStoreContent> OpenAsync(string owner, CancellationToken cancellationToken = default)
    {
        await MeetAsync();
        return await store.OpenAsync(owner, cancellationToken);
    }

    public async IAsyncEnumerable<StoredJob> ReadJobsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await MeetAsync();
        await foreach (StoredJob job in store.ReadJobsAsync(cancellationToken))
        {
            await MeetAsync();
            yield return job;
        }
    }

    public async ValueTask<JobBodies?> ReadBodiesAsync(long job, CancellationToken cancellationToken = default)
    {
        await MeetAsync();
        return await store.ReadBodiesAsync(job, cancellationToken);
    }

    public void Append(in JobRecord record)
    {
        if (Meet())
        {
            store.Append(record);
        }
    }

    public async ValueTask WhenDurableAsync(long sequence, CancellationToken cancellationToken = default)
    {
        await MeetAsync();
        await store.WhenDurableAsync(sequence, cancellationToken);
    }

    public ValueTask<JobHistoryPage> ReadSinceAsync(long transition, int max, CancellationToken cancellationToken = default) =>
        store.ReadSinceAsync(transition, max, cancellationToken);

    public ValueTask CloseAsync() => store.CloseAsync();

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private bool IsMet() => Interlocked.Increment(ref _calls) == call + 1;

    /// <returns>False if nothing is to be done.</returns>
    private bool Meet() => !IsMet() || (fault == StoreFault.Hangs ? false : throw Fault());

    private Task MeetAsync() => !IsMet() ? Task.CompletedTask : fault == StoreFault.Hangs ? new TaskCompletionSource().Task : throw Fault();

    private Exception Fault() => fault == StoreFault.Throws
        ? new JobStoreException(JobStoreFault.Unavailable, "The medium is away")
        : new InvalidOperationException("The store is out of order");
}
