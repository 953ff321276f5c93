using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Server;

/// <content>The end of a connection.</content>
internal sealed partial class ServerConnection
{
    /// <summary>Whether it was left though a command of it goes on.</summary>
    public bool IsGivenUp => _givenUp.Task.IsCompleted;

    /// <summary>Ends when that has happened, and the log has been told.</summary>
    public Task WhenLeft => _left.Task;

    /// <summary>
    /// Leaves the client at once, though a command of it goes on that was cancelled, or waits for the turn of one that does; from any thread. What the
    /// command works with stays until it ends.
    /// </summary>
    public void GiveUp()
    {
        if (!_givenUp.TrySetResult())
        {
            return;
        }

        foreach (string? command in (string?[])[_inBand.Running, _outOfBand.Running])
        {
            if (command is not null)
            {
                RuntimeLog.ServerGaveUp(_service.Logger, _service.Options.Name, Id, command);
            }
        }

        if (!Volatile.Read(ref _isClosing))
        {
            _ = CloseBeneathAsync();
        }

        End();
        _left.SetResult();
    }

    /// <summary>As <see cref="Abort"/>, since there is no time left; from any thread.</summary>
    public void CutOff()
    {
        TellNotRead();
        Abort();
    }

    /// <summary>Gives back all that the connection has. Never fails.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever it is, the transport is closed, and buffers go back.")]
    private async Task CloseAsync()
    {
        bool isWorking = true;
        try
        {
            isWorking = await FinishAsync().ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            Break(cause);
        }

        Volatile.Write(ref _isReady, false);
        Volatile.Write(ref _isClosing, true);
        await CloseTransportAsync().ConfigureAwait(false);
        if (isWorking && _service.IsStopping)
        {
            // Whoever stops the service is to learn which command doesn't end.
            await Task.WhenAny(_lane.WhenIdleAsync(), _givenUp.Task).ConfigureAwait(false);
            isWorking = _lane.IsWorking;
        }

        _input.Dispose();
        _output.Dispose();
        if (!isWorking)
        {
            _lane.Dispose();
            _inBand.Dispose();
            _outOfBand.Dispose();
        }
    }

    /// <summary>Sees to what runs, and to what is to be sent.</summary>
    /// <returns>Whether a command still runs.</returns>
    private async Task<bool> FinishAsync()
    {
        if (!IsOver)
        {
            // The client has ended what it sends: as long as it is there, all of it is answered. QEMU would drop it (QMP spec 18).
            await WatchLaneAsync(_stopRequested.Task).ConfigureAwait(false);
        }

        // A service that stops lets the command finish that runs.
        bool isWorking = _lane.Close();
        if (isWorking && !_output.IsClosed)
        {
            await WatchLaneAsync(_outputClosed.Task).ConfigureAwait(false);
            isWorking = _lane.IsWorking;
        }

        if (_output.IsClosed)
        {
            _ = CancelCommandsAsync();
        }

        await DrainAsync().ConfigureAwait(false);
        if (_output.HasOverflowed)
        {
            RuntimeLog.ServerOverflowed(_service.Logger, _service.Options.Name, Id, _service.Options.MaxPendingOutputBytes);
        }

        if (_output.Fault is { } fault)
        {
            RuntimeLog.ServerBroke(_service.Logger, _service.Options.Name, Id, fault);
        }

        return isWorking;
    }

    /// <summary>Waits for the lane, as long as its client is there.</summary>
    /// <param name="until">Ends the wait, too.</param>
    private async Task WatchLaneAsync(Task until)
    {
        Task idle = _lane.WhenIdleAsync();
        if (!idle.IsCompleted)
        {
            BeginNotReading();
            LeavesIfClientIsGone();
            await Task.WhenAny(idle, _outputClosed.Task, until).ConfigureAwait(false);
            Volatile.Write(ref _isNotRead, false);
        }
    }

    /// <summary>Waits for the client to read the rest: as long as it is there, but not long when the service stops.</summary>
    private async Task DrainAsync()
    {
        Task drained = _output.DrainAsync();
        if (drained.IsCompleted)
        {
            return;
        }

        Volatile.Write(ref _isDraining, true);
        BeginNotReading();
        LeavesIfClientIsGone();
        await Task.WhenAny(drained, _stopRequested.Task).ConfigureAwait(false);
        try
        {
            await drained.WaitAsync(_service.Options.CloseTimeout, _service.Options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            TellNotRead();
            _output.Close();
        }
        finally
        {
            Volatile.Write(ref _isDraining, false);
            Volatile.Write(ref _isNotRead, false);
        }
    }

    // Once: its own time may be over at the same moment as the service's. A client that has gone is another matter.
    private void TellNotRead()
    {
        if (Interlocked.Exchange(ref _isDraining, false) && !_output.IsClosed)
        {
            RuntimeLog.ServerNotRead(_service.Logger, _service.Options.Name, Id);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Closing a broken transport may throw anything, and nothing can be done about it.")]
    private async Task CloseTransportAsync()
    {
        try
        {
            if (_output.IsClosed && _transport is IQmpAbortableTransport abortable)
            {
                abortable.Abort();
            }
        }
        catch (Exception cause)
        {
            RuntimeLog.ServerBroke(_service.Logger, _service.Options.Name, Id, cause);
        }

        Task? closing = null;
        try
        {
            closing = _transport.DisposeAsync().AsTask();
            await closing.WaitAsync(_service.Options.CloseTimeout, _service.Options.TimeProvider).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            RuntimeLog.ServerBroke(_service.Logger, _service.Options.Name, Id, cause);
            Forget(closing);
        }
    }

    // Buffers aren't given back: the loop that reads is still at work on them, as far as the transport leaves that to it.
    [SuppressMessage("Design", "CA1031", Justification = "As in CloseTransportAsync.")]
    private async Task CloseBeneathAsync()
    {
        try
        {
            if (_transport is IQmpAbortableTransport abortable)
            {
                abortable.Abort();
            }
            else
            {
                await _transport.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception cause)
        {
            RuntimeLog.ServerBroke(_service.Logger, _service.Options.Name, Id, cause);
        }
    }

    private void End()
    {
        if (!Interlocked.Exchange(ref _hasEnded, true))
        {
            ServerTelemetry.CountConnection(_service.Options.Name, -1);
            RuntimeLog.ServerDisconnected(_service.Logger, _service.Options.Name, Id);
        }
    }

    // Nobody waits for it any more, so nobody is to be told of its failure.
    private static void Forget(Task? closing) => closing?.ContinueWith(
        static task => _ = task.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
