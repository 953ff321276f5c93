using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Storage;

namespace QapiGen.Testing.Jobs;

/// <summary>A store of jobs in memory that keeps the contract of <see cref="IJobStore"/> to the letter; its medium can be made to hang and to fail.</summary>
/// <param name="data">The medium. Stores that share it are owners one after the other.</param>
public sealed class MemoryJobStore(MemoryJobStoreData data) : IJobStore
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly List<JobRecord> _pending = [];
    private readonly List<(long Sequence, TaskCompletionSource Done)> _waiters = [];
    private long _epoch;
    private long _appended;
    private long _durable;
    private bool _isFlushing;
    private bool _isClosed;
    private volatile bool _isDisposed;
    private JobStoreTrouble? _trouble;

    /// <inheritdoc/>
    public JobDurability Durability => JobDurability.Process;

    /// <inheritdoc/>
    public long DurableSequence
    {
        get
        {
            lock (_gate)
            {
                return _durable;
            }
        }
    }

    /// <inheritdoc/>
    public JobStoreTrouble? Trouble
    {
        get
        {
            lock (_gate)
            {
                return _trouble;
            }
        }
    }

    /// <inheritdoc/>
    public CancellationToken OwnershipLost => _lost.Token;

    /// <inheritdoc/>
    public ValueTask<JobStoreContent> OpenAsync(string owner, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_epoch != 0)
            {
                throw new InvalidOperationException("A store is opened once.");
            }

            JobStoreContent content = data.Open();
            _epoch = content.Epoch;
            _appended = _durable = content.LastSequence;
            data.Changed += Flush;
            return new ValueTask<JobStoreContent>(content);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredJob> ReadJobsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (StoredJob job in data.Jobs())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return job;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<JobBodies?> ReadBodiesAsync(long job, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        lock (_gate)
        {
            JobBodies? bodies = data.Bodies(job);
            foreach (JobRecord record in _pending.Where(record => record.Job == job))
            {
                bodies = record.Kind switch
                {
                    JobRecordKind.Created => new JobBodies(record.Definition!.Arguments, null),
                    JobRecordKind.Checkpoint => bodies! with { Checkpoint = record.Body },
                    JobRecordKind.Removed => null,
                    _ => bodies,
                };
            }

            return new ValueTask<JobBodies?>(bodies);
        }
    }

    /// <inheritdoc/>
    public void Append(in JobRecord record)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_epoch == 0 || record.Sequence != _appended + 1)
            {
                throw new InvalidOperationException($"Record {record.Sequence} doesn't follow {_appended}, or the store isn't open.");
            }

            _appended++;
            if (_lost.IsCancellationRequested)
            {
                return;
            }

            _pending.Add(record);
            if (_isFlushing)
            {
                return;
            }

            _isFlushing = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static store => store.FlushAll(), this, preferLocal: false);
    }

    /// <inheritdoc/>
    public ValueTask WhenDurableAsync(long sequence, CancellationToken cancellationToken = default)
    {
        TaskCompletionSource done;
        lock (_gate)
        {
            if (sequence <= _durable)
            {
                return default;
            }

            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_lost.IsCancellationRequested)
            {
                return ValueTask.FromException(Lost());
            }

            done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((sequence, done));
        }

        return new ValueTask(done.Task.WaitAsync(cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<JobHistoryPage> ReadSinceAsync(long transition, int max, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new ValueTask<JobHistoryPage>(data.History(transition, max));
    }

    /// <inheritdoc/>
    public ValueTask CloseAsync()
    {
        data.Changed -= Flush;
        lock (_gate)
        {
            if (_isClosed)
            {
                return default;
            }

            TryWrite();
            _isClosed = true;
            if (_epoch != 0 && _pending.Count == 0 && !_lost.IsCancellationRequested)
            {
                data.Close(_epoch);
            }

            Fail(new ObjectDisposedException(nameof(MemoryJobStore)));
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        ValueTask closing = CloseAsync();
        _isDisposed = true;
        return closing;
    }

    private static JobStoreException Lost() => new(JobStoreFault.OwnershipLost, "Another owner has opened the store in memory.");

    private void Flush()
    {
        lock (_gate)
        {
            if (_isFlushing || _isClosed || (_pending.Count == 0 && !IsTaken()))
            {
                return;
            }

            _isFlushing = true;
        }

        FlushAll();
    }

    private void FlushAll()
    {
        bool isLost;
        lock (_gate)
        {
            _isFlushing = false;
            isLost = !_isClosed && !TryWrite();
        }

        if (isLost)
        {
            _lost.Cancel();
            lock (_gate)
            {
                _pending.Clear();
                Fail(Lost());
            }
        }
    }

    /// <returns>False if ownership is lost.</returns>
    private bool TryWrite()
    {
        // A piece waits for its last record.
        List<JobRecord> whole = _pending[..(_pending.FindLastIndex(static record => !record.IsContinued) + 1)];
        if (data.IsHeld || whole.Count == 0)
        {
            return !IsTaken();
        }

        try
        {
            if (!data.Write(_epoch, whole))
            {
                return false;
            }
        }
        catch (JobStoreException reason)
        {
            _trouble = new JobStoreTrouble(_trouble?.Since ?? DateTimeOffset.UtcNow, reason, _pending.Count);
            return true;
        }

        _trouble = null;
        _durable = whole[^1].Sequence;
        _pending.RemoveRange(0, whole.Count);
        _waiters.RemoveAll(waiter => waiter.Sequence <= _durable && waiter.Done.TrySetResult());
        return true;
    }

    /// <summary>Whether the medium says that there is another owner.</summary>
    private bool IsTaken() => data.IsOwner(_epoch) == false;

    private void Fail(Exception reason)
    {
        foreach ((_, TaskCompletionSource done) in _waiters)
        {
            done.TrySetException(reason);
        }

        _waiters.Clear();
    }
}
