using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;
using QapiGen.Testing.Jobs;

namespace QapiGen.Testing.Tests;

/// <summary>A store that works, but for what a heir makes of it.</summary>
public abstract class BrokenStore(MemoryJobStoreData data) : IJobStore
{
    public JobDurability Durability => Inner.Durability;

    public virtual long DurableSequence => Inner.DurableSequence;

    public JobStoreTrouble? Trouble => Inner.Trouble;

    public CancellationToken OwnershipLost => Inner.OwnershipLost;

    protected MemoryJobStore Inner { get; } = new(data);

    public virtual ValueTask<JobStoreContent> OpenAsync(string owner, CancellationToken cancellationToken = default) => Inner.OpenAsync(owner, cancellationToken);

    public virtual async IAsyncEnumerable<StoredJob> ReadJobsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (StoredJob job in Inner.ReadJobsAsync(cancellationToken))
        {
            yield return job;
        }
    }

    public virtual ValueTask<JobBodies?> ReadBodiesAsync(long job, CancellationToken cancellationToken = default) => Inner.ReadBodiesAsync(job, cancellationToken);

    public virtual void Append(in JobRecord record) => Inner.Append(record);

    public virtual ValueTask WhenDurableAsync(long sequence, CancellationToken cancellationToken = default) => Inner.WhenDurableAsync(sequence, cancellationToken);

    public virtual ValueTask<JobHistoryPage> ReadSinceAsync(long transition, int max, CancellationToken cancellationToken = default) =>
        Inner.ReadSinceAsync(transition, max, cancellationToken);

    public virtual ValueTask CloseAsync() => Inner.CloseAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Inner.DisposeAsync();
    }
}

/// <summary>Calls durable what it only has taken.</summary>
public sealed class LyingStore(MemoryJobStoreData data) : BrokenStore(data)
{
    public override ValueTask WhenDurableAsync(long sequence, CancellationToken cancellationToken = default) => default;
}

/// <summary>At its end an owner that is none any more puts its own epoch into the store.</summary>
public sealed class EpochRestoringStore(MemoryJobStoreData data, StrongBox<long> epoch) : BrokenStore(data)
{
    private long _epoch;

    public override async ValueTask<JobStoreContent> OpenAsync(string owner, CancellationToken cancellationToken = default)
    {
        JobStoreContent content = await Inner.OpenAsync(owner, cancellationToken);
        return content with { Epoch = _epoch = ++epoch.Value };
    }

    public override ValueTask DisposeAsync()
    {
        epoch.Value = _epoch;
        return base.DisposeAsync();
    }
}

/// <summary>Keeps only notes that come alone or with a new job.</summary>
public sealed class ForgetfulStore(MemoryJobStoreData data) : BrokenStore(data)
{
    public override void Append(in JobRecord record) =>
        Inner.Append(record.Kind is JobRecordKind.Created or JobRecordKind.Note ? record : record with { Note = null });
}

/// <summary>Doesn't keep what checkpoints say of the progress.</summary>
public sealed class StandingStore(MemoryJobStoreData data) : BrokenStore(data)
{
    private readonly Dictionary<long, JobProgress> _progress = [];

    public override async IAsyncEnumerable<StoredJob> ReadJobsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (StoredJob job in Inner.ReadJobsAsync(cancellationToken))
        {
            _progress[job.Number] = job.Progress;
            yield return job;
        }
    }

    public override void Append(in JobRecord record)
    {
        if (record.Kind == JobRecordKind.Checkpoint)
        {
            Inner.Append(record with { Progress = _progress.GetValueOrDefault(record.Job) });
            return;
        }

        _progress[record.Job] = record.Progress;
        Inner.Append(record);
    }
}

/// <summary>Keeps ids and keys without their case.</summary>
public sealed class CaselessStore(MemoryJobStoreData data) : BrokenStore(data)
{
    public override void Append(in JobRecord record) => Inner.Append(
        record.Definition is { } definition ? record with { Definition = definition with { Id = definition.Id.ToUpperInvariant() } } : record);
}

/// <summary>Writes only when somebody waits, but tells transitions at once.</summary>
public sealed class HastyStore(MemoryJobStoreData data) : BrokenStore(data)
{
    private readonly List<JobRecord> _waiting = [];

    public override void Append(in JobRecord record) => _waiting.Add(record);

    public override ValueTask WhenDurableAsync(long sequence, CancellationToken cancellationToken = default)
    {
        foreach (JobRecord record in _waiting)
        {
            Inner.Append(record);
        }

        _waiting.Clear();
        return Inner.WhenDurableAsync(sequence, cancellationToken);
    }

    public override async ValueTask<JobHistoryPage> ReadSinceAsync(long transition, int max, CancellationToken cancellationToken = default)
    {
        JobHistoryPage page = await Inner.ReadSinceAsync(transition, max, cancellationToken);
        IEnumerable<StoredTransition> hasty = _waiting.Where(record => record.Transition > transition).Select(static record =>
            new StoredTransition(record.Transition, record.Job, record.Definition?.Id ?? "", record.From, record.State.Status, record.Input, record.Time));
        return page with { Transitions = [.. page.Transitions, .. hasty] };
    }
}

/// <summary>Tells the transition that is known once more.</summary>
public sealed class RepeatingStore(MemoryJobStoreData data) : BrokenStore(data)
{
    public override ValueTask<JobHistoryPage> ReadSinceAsync(long transition, int max, CancellationToken cancellationToken = default) =>
        Inner.ReadSinceAsync(long.Max(0, transition - 1), max, cancellationToken);
}

/// <summary>Can't be read any more as soon as it is closed.</summary>
public sealed class ShutStore(MemoryJobStoreData data) : BrokenStore(data)
{
    public override ValueTask CloseAsync() => DisposeAsync();
}
