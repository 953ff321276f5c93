using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;

namespace QapiGen.Cli.Commands.Proxy;

/// <summary>Takes a server's monitor, and says what it waits for: somebody who has it already, or a server that isn't there yet.</summary>
/// <param name="environment">Where it is said.</param>
/// <param name="server">The server.</param>
/// <param name="again">How to try again when nobody is there; null to fail.</param>
internal sealed class MonitorTaking(CliEnvironment environment, QmpAddress server, QmpReconnectOptions? again)
{
    /// <summary>Takes it.</summary>
    /// <param name="take">Connects and goes through the handshake.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<T> TakeAsync<T>(Func<CancellationToken, Task<T>> take, CancellationToken cancellationToken)
    {
        for (TimeSpan delay = again?.InitialDelay ?? TimeSpan.Zero; ; delay = delay * 2 < again!.MaxDelay ? delay * 2 : again.MaxDelay)
        {
            try
            {
                return await TakeOnceAsync(take(cancellationToken), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (again is not null && e is QmpConnectionException or QmpTimeoutException)
            {
                if (delay == again!.InitialDelay)
                {
                    await SayAsync($"{e.Message}; trying again until it is there").ConfigureAwait(false);
                }

                await Task.Delay(delay, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<T> TakeOnceAsync<T>(Task<T> taking, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task patience = Task.Delay(environment.GreetingWait, over.Token);
        if (await Task.WhenAny(taking, patience).ConfigureAwait(false) == patience && !cancellationToken.IsCancellationRequested)
        {
            await SayAsync($"waiting for the greeting of {server}: a monitor serves one client at a time, and another one may have it").ConfigureAwait(false);
        }

        try
        {
            return await taking.ConfigureAwait(false);
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task SayAsync(string text)
    {
        await environment.Error.WriteLineAsync(TerminalText.Escape($"qapigen: {text}")).ConfigureAwait(false);
        await environment.Error.FlushAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
