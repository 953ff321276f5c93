using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Tests.Durable;

/// <summary>Hands everything on to another store, but for what a derived class does itself.</summary>
internal abstract class PassingStore(IJobStore store) : IJobStore
{
    public JobDurability Durability => store.Durability;

    public long DurableSequence => store.DurableSequence;

    public JobStoreTrouble? Trouble => store.Trouble;

    public CancellationToken OwnershipLost => store.OwnershipLost;

    public ValueTask<JobStoreContent> OpenAsync(string owner, CancellationToken cancellationToken = default) => store.OpenAsync(owner, cancellationToken);

    public IAsyncEnumerable<StoredJob> ReadJobsAsync(CancellationToken cancellationToken = default) => store.ReadJobsAsync(cancellationToken);

    public virtual ValueTask<JobBodies?> ReadBodiesAsync(long job, CancellationToken cancellationToken = default) => store.ReadBodiesAsync(job, cancellationToken);

    public virtual void Append(in JobRecord record) => store.Append(record);

    public ValueTask WhenDurableAsync(long sequence, CancellationToken cancellationToken = default) => store.WhenDurableAsync(sequence, cancellationToken);

    public ValueTask<JobHistoryPage> ReadSinceAsync(long transition, int max, CancellationToken cancellationToken = default) =>
        store.ReadSinceAsync(transition, max, cancellationToken);

    public virtual ValueTask CloseAsync() => store.CloseAsync();

    public virtual ValueTask DisposeAsync() => store.DisposeAsync();
}
