using System.Collections.Generic;
using System.IO.Pipelines;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Tests.Client;

/// <summary>A transport that notes descriptors instead of passing them, and can hold them back.</summary>
/// <param name="inner">Carries everything else.</param>
internal sealed class DescriptorLog(IQmpTransport inner) : IQmpDescriptorTransport
{
    private readonly Channel<SafeHandle> _sent = Channel.CreateUnbounded<SafeHandle>();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Descriptors are sent when this has ended.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Ends when descriptors are to be sent.</summary>
    public Task Asked => _asked.Task;

    /// <summary>How many have been sent.</summary>
    public int Count => _sent.Reader.Count;

    /// <summary>Whether all that were sent were open.</summary>
    public bool WereOpen { get; private set; } = true;

    public PipeReader Input => inner.Input;

    public PipeWriter Output => inner.Output;

    public string Description => inner.Description;

    public async ValueTask SendDescriptorsAsync(IReadOnlyList<SafeHandle> descriptors, CancellationToken cancellationToken)
    {
        _asked.TrySetResult();
        await Gate;
        WereOpen &= descriptors.All(static x => !x.IsClosed);
        foreach (SafeHandle descriptor in descriptors)
        {
            await _sent.Writer.WriteAsync(descriptor, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
