using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Transport;

/// <summary>One end of an in-memory pair.</summary>
internal sealed class InMemoryTransport : IThreadPoolTransport, IQmpPeerTransport
{
    private bool _isDisposed;

    public InMemoryTransport(PipeReader input, PipeWriter output, string description, bool readsOnThreadPool)
    {
        Input = input;
        Output = output;
        Description = description;
        ReadsOnThreadPool = readsOnThreadPool;
    }

    /// <summary>The other end.</summary>
    public InMemoryTransport? Peer { get; set; }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public string Description { get; }

    public bool ReadsOnThreadPool { get; }

    /// <remarks>Whoever writes here wakes the reader at once.</remarks>
    public bool MayLinger
    {
        set { }
    }

    public bool IsPeerGone => Peer is { } peer && Volatile.Read(ref peer._isDisposed);

    /// <summary>Who the other end is; this process itself if nobody has said so.</summary>
    public QmpPeer Identity { get; init; } = QmpPeer.Local;

    public bool IsPeerLocal => Identity.IsLocal;

    public T? GetPeerFeature<T>()
        where T : class => Identity.Get<T>();

    public ValueTask DisposeAsync()
    {
        Volatile.Write(ref _isDisposed, true);

        // The peer sees the end of its input; its writes go nowhere. A read of ours that is under way ends, too.
        Output.CancelPendingFlush();
        Output.Complete();
        Input.CancelPendingRead();
        return default;
    }
}
