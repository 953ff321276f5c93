using System;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Jobs.Engine;

/// <summary>The checkpoints of one running driver: the newest wins, and at most one is under way.</summary>
internal sealed class JobCheckpoints(JobEngine engine, Job job)
{
    private ReadOnlyMemory<byte>? _next;
    private JobProgress _progress;
    private TaskCompletionSource? _underWay;
    private TaskCompletionSource? _waiting;

    /// <summary>Completes when what is saved now is durable; null if nothing is.</summary>
    public Task? LastSaved(JobLock.Held held) => (_waiting ?? _underWay)?.Task;

    /// <summary>Takes a checkpoint; it replaces one that waits.</summary>
    /// <returns>Completes when this, or a newer one, is durable.</returns>
    public Task Save(JobLock.Held held, ReadOnlyMemory<byte> body)
    {
        if (_underWay is null)
        {
            _underWay = NewSource();
            engine.AppendCheckpoint(held, job, body, job.Progress, this);
            return _underWay.Task;
        }

        _next = body;
        _progress = job.Progress;
        _waiting ??= NewSource();
        return _waiting.Task;
    }

    /// <summary>The one under way is durable: the one that waits is next.</summary>
    public void Saved(JobLock.Held held)
    {
        TaskCompletionSource? done = _underWay;
        _underWay = _waiting;
        _waiting = null;
        if (_next is { } body)
        {
            _next = null;
            engine.AppendCheckpoint(held, job, body, _progress, this);
        }

        done?.SetResult();
    }

    /// <summary>None will ever be durable.</summary>
    public void GiveUp()
    {
        _underWay?.TrySetCanceled();
        _waiting?.TrySetCanceled();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
