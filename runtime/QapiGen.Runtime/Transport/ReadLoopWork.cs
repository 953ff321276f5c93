using System.IO.Pipelines;
using System.Threading;

namespace QapiGen.Runtime.Transport;

/// <summary>Work that a read loop comes upon and must not do itself, since it may block.</summary>
/// <remarks>
/// It is for the thread pool. But a thread whose loop waits for input would go idle just then, and another one would have to wake up: so the
/// last piece of work is kept until the loop has begun to wait, and done by the thread that it leaves behind. Only for one loop.
/// </remarks>
internal sealed class ReadLoopWork
{
    private readonly IThreadPoolTransport? _transport;
    private IThreadPoolWorkItem? _kept;
    private bool _hasThread;

    /// <summary>Makes it for the loop that reads from a transport.</summary>
    public ReadLoopWork(IQmpTransport transport)
    {
        _transport = transport as IThreadPoolTransport;
        StaysOnThread = _transport is { ReadsOnThreadPool: true };
    }

    /// <summary>Whether work may be done by the loop's thread; else all of it goes to the pool at once.</summary>
    public bool StaysOnThread { get; }

    /// <summary>Adds work. What was kept before goes to the pool, so that both are done at the same time.</summary>
    public void Add(IThreadPoolWorkItem item)
    {
        Queue();
        _kept = item;
        if (!StaysOnThread)
        {
            Queue();
        }
    }

    /// <summary>Gives what is kept to the pool: the loop has something else to do.</summary>
    public void Queue()
    {
        if (_kept is { } item)
        {
            _kept = null;
            System.Threading.ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: true);
        }
    }

    /// <summary>The loop has waited for something else than a read, and goes on in the thread of whoever has brought that about.</summary>
    public void LoseThread() => _hasThread = false;

    /// <summary>Reads; the thread that has to wait does what is kept.</summary>
    public ReadAwaitable ReadAsync(PipeReader input)
    {
        if (StaysOnThread)
        {
            _transport!.MayLinger = _hasThread && _kept is null && Thread.CurrentThread.IsThreadPoolThread;
        }

        return new(input.ReadAsync(), this);
    }

    /// <summary>Takes out what the thread shall do when the loop has left it.</summary>
    internal IThreadPoolWorkItem? TakeKept()
    {
        // A loop may begin on any thread.
        if (!Thread.CurrentThread.IsThreadPoolThread)
        {
            Queue();
        }

        // Where the loop goes on there is nobody beneath it.
        _hasThread = true;
        IThreadPoolWorkItem? item = _kept;
        _kept = null;
        return item;
    }
}
