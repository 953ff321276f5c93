using System;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;
using Microsoft.Extensions.Logging;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Jobs.Engine;

/// <summary>The running side of a job: what its driver sees, and how it is let go, stopped and woken.</summary>
/// <remarks>One wait at a time; it is itself the source of that wait, so that stopping and waking allocate nothing.</remarks>
internal sealed partial class JobRun(Job job, bool isForced) : JobContext, IValueTaskSource, IThreadPoolWorkItem
{
    private const int NotSignaled = 0;
    private const int Awaited = 1;
    private const int Signaled = 2;

    private Action<object?>? _continuation;
    private object? _continuationState;
    private ExecutionContext? _executionContext;
    private CancellationTokenSource? _cancellation;
    private int _signal;
    private short _waitNumber;
    private bool _isLaunched;
    private bool _hasStopped;

    // A job may be cancelled before it has a run, such as one that was paused before its start.
    private volatile bool _isSignaledForced = isForced;

    /// <summary>What is kept instead of a checkpoint where there is to be none.</summary>
    public static readonly byte[] NoCheckpoint = [.. "null"u8];

    private volatile bool _isStopping;
    private bool _isWakePending;
    private volatile bool _savesElsewhere;
    private JobRunExtra? _extra;

    public Job Job => job;

    private JobEngine Engine => job.Engine;

    private JobRunExtra Extra => LazyInitializer.EnsureInitialized(ref _extra, static () => new JobRunExtra());

    /// <summary>Whether the driver was let go once; it may just be about to begin.</summary>
    public bool IsLaunched => _isLaunched;

    /// <summary>Whether its work is over, however.</summary>
    public bool HasStopped(JobLock.Held held)
    {
        held.Check();
        return _hasStopped;
    }

    /// <summary>Whether the driver is to stop without an end of its job.</summary>
    public bool IsStopping => _isStopping;

    public ILogger Logger => Engine.Logger;

    /// <summary>Next of those that the engine is about to let go.</summary>
    public JobRun? NextToGo { get; set; }

    /// <summary>Number of the wait that has begun last; tells an old timer from the present one.</summary>
    public short WaitNumber => _waitNumber;

    public override CancellationToken CancellationToken
    {
        get
        {
            CancellationTokenSource source = LazyInitializer.EnsureInitialized(ref _cancellation, static () => new CancellationTokenSource());
            if (_isSignaledForced || _isStopping)
            {
                source.Cancel();
            }

            return source.Token;
        }
    }

    /// <summary>Cancels the token. Its callbacks run elsewhere.</summary>
    public void SignalForced(JobLock.Held held)
    {
        held.Check();
        _isSignaledForced = true;
        Interlocked.MemoryBarrier();
        _cancellation?.CancelAsync();
    }

    /// <summary>The driver begins from here.</summary>
    public void StartFrom(JobLock.Held held, ReadOnlyMemory<byte>? checkpoint)
    {
        held.Check();
        if (checkpoint is { } json && !IsNone(json))
        {
            Extra.Checkpoint = json;
        }
        else
        {
            _extra?.Checkpoint = null;
        }
    }

    /// <summary>Has the driver stop, wherever it waits, without an end of the job.</summary>
    public void Stop(JobLock.Held held)
    {
        held.Check();
        _isStopping = true;
        Interlocked.MemoryBarrier();
        _cancellation?.CancelAsync();
        if (_isLaunched && !job.StateIn(held).Has(JobFlags.Busy) && Interlocked.Exchange(ref _signal, Signaled) == Awaited)
        {
            Engine.Dispatcher.Queue(this);
        }
    }

    /// <summary>Its work is over.</summary>
    public void NoteStop(JobLock.Held held)
    {
        held.Check();
        _hasStopped = true;
    }

    /// <summary>The driver is busy: its next wait ends at once.</summary>
    public void KeepWake(JobLock.Held held)
    {
        held.Check();
        _isWakePending = true;
    }

    /// <summary>Whether the wait that is about to begin ends at once.</summary>
    public bool TakeWake(JobLock.Held held)
    {
        held.Check();
        bool isPending = _isWakePending;
        _isWakePending = false;
        return isPending;
    }

    /// <summary>A wait begins.</summary>
    public ValueTask BeginWait(JobLock.Held held)
    {
        held.Check();
        _waitNumber++;
        _signal = NotSignaled;
        return new ValueTask(this, _waitNumber);
    }

    /// <summary>Lets the driver go on, or begin; called without the engine's lock.</summary>
    public void Go(RunDispatcher dispatcher)
    {
        if (!_isLaunched)
        {
            _isLaunched = true;
            Launch(dispatcher);
        }
        else if (Interlocked.Exchange(ref _signal, Signaled) == Awaited)
        {
            dispatcher.Queue(this);
        }
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token)
    {
        CheckToken(token);
        return Volatile.Read(ref _signal) == Signaled ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;
    }

    void IValueTaskSource.GetResult(short token)
    {
        CheckToken(token);
        if (Volatile.Read(ref _signal) != Signaled)
        {
            throw new InvalidOperationException("The wait has not ended yet.");
        }

        if (!HasPauseHooks || _isStopping)
        {
            ThrowIfForced();
        }
    }

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        CheckToken(token);
        _continuation = continuation;
        _continuationState = state;
        _executionContext = (flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0 ? ExecutionContext.Capture() : null;
        if (Interlocked.CompareExchange(ref _signal, Awaited, NotSignaled) == Signaled)
        {
            Engine.Dispatcher.Queue(this);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (_continuation is not { } continuation)
        {
            Begin();
            return;
        }

        object? state = _continuationState;
        ExecutionContext? context = _executionContext;
        _continuationState = null;
        _executionContext = null;
        if (context is null)
        {
            continuation(state);
        }
        else
        {
            ExecutionContext.Run(context, new ContextCallback(continuation), state);
        }
    }

    private void CheckToken(short token)
    {
        if (token != _waitNumber)
        {
            throw new InvalidOperationException("A job's wait can be awaited once, before the next one begins.");
        }
    }
}
