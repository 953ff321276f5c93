using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Orleans.Shards;

/// <summary>A shard's store, and what it said when it was opened: before its manager is made, which depends on it.</summary>
internal sealed class ShardStore(IJobStore store) : IJobStore
{
    /// <summary>What was there; null before it is open.</summary>
    public JobStoreContent? Content { get; private set; }

    public JobDurability Durability => store.Durability;

    public long DurableSequence => store.DurableSequence;

    public JobStoreTrouble? Trouble => store.Trouble;

    public CancellationToken OwnershipLost => store.OwnershipLost;

    public async ValueTask<JobStoreContent> OpenAsync(string owner, CancellationToken cancellationToken = default) =>
        Content ??= await store.OpenAsync(owner, cancellationToken).ConfigureAwait(false);

    public IAsyncEnumerable<StoredJob> ReadJobsAsync(CancellationToken cancellationToken = default) => store.ReadJobsAsync(cancellationToken);

    public ValueTask<JobBodies?> ReadBodiesAsync(long job, CancellationToken cancellationToken = default) => store.ReadBodiesAsync(job, cancellationToken);

    public void Append(in JobRecord record) => store.Append(record);

    public ValueTask WhenDurableAsync(long sequence, CancellationToken cancellationToken = default) => store.WhenDurableAsync(sequence, cancellationToken);

    public ValueTask<JobHistoryPage> ReadSinceAsync(long transition, int max, CancellationToken cancellationToken = default) =>
        store.ReadSinceAsync(transition, max, cancellationToken);

    public ValueTask CloseAsync() => store.CloseAsync();

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
