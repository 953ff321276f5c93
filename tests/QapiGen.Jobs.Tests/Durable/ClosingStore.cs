using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Tests.Durable;

/// <summary>A store that is closed, and loses its owner, when it is told to.</summary>
internal sealed class ClosingStore(IJobStore store) : IJobStore
{
    private readonly CancellationTokenSource _lost = new();

    public bool IsClosed { get; set; }

    public JobDurability Durability => store.Durability;

    public long DurableSequence => store.DurableSequence;

    public JobStoreTrouble? Trouble => store.Trouble;

    public CancellationToken OwnershipLost => _lost.Token;

    public void Lose() => _lost.Cancel();

    public ValueTask<JobStoreContent> OpenAsync(string owner, CancellationToken cancellationToken = default) => store.OpenAsync(owner, cancellationToken);

    public IAsyncEnumerable<StoredJob> ReadJobsAsync(CancellationToken cancellationToken = default) => store.ReadJobsAsync(cancellationToken);

    public ValueTask<JobBodies?> ReadBodiesAsync(long job, CancellationToken cancellationToken = default) => store.ReadBodiesAsync(job, cancellationToken);

    public void Append(in JobRecord record) => store.Append(record);

    public ValueTask WhenDurableAsync(long sequence, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return store.WhenDurableAsync(sequence, cancellationToken);
    }

    public ValueTask<JobHistoryPage> ReadSinceAsync(long transition, int max, CancellationToken cancellationToken = default) =>
        store.ReadSinceAsync(transition, max, cancellationToken);

    public ValueTask CloseAsync() => store.CloseAsync();

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
