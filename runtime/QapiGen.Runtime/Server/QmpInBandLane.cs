using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Server;

/// <summary>The queue of in-band messages of a connection with <c>oob</c>, and the loop that works it off (QMP spec 11.2).</summary>
internal sealed class QmpInBandLane : IThreadPoolWorkItem, IDisposable
{
    /// <summary>Messages that may wait; when the last place is taken reading stops (QMP spec 11.2).</summary>
    public const int Capacity = 8;

    private readonly Lock _lock = new();
    private readonly Queue<Slot> _waiting = new(Capacity);
    private readonly Stack<Slot> _free = new(Capacity + 1);
    private readonly Func<QmpMessage, ValueTask> _execute;
    private readonly Action _flush;
    private readonly ReadLoopWork _work;
    private TaskCompletionSource? _mayRead;
    private TaskCompletionSource? _idle;
    private bool _isWorking;
    private bool _isClosed;

    /// <summary>Makes a lane.</summary>
    /// <param name="execute">Runs a message and writes its reply.</param>
    /// <param name="flush">Sends replies.</param>
    /// <param name="work">Where it runs them.</param>
    public QmpInBandLane(Func<QmpMessage, ValueTask> execute, Action flush, ReadLoopWork work)
    {
        _work = work;
        _execute = execute;
        _flush = flush;
    }

    /// <summary>Queues a copy of a message.</summary>
    /// <returns>Ends when the next message may be read.</returns>
    public Task AddAsync(QmpMessage message)
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
            slot.Message.CopyFrom(message, slot.Storage);
            _waiting.Enqueue(slot);
            mustStart = !_isWorking;
            _isWorking = true;
            if (_waiting.Count == Capacity)
            {
                _mayRead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                mayRead = _mayRead.Task;
            }
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
            _isClosed = true;
            _waiting.Clear();
            _mayRead?.TrySetResult();
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
                slot.Storage.Dispose();
            }
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = WorkAsync();

    private async Task WorkAsync()
    {
        Slot? done = null;
        while (TryTake(done, out Slot? next))
        {
            ValueTask running = _execute(next.Message);
            if (!running.IsCompleted)
            {
                _flush();
            }

            await running.ConfigureAwait(false);
            done = next;
        }

        _flush();
    }

    private bool TryTake(Slot? done, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Slot? next)
    {
        lock (_lock)
        {
            if (done is not null)
            {
                _free.Push(done);
            }

            bool hasNext = _waiting.TryDequeue(out next);
            _isWorking = hasNext;
            _mayRead?.TrySetResult();
            _mayRead = null;
            if (!hasNext)
            {
                _idle?.TrySetResult();
                _idle = null;
            }

            return hasNext;
        }
    }

    private sealed class Slot
    {
        private const int KeptBytes = 4096;

        public QmpMessage Message { get; } = new();

        public PooledList<byte> Storage { get; } = new(KeptBytes);
    }
}
