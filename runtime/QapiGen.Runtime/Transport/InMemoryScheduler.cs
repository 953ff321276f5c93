using System;
using System.IO.Pipelines;
using System.Threading;

namespace QapiGen.Runtime.Transport;

/// <summary>Lets the reader of a pipe go on in the thread pool: on the thread that wrote, as soon as that is free, or on an idle one before.</summary>
/// <remarks>One for each pipe. A pipe has one reader, so one work item is enough, which is used again and again.</remarks>
internal sealed class InMemoryScheduler : PipeScheduler, IThreadPoolWorkItem
{
    private Action<object?>? _action;
    private object? _state;

    public override void Schedule(Action<object?> action, object? state)
    {
        if (Interlocked.CompareExchange(ref _action, action, null) is null)
        {
            _state = state;
            System.Threading.ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        }
        else
        {
            System.Threading.ThreadPool.UnsafeQueueUserWorkItem(action, state, preferLocal: true);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        Action<object?> action = _action!;
        object? state = _state;
        _state = null;
        Volatile.Write(ref _action, null);
        action(state);
    }
}
