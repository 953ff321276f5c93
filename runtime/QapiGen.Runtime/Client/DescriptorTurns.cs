using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Client;

/// <summary>Lets one command with descriptors at a time be under way.</summary>
/// <remarks>
/// Servers remember the descriptors of the most recent read only (QMP spec 1), so that the next ones must not be sent before the command that uses
/// these has been answered; whether anybody still waits for the answer doesn't matter.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "Turns may end after the connection; without a wait handle there is nothing to dispose of.")]
internal sealed class DescriptorTurns
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly TimeProvider _time;

    public DescriptorTurns(TimeProvider time) => _time = time;

    /// <summary>Waits for a turn.</summary>
    /// <exception cref="QmpTimeoutException">The deadline passed; nothing has been sent.</exception>
    public async Task<DescriptorTurn> BeginAsync(IReadOnlyList<SafeHandle> handles, TimeSpan? timeout, CancellationToken token)
    {
        using var deadline = new CancellationTokenSource(timeout ?? Timeout.InfiniteTimeSpan, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, deadline.Token);
        try
        {
            await _gate.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!token.IsCancellationRequested)
        {
            throw new QmpTimeoutException("An earlier command with file descriptors was not answered within the deadline; nothing has been sent", e);
        }

        return new DescriptorTurn(handles, _gate);
    }
}
