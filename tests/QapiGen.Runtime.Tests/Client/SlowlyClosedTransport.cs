using System.IO.Pipelines;
using System.Threading.Tasks;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Tests.Client;

/// <summary>A transport that takes its time to be closed, as ssh does, and TLS over a slow line.</summary>
internal sealed class SlowlyClosedTransport(IQmpTransport inner, Task mayClose) : IQmpTransport
{
    public string Description => inner.Description;

    public PipeReader Input => inner.Input;

    public PipeWriter Output => inner.Output;

    public async ValueTask DisposeAsync()
    {
        await mayClose.ConfigureAwait(false);
        await inner.DisposeAsync().ConfigureAwait(false);
    }
}
