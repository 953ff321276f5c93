using System.IO.Pipelines;
using System.Threading.Tasks;
using QapiGen.Runtime.Transport;

namespace QapiGen.TestSupport;

/// <summary>A transport that takes its time to be closed, as ssh does, and TLS over a slow line.</summary>
/// <param name="inner">What it is in front of.</param>
/// <param name="mayClose">Ends when it may be closed.</param>
public sealed class SlowlyClosedTransport(IQmpTransport inner, Task mayClose) : IQmpTransport
{
    /// <inheritdoc/>
    public string Description => inner.Description;

    /// <inheritdoc/>
    public PipeReader Input => inner.Input;

    /// <inheritdoc/>
    public PipeWriter Output => inner.Output;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await mayClose.ConfigureAwait(false);
        await inner.DisposeAsync().ConfigureAwait(false);
    }
}
