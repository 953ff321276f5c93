using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Tests.Durable;

/// <summary>A store whose host dies after a number of records: what comes after is neither written nor ever durable.</summary>
internal sealed class CuttingStore(IJobStore store, long records) : IJobStore
{
    private long _last = long.MaxValue;
    private long _appended;

    /// <summary>Whether there were more records than it takes.</summary>
    public bool IsCut => Volatile.Read(ref _appended) > Volatile.Read(ref _last);

    public JobDurability Durability => store.Durability;

    public long DurableSequence => store.DurableSequence;

    public JobStoreTrouble? Trouble => store.Trouble;

    public CancellationToken OwnershipLost => store.OwnershipLost;

    public async ValueTask<JobStoreContent> OpenAsync(string owner, CancellationToken cancellationToken = default)
    {
        JobStoreContent content = await store.OpenAsync(owner, cancellationToken);
        _last = content.LastSequence + records;
        _appended = content.LastSequence;
        return content;
    }

    public IAsyncEnumerable<StoredJob> ReadJobsAsync(CancellationToken cancellationToken = default) => store.ReadJobsAsync(cancellationToken);

    public ValueTask<JobBodies?> ReadBodiesAsync(long job, CancellationToken cancellationToken = default) => store.ReadBodiesAsync(job, cancellationToken);

    public void Append(in JobRecord record)
    {
        Volatile.Write(ref _appended, record.Sequence);
        if (record.Sequence <= _last)
        {
            // The host may die between any two: what is written of a piece is its end.
            store.Append(record.Sequence == _last ? record with { IsContinued = false } : record);
        }
    }

    public ValueTask WhenDurableAsync(long sequence, CancellationToken cancellationToken = default) => sequence <= _last
        ? store.WhenDurableAsync(sequence, cancellationToken)
        : new ValueTask(new TaskCompletionSource().Task.WaitAsync(cancellationToken));

    public ValueTask<JobHistoryPage> ReadSinceAsync(long transition, int max, CancellationToken cancellationToken = default) =>
        store.ReadSinceAsync(transition, max, cancellationToken);

    public ValueTask CloseAsync() => store.CloseAsync();

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
