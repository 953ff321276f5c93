using System;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Transport;

/// <summary>Waits for a read, and has the thread that waits do what <see cref="ReadLoopWork"/> has kept.</summary>
internal readonly struct ReadAwaitable : ICriticalNotifyCompletion
{
    private readonly ConfiguredValueTaskAwaitable<ReadResult>.ConfiguredValueTaskAwaiter _read;
    private readonly ReadLoopWork _work;

    public ReadAwaitable(ValueTask<ReadResult> read, ReadLoopWork work)
    {
        _read = read.ConfigureAwait(false).GetAwaiter();
        _work = work;
    }

    public bool IsCompleted
    {
        get
        {
            if (!_read.IsCompleted)
            {
                return false;
            }

            _work.Queue();
            return true;
        }
    }

    public ReadAwaitable GetAwaiter() => this;

    public ReadResult GetResult() => _read.GetResult();

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        // With the second line the loop goes on, perhaps on another thread already: from there on nothing here may touch its state.
        IThreadPoolWorkItem? item = _work.TakeKept();
        _read.UnsafeOnCompleted(continuation);
        item?.Execute();
    }
}
