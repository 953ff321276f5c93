using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Jobs.Engine;

/// <summary>The checkpoints of one running driver: the newest wins, and one is under way at most, unless the one that waits is handed over early.</summary>
internal sealed class JobCheckpoints(JobEngine engine, Job job)
{
    private readonly Queue<TaskCompletionSource> _underWay = new(1);
    private ReadOnlyMemory<byte>? _next;
    private JobProgress _progress;
    private TaskCompletionSource? _newest;
    private TaskCompletionSource? _waiting;

    /// <summary>Completes when what is saved now is durable; null if nothing is.</summary>
    public Task? LastSaved(JobLock.Held held)
    {
        held.Check();
        return _waiting?.Task ?? (_underWay.Count > 0 ? _newest!.Task : null);
    }

    /// <summary>Takes a checkpoint; it replaces one that waits.</summary>
    /// <returns>Completes when this, or a newer one, is durable.</returns>
    public Task Save(JobLock.Held held, ReadOnlyMemory<byte> body)
    {
        held.Check();
        _next = body;
        _progress = job.Progress;
        Task saved = (_waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        if (_underWay.Count == 0)
        {
            HandOver(held);
        }

        return saved;
    }

    /// <summary>The store gets the one that waits, if any, now: what is numbered after it is newer.</summary>
    public void HandOver(JobLock.Held held)
    {
        held.Check();
        if (_next is { } body)
        {
            _next = null;
            _newest = _waiting!;
            _waiting = null;
            _underWay.Enqueue(_newest);
            engine.AppendCheckpoint(held, job, body, _progress, this);
        }
    }

    /// <summary>The oldest under way is durable: after the last of them the one that waits is next.</summary>
    public void Saved(JobLock.Held held)
    {
        held.Check();
        TaskCompletionSource done = _underWay.Dequeue();
        if (_underWay.Count == 0)
        {
            HandOver(held);
        }

        done.TrySetResult();
    }

    /// <summary>None will ever be durable.</summary>
    public void GiveUp(JobLock.Held held)
    {
        held.Check();
        foreach (TaskCompletionSource saved in _underWay)
        {
            saved.TrySetCanceled();
        }

        _waiting?.TrySetCanceled();
    }
}
