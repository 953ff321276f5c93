using System.IO.Pipelines;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Transport;

/// <summary>One end of an in-memory pair.</summary>
internal sealed class InMemoryTransport : IQmpTransport
{
    public InMemoryTransport(PipeReader input, PipeWriter output, string description)
    {
        Input = input;
        Output = output;
        Description = description;
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public string Description { get; }

    public ValueTask DisposeAsync()
    {
        // The peer sees the end of its input; its writes go nowhere. A read of ours that is under way ends, too.
        Output.CancelPendingFlush();
        Output.Complete();
        Input.CancelPendingRead();
        return default;
    }
}
