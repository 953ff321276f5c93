using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Client.Calls;

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

/// <summary>Descriptors that go ahead of one command, and the right to be the only ones on their way.</summary>
/// <remarks>They stay open until the command has been answered, also if the caller gives up and closes them.</remarks>
internal sealed class DescriptorTurn
{
    private readonly SemaphoreSlim _gate;
    private int _held;

    /// <summary>Begins a turn.</summary>
    /// <param name="handles">The descriptors.</param>
    /// <param name="gate">Has been entered; <see cref="End"/> leaves it.</param>
    /// <exception cref="System.ObjectDisposedException">One is closed; the turn has ended.</exception>
    public DescriptorTurn(IReadOnlyList<SafeHandle> handles, SemaphoreSlim gate)
    {
        Handles = handles;
        _gate = gate;
        try
        {
            for (; _held < handles.Count; _held++)
            {
                bool isHeld = false;
                handles[_held].DangerousAddRef(ref isHeld);
            }
        }
        catch
        {
            End();
            throw;
        }
    }

    /// <summary>The descriptors.</summary>
    public IReadOnlyList<SafeHandle> Handles { get; }

    /// <summary>The command has been answered, or is never sent; to be called once.</summary>
    public void End()
    {
        while (_held > 0)
        {
            Handles[--_held].DangerousRelease();
        }

        _gate.Release();
    }
}
