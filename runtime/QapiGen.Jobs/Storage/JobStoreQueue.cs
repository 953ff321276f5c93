using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Jobs.Storage;

/// <summary>What stands before the medium of a store: records that aren't durable yet, and who waits for them. For those who write stores.</summary>
/// <remarks>
/// One writer takes what waits (<see cref="Take"/>), writes it, and says how it went: <see cref="Succeed"/>, <see cref="Fail"/> (the same records come again),
/// or <see cref="LoseAsync"/>. While it writes, the next records gather: group commit without a timer.
/// </remarks>
public sealed class JobStoreQueue : IDisposable
{
    /// <summary>Records of one flush, and bytes of their bodies, so that memory and transactions stay bounded.</summary>
    private const int MaxRecords = 32768;
    private const long MaxBytes = StoredText.MaxBodyLength;
    private const int MaxIdleCapacity = 4 * MaxRecords;
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_lastRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_checkOfHost = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_checkOfShard = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Queue<JobRecord> _waiting = new();
    private int _whole;
    private readonly List<JobRecord> _batch = [];
    private readonly PriorityQueue<TaskCompletionSource, long> _waiters = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _closing = new();
    private bool _isOpen;
    private bool _isSignalled;
    private bool _isClosed;
    private bool _isCheckDue;
    private ITimer? _checks;
    private long _appended;
    private long _durable;
    private JobStoreException? _loss;
    private TimeSpan _retry = s_firstRetry;
    private volatile JobStoreTrouble? _trouble;

    /// <summary>See <see cref="IJobStore.DurableSequence"/>.</summary>
    public long DurableSequence => Volatile.Read(ref _durable);

    /// <summary>Number of the last record that was appended.</summary>
    public long AppendedSequence => Volatile.Read(ref _appended);

    /// <summary>See <see cref="IJobStore.Trouble"/>.</summary>
    public JobStoreTrouble? Trouble => _trouble;

    /// <summary>See <see cref="IJobStore.OwnershipLost"/>.</summary>
    public CancellationToken OwnershipLost => _lost.Token;

    /// <summary>Is cancelled when the store is being disposed: the writer tries once more, and stops.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>Whether everything that was appended is durable.</summary>
    public bool IsEmpty => DurableSequence == AppendedSequence;

    /// <summary>How long to wait before what has failed is tried again.</summary>
    public TimeSpan RetryDelay
    {
        get
        {
            lock (_gate)
            {
                return _retry;
            }
        }
    }

    /// <summary>Begins.</summary>
    /// <param name="lastSequence">Number of the last record in the store.</param>
    /// <exception cref="InvalidOperationException">It has begun before.</exception>
    public void Open(long lastSequence)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(IJobStore));
            if (_isOpen)
            {
                throw new InvalidOperationException("A store is opened once.");
            }

            _isOpen = true;
            _appended = _durable = lastSequence;
        }
    }

    /// <summary>See <see cref="IJobStore.Append"/>.</summary>
    public void Append(in JobRecord record)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(IJobStore));
            if (!_isOpen || record.Sequence != _appended + 1)
            {
                throw new InvalidOperationException($"Record {record.Sequence} doesn't follow {_appended}, or the store isn't open.");
            }

            _appended++;
            if (_loss is not null)
            {
                return;
            }

            _waiting.Enqueue(record);
            if (!record.IsContinued)
            {
                // A piece is taken when its last record is here.
                _whole = _waiting.Count;
                Signal();
            }
        }
    }

    /// <summary>See <see cref="IJobStore.WhenDurableAsync"/>.</summary>
    public ValueTask WhenDurableAsync(long sequence, CancellationToken cancellationToken = default)
    {
        TaskCompletionSource done;
        lock (_gate)
        {
            if (sequence <= _durable)
            {
                return default;
            }

            ObjectDisposedException.ThrowIf(_isClosed, typeof(IJobStore));
            if (_loss is not null)
            {
                return ValueTask.FromException(_loss);
            }

            done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Enqueue(done, sequence);
        }

        return new ValueTask(cancellationToken.CanBeCanceled ? done.Task.WaitAsync(cancellationToken) : done.Task);
    }

    /// <summary>What of a job isn't durable yet. To be asked before the medium is read, which then can only know more.</summary>
    public JobPending ReadPending(long job)
    {
        lock (_gate)
        {
            var pending = default(JobPending);
            foreach (JobRecord record in _batch)
            {
                pending = pending.With(job, record);
            }

            foreach (JobRecord record in _waiting)
            {
                pending = pending.With(job, record);
            }

            return pending;
        }
    }

    /// <summary>For the writer: what is to be written next, in one transaction; what has failed comes again. Empty if nothing waits.</summary>
    /// <remarks>A piece (<see cref="JobRecord.IsContinued"/>) comes whole, however large it is.</remarks>
    /// <returns>Belongs to the writer until it says how it went.</returns>
    public IReadOnlyList<JobRecord> Take()
    {
        lock (_gate)
        {
            if (_batch.Count == 0)
            {
                long bytes = 0;
                bool isInPiece = false;
                while ((isInPiece || (_batch.Count < MaxRecords && bytes < MaxBytes)) && _whole > 0 && _waiting.TryDequeue(out JobRecord record))
                {
                    _whole--;
                    bytes += record.Body.Length + (record.Definition?.Arguments.Length ?? 0);
                    _batch.Add(record);
                    isInPiece = record.IsContinued;
                }

                if (_waiting.Count == 0 && _waiting.EnsureCapacity(0) > MaxIdleCapacity)
                {
                    _waiting.TrimExcess();
                }
            }

            return _batch;
        }
    }

    /// <summary>For the writer: what it took is durable.</summary>
    public void Succeed()
    {
        lock (_gate)
        {
            _durable = _batch[^1].Sequence;
            _batch.Clear();
            _trouble = null;
            _isCheckDue = false;
            _retry = s_firstRetry;
            while (_waiters.TryPeek(out TaskCompletionSource? done, out long sequence) && sequence <= _durable)
            {
                _waiters.Dequeue();
                done.TrySetResult();
            }
        }
    }

    /// <summary>For the writer: what it took couldn't be written. It stays, and comes again.</summary>
    public void Fail(JobStoreException reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        lock (_gate)
        {
            _retry = _trouble is null ? s_firstRetry : TimeSpan.FromTicks(long.Min(_retry.Ticks * 2, s_lastRetry.Ticks));
            _trouble = new JobStoreTrouble(_trouble?.Since ?? DateTimeOffset.UtcNow, reason, _appended - _durable);
        }
    }

    /// <summary>For the writer: nothing can be written any more. Those who wait are told, after <see cref="OwnershipLost"/> was.</summary>
    /// <param name="reason">Why; its fault is <see cref="JobStoreFault.OwnershipLost"/>.</param>
    public async Task LoseAsync(JobStoreException reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        lock (_gate)
        {
            _loss ??= reason;
            _batch.Clear();
            _waiting.Clear();
            _whole = 0;
        }

        try
        {
            await _lost.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException)
        {
            // What somebody throws who is told is his own affair: all others have been told, and the writer goes on to its end.
        }

        FailWaiters(reason);
    }

    /// <summary>For the writer: has it woken while nothing is appended, so that a quiet store, too, learns of another owner: see <see cref="TakeOwnerCheck"/>.</summary>
    /// <param name="interval">
    /// How often; <see cref="Timeout.InfiniteTimeSpan"/> for never. Null for what suits most: each second, and each 5 seconds for a shard from 1, of which a host has many.
    /// </param>
    /// <param name="shard">Which store of its kind it is: those of one host don't look all at once.</param>
    /// <param name="clock">The clock.</param>
    public void CheckOwnerEvery(TimeSpan? interval, int shard, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        TimeSpan period = interval ?? (shard == 0 ? s_checkOfHost : s_checkOfShard);
        if (period == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        // The fractions of the golden ratio's multiples lie evenly, however many shards there are.
        double part = shard * 0.618033988749895 % 1;
        ITimer checks = clock.CreateTimer(static state => ((JobStoreQueue)state!).OrderCheck(), this, period + (period * part), period);
        lock (_gate)
        {
            if (!_isClosed)
            {
                _checks = checks;
                return;
            }
        }

        checks.Dispose();
    }

    /// <summary>For the writer: whether it has to look at the owner now, since that is due and nothing waits to be written, which would tell as well.</summary>
    /// <returns>True once each time that it is due.</returns>
    public bool TakeOwnerCheck()
    {
        lock (_gate)
        {
            bool isDue = _isCheckDue && _batch.Count == 0 && _waiting.Count == 0 && !_isClosed && _loss is null;
            _isCheckDue &= !isDue;
            return isDue;
        }
    }

    /// <summary>For the writer: waits until there is something to take, a look at the owner is due, or the store is being closed.</summary>
    public void Wait()
    {
        _work.Wait();
        Woken();
    }

    /// <summary>For the writer: waits until there is something to take, a look at the owner is due, or the store is being closed.</summary>
    public async ValueTask WaitAsync()
    {
        await _work.WaitAsync().ConfigureAwait(false);
        Woken();
    }

    /// <summary>Takes no more records, and wakes the writer for its end.</summary>
    /// <returns>False if it was called before.</returns>
    public bool Close()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            _isClosed = true;
            _checks?.Dispose();
        }

        // Before the writer is woken, which looks at it once.
        _closing.Cancel();
        lock (_gate)
        {
            Signal();
        }

        return true;
    }

    /// <summary>Ends all waits, when the writer has ended.</summary>
    public void Dispose() => FailWaiters(new ObjectDisposedException(nameof(IJobStore)));

    private void OrderCheck()
    {
        lock (_gate)
        {
            _isCheckDue = true;
            Signal();
        }
    }

    private void Signal()
    {
        if (!_isSignalled)
        {
            _isSignalled = true;
            _work.Release();
        }
    }

    private void Woken()
    {
        lock (_gate)
        {
            _isSignalled = false;
        }
    }

    private void FailWaiters(Exception reason)
    {
        lock (_gate)
        {
            while (_waiters.TryDequeue(out TaskCompletionSource? done, out _))
            {
                done.TrySetException(reason);
            }
        }
    }
}
