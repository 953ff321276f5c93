using System;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Diagnostics;

namespace QapiGen.Runtime.Server;

/// <content>How a service ends.</content>
public sealed partial class QmpService
{
    /// <summary>Closes all connections, each after the command that it runs; refuses new ones.</summary>
    /// <param name="cancellationToken">
    /// Ends the patience: running commands are cancelled, and have a second (<see cref="QmpServiceOptions.CancelTimeout"/>) to answer before connections are closed. Commands that go on all the same are
    /// given up another second later, which is logged: their clients see the end of the connection, and what they return goes nowhere.
    /// </param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        RequestStop();
        try
        {
            await _connections.WhenEmptyAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await EndCommandsAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Closes everything, as <see cref="StopAsync"/> does without patience: running commands are cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        _events.Dispose();
        Watch.Dispose();
        _shutdown.Dispose();
    }

    /// <summary>Runs the application's part of <c>quit</c>: once, unless it fails.</summary>
    internal Task PrepareQuitAsync()
    {
        lock (_quitLock)
        {
            if (_quitHook is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _quitHook = Options.OnQuit?.Invoke(ShutdownToken).AsTask() ?? Task.CompletedTask;
            }

            return _quitHook;
        }
    }

    internal void Quit()
    {
        RuntimeLog.ServerQuitting(Logger, Options.Name);
        RequestStop();
        _quit.TrySetResult();
    }

    private async Task EndCommandsAsync()
    {
        // Connections end by themselves once their commands have answered. By the machine's clock, since it is all that bounds an end. What an implementation does when it is cancelled may take its time.
        ServerConnection[] open = _connections.All;
        Task cancelled = Task.WhenAll([CancelCommandsAsync(), .. open.Select(static connection => connection.CancelCommandsAsync())]);
        await Task.WhenAll(cancelled, _connections.WhenEmptyAsync()).WaitAsync(Options.CancelTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (ServerConnection connection in _connections.All)
        {
            connection.CutOff();
        }

        await _connections.WhenEmptyAsync().WaitAsync(Options.CancelTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (ServerConnection connection in _connections.All)
        {
            connection.GiveUp();
            _connections.Remove(connection);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What implementations do when they are cancelled is their own affair.")]
    private async Task CancelCommandsAsync()
    {
        try
        {
            await _shutdown.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            RuntimeLog.ServerCancelFailed(Logger, Options.Name, cause);
        }
    }

    private void RequestStop()
    {
        if (IsStopping)
        {
            return;
        }

        _isStopping = true;
        RuntimeLog.ServerStopping(Logger, Options.Name, ConnectionCount);
        foreach (ServerConnection connection in _connections.All)
        {
            connection.RequestStop();
        }
    }
}
