using System.IO.Pipelines;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Transport;

/// <summary>One end of an in-memory pair.</summary>
internal sealed class InMemoryTransport : IThreadPoolTransport
{
    public InMemoryTransport(PipeReader input, PipeWriter output, string description, bool readsOnThreadPool)
    {
        Input = input;
        Output = output;
        Description = description;
        ReadsOnThreadPool = readsOnThreadPool;
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public string Description { get; }

    public bool ReadsOnThreadPool { get; }

    public ValueTask DisposeAsync()
    {
        // The peer sees the end of its input; its writes go nowhere. A read of ours that is under way ends, too.
        Output.CancelPendingFlush();
        Output.Complete();
        Input.CancelPendingRead();
        return default;
    }
}
