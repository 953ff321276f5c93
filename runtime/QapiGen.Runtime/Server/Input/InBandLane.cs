using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Server.Input;

/// <summary>The queue of in-band messages of a connection with <c>oob</c>, and the loop that works it off (QMP spec 11.2).</summary>
internal sealed class InBandLane : IThreadPoolWorkItem, IDisposable
{
    /// <summary>Bytes of waiting messages beyond which reading stops, too: eight of the largest would be half a gigabyte.</summary>
    public const int CapacityBytes = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<Slot> _waiting = new(LongQueue.ShortLength);
    private readonly Stack<Slot> _free = new(LongQueue.ShortLength + 1);
    private readonly Func<RequestMessage, ValueTask> _execute;
    private readonly Action _flush;
    private readonly Action<Exception> _onFailure;
    private readonly ReadLoopWork _work;
    private readonly ByteBudget _budget;
    private TaskCompletionSource? _mayRead;
    private TaskCompletionSource? _idle;
    private int _waitingBytes;
    private bool _isWorking;
    private bool _isClosed;

    /// <summary>Makes a lane.</summary>
    /// <param name="execute">Runs a message and writes its reply.</param>
    /// <param name="flush">Sends replies.</param>
    /// <param name="onFailure">Runs when a message couldn't even be refused; nothing more is run then. Must not fail.</param>
    /// <param name="work">Where it runs them.</param>
    /// <param name="budget">Bytes of unfinished input of the service.</param>
    public InBandLane(Func<RequestMessage, ValueTask> execute, Action flush, Action<Exception> onFailure, ReadLoopWork work, ByteBudget budget)
    {
        _work = work;
        _execute = execute;
        _flush = flush;
        _onFailure = onFailure;
        _budget = budget;
    }

    /// <summary>Messages that may wait; when the last place is taken reading stops (QMP spec 11.2). Set before the first is added.</summary>
    public int Capacity { get; set; } = LongQueue.ShortLength;

    /// <summary>Whether a message is being worked on.</summary>
    public bool IsWorking
    {
        get
        {
            lock (_lock)
            {
                return _isWorking;
            }
        }
    }

    /// <summary>Queues a copy of a message.</summary>
    /// <returns>Ends when the next message may be read.</returns>
    public Task AddAsync(RequestMessage message)
    {
        bool mustStart;
        Task mayRead = Task.CompletedTask;
        lock (_lock)
        {
            if (_isClosed)
            {
                return mayRead;
            }

            Slot slot = _free.TryPop(out Slot? used) ? used : new Slot();
            slot.Take(message, _budget);
            _waiting.Enqueue(slot);
            _waitingBytes += slot.Bytes;
            if (IsFull)
            {
                _mayRead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                mayRead = _mayRead.Task;
            }

            mustStart = !_isWorking;
            _isWorking = true;
        }

        if (mustStart)
        {
            _work.Add(this);
        }

        return mayRead;
    }

    /// <summary>Drops what waits, and takes nothing more.</summary>
    /// <returns>Whether a message is being worked on.</returns>
    public bool Close()
    {
        lock (_lock)
        {
            Drop();
            return _isWorking;
        }
    }

    /// <summary>Ends when nothing is being worked on.</summary>
    public Task WhenIdleAsync()
    {
        lock (_lock)
        {
            if (!_isWorking)
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            while (_free.TryPop(out Slot? slot))
            {
                slot.Dispose();
            }
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = WorkAsync();

    private bool IsFull => _waiting.Count == Capacity || _waitingBytes > CapacityBytes;

    [SuppressMessage("Design", "CA1031", Justification = "Whatever it is, the lane must not seem to be at work for ever.")]
    private async Task WorkAsync()
    {
        Slot? current = null;
        try
        {
            while (TryTake(ref current))
            {
                ValueTask running = _execute(current.Message);
                if (!running.IsCompleted)
                {
                    _flush();
                }

                await running.ConfigureAwait(false);
            }

            _flush();
        }
        catch (Exception cause)
        {
            GiveUp(current);
            _onFailure(cause);
        }
    }

    private bool TryTake([NotNullWhen(true)] ref Slot? current)
    {
        lock (_lock)
        {
            if (current is not null)
            {
                Free(current);
            }

            bool hasNext = _waiting.TryDequeue(out current);
            _waitingBytes -= current?.Bytes ?? 0;
            _isWorking = hasNext;
            if (!IsFull)
            {
                _mayRead?.TrySetResult();
                _mayRead = null;
            }

            if (!hasNext)
            {
                _idle?.TrySetResult();
                _idle = null;
            }

            return hasNext;
        }
    }

    private void GiveUp(Slot? current)
    {
        lock (_lock)
        {
            current?.Release(_budget);
            Drop();
            _isWorking = false;
            _idle?.TrySetResult();
            _idle = null;
        }
    }

    private void Drop()
    {
        _isClosed = true;
        while (_waiting.TryDequeue(out Slot? slot))
        {
            Free(slot);
        }

        _waitingBytes = 0;
        _mayRead?.TrySetResult();
    }

    private void Free(Slot slot)
    {
        slot.Release(_budget);
        if (_isClosed)
        {
            slot.Dispose();
        }
        else
        {
            _free.Push(slot);
        }
    }

    private sealed class Slot : IDisposable
    {
        private const int KeptBytes = 4096;

        private readonly PooledList<byte> _storage = new(KeptBytes);

        public RequestMessage Message { get; } = new();

        public int Bytes => _storage.Count;

        public void Take(RequestMessage message, ByteBudget budget)
        {
            Message.CopyFrom(message, _storage);
            budget.Add(Bytes);
        }

        /// <summary>Gives back what a large message took.</summary>
        public void Release(ByteBudget budget)
        {
            budget.Add(-Bytes);
            _storage.Clear();
        }

        public void Dispose() => _storage.Dispose();
    }
}
