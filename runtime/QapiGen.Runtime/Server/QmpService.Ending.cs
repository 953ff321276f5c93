using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Diagnostics;

namespace QapiGen.Runtime.Server;

/// <content>How a service ends.</content>
public sealed partial class QmpService
{
    /// <summary>Closes all connections, each after the command that it runs; refuses new ones.</summary>
    /// <param name="cancellationToken">Ends the patience: running commands are cancelled and connections closed.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        RequestStop();
        try
        {
            await _connections.WhenEmptyAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await CancelCommandsAsync().ConfigureAwait(false);
            foreach (QmpConnection connection in _connections.All)
            {
                connection.Abort();
            }
        }
    }

    /// <summary>Closes everything at once: running commands are cancelled.</summary>
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
        foreach (QmpConnection connection in _connections.All)
        {
            connection.RequestStop();
        }
    }
}
