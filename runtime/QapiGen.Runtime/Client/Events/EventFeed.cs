using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;
using QapiGen.Runtime.Client.Calls;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Client.Events;

/// <summary>The events that wait for one subscriber: bounded, one reader, any number of writers.</summary>
/// <typeparam name="TEvent">What is read.</typeparam>
internal sealed class EventFeed<TEvent> : IValueTaskSource<bool>
    where TEvent : QmpEvent
{
    private readonly Lock _gate = new();
    private readonly QmpEventBuffer _buffer;
    private readonly Queue<(QmpReceivedEvent<TEvent> Event, int Bytes)> _waiting = new();
    private long _waitingBytes;
    private ManualResetValueTaskSourceCore<bool> _signal = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private Exception? _end;
    private long? _gap = 0;
    private long? _frontGap = 0;
    private bool _isReading;
    private bool _hasEnded;

    public EventFeed(QmpEventBuffer buffer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buffer.Capacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(buffer.MaxBytes, 1);
        _buffer = buffer;
    }

    /// <summary>Events dropped so far.</summary>
    public long DroppedCount { get; private set; }

    /// <summary>Appends an event, or drops some.</summary>
    /// <param name="item">The event.</param>
    /// <param name="bytes">What it took on the wire.</param>
    public void Add(TEvent item, int bytes)
    {
        bool wake;
        lock (_gate)
        {
            if (_hasEnded)
            {
                return;
            }

            while (_waiting.Count == _buffer.Capacity || (_waiting.Count > 0 && _waitingBytes + bytes > _buffer.MaxBytes))
            {
                if (!MakeRoom())
                {
                    return;
                }
            }

            _waiting.Enqueue((new QmpReceivedEvent<TEvent>(item, _gap), bytes));
            _waitingBytes += bytes;
            _gap = 0;
            wake = TakeReader();
        }

        if (wake)
        {
            _signal.SetResult(true);
        }
    }

    /// <summary>Notes that events are missing here.</summary>
    /// <param name="dropped">How many; null if nobody can know.</param>
    public void AddGap(long? dropped)
    {
        lock (_gate)
        {
            _gap += dropped;
            DroppedCount += dropped ?? 0;
        }
    }

    /// <summary>Nothing more comes; what waits can still be read.</summary>
    /// <param name="error">What the reader gets then; null for a normal end.</param>
    public void End(Exception? error)
    {
        bool wake;
        lock (_gate)
        {
            if (_hasEnded)
            {
                return;
            }

            _hasEnded = true;
            _end = error;
            wake = TakeReader();
        }

        if (wake && error is not null)
        {
            _signal.SetException(error);
        }
        else if (wake)
        {
            _signal.SetResult(false);
        }
    }

    /// <summary>Takes the next event if there is one.</summary>
    public bool TryRead(out QmpReceivedEvent<TEvent> item)
    {
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out (QmpReceivedEvent<TEvent> Event, int Bytes) first))
            {
                item = default;
                return false;
            }

            _waitingBytes -= first.Bytes;
            item = first.Event with { DroppedBefore = first.Event.DroppedBefore + _frontGap };
            _frontGap = 0;
            return true;
        }
    }

    /// <summary>Waits until there is something to read, or the end; false for a normal end.</summary>
    /// <exception cref="InvalidOperationException">Somebody reads already.</exception>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        short version;
        lock (_gate)
        {
            if (_waiting.Count > 0)
            {
                return new ValueTask<bool>(true);
            }

            if (_hasEnded)
            {
                return _end is null ? new ValueTask<bool>(false) : ValueTask.FromException<bool>(_end);
            }

            if (_isReading)
            {
                throw new InvalidOperationException("A subscription has one reader at a time");
            }

            cancellationToken.ThrowIfCancellationRequested();
            _isReading = true;
            _signal.Reset();
            version = _signal.Version;
        }

        // May call back at once, hence not under the lock.
        _registration = cancellationToken.UnsafeRegister(static (x, token) => ((EventFeed<TEvent>)x!).Cancel(token), this);
        return new ValueTask<bool>(this, version);
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        _registration.Dispose();
        return _signal.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _signal.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _signal.OnCompleted(continuation, state, token, flags);

    private bool MakeRoom()
    {
        switch (_buffer.Overflow)
        {
            case QmpEventOverflow.DropOldest:
                DropOldest();
                return true;
            case QmpEventOverflow.DropNewest:
                Count();
                _gap++;
                return false;
            default:
                Count();
                _hasEnded = true;
                _end = new QmpEventOverflowException($"More than {_buffer.Capacity} events, or {_buffer.MaxBytes} bytes of them, waited to be read");
                return false;
        }
    }

    /// <summary>Drops the oldest; the gap moves to the one after it.</summary>
    private void DropOldest()
    {
        Count();
        (QmpReceivedEvent<TEvent> first, int bytes) = _waiting.Dequeue();
        _waitingBytes -= bytes;
        long? gap = first.DroppedBefore + 1;
        if (_waiting.Count == 0)
        {
            _gap += gap;
            return;
        }

        // The first of the queue can't be changed in place, so its gap waits beside it.
        _frontGap += gap;
    }

    private void Count()
    {
        DroppedCount++;
        ClientMetrics.EventDropped();
    }

    private bool TakeReader()
    {
        bool isReading = _isReading;
        _isReading = false;
        return isReading;
    }

    private void Cancel(CancellationToken token)
    {
        bool wake;
        lock (_gate)
        {
            wake = TakeReader();
        }

        if (wake)
        {
            _signal.SetException(new OperationCanceledException(token));
        }
    }
}
