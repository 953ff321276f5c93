using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace QapiGen.Jobs.Engine;

/// <summary>A place in a line inside the engine: can be awaited once, and goes on where the dispatcher says.</summary>
/// <remarks>Who grants and who cancels it may race; the first wins.</remarks>
internal sealed class JobTicket(RunDispatcher dispatcher) : ICriticalNotifyCompletion, IThreadPoolWorkItem
{
    private static readonly Action s_done = static () => { };

    private Action? _continuation;
    private int _outcome;

    /// <summary>What is waited for, where that is a number.</summary>
    public long Number { get; set; }

    /// <summary>Next of those that were granted and wait to be published.</summary>
    public JobTicket? Next { get; set; }

    public bool IsCompleted => Volatile.Read(ref _outcome) != 0;

    public JobTicket GetAwaiter() => this;

    /// <summary>Whether it was granted; false if the wait was given up.</summary>
    public bool GetResult() => _outcome == 1;

    /// <summary>Grants it; <see cref="Publish"/> has to follow, without a lock.</summary>
    /// <returns>False if it was given up before.</returns>
    public bool TryGrant() => Interlocked.CompareExchange(ref _outcome, 1, 0) == 0;

    /// <summary>Lets who waits go on.</summary>
    public void Publish()
    {
        if (Interlocked.CompareExchange(ref _continuation, s_done, null) is not null)
        {
            dispatcher.Queue(this);
        }
    }

    public void GiveUp()
    {
        if (Interlocked.CompareExchange(ref _outcome, 2, 0) == 0)
        {
            Publish();
        }
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        if (Interlocked.CompareExchange(ref _continuation, continuation, null) is not null)
        {
            _continuation = continuation;
            dispatcher.Queue(this);
        }
    }

    void IThreadPoolWorkItem.Execute() => _continuation!();
}
