using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Proxy;

/// <content>A connection to the server for each client.</content>
public sealed partial class QmpProxy
{
    [SuppressMessage("Design", "CA1031", Justification = "Connecting may fail in any way, and so may the client's transport; the other clients go on.")]
    private async Task ServeDirectAsync(IQmpTransport transport)
    {
        var core = new ProxyCore(_options, _counts, _core.Logger);
        ProxyUpstream upstream;
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            patience.CancelAfter(_options.HandshakeTimeout);
            upstream = await ConnectAsync(core, patience.Token).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            RuntimeLog.ProxyDirectFailed(core.Logger, TransportText.Describe(transport), cause.Message);
            await CloseAsync(transport).ConfigureAwait(false);
            core.Dispose();
            return;
        }

        if (await AddAsync(core, transport).ConfigureAwait(false) is not { } client)
        {
            await upstream.DisposeAsync().ConfigureAwait(false);
            core.Dispose();
            return;
        }

        Enter(core, client);
        Task running = client.RunAsync();
        if (await Task.WhenAny(running, upstream.Ended).ConfigureAwait(false) != running)
        {
            RuntimeLog.ProxyServerGone(core.Logger, upstream.Cause?.Message ?? string.Empty);
            client.Stop();
        }

        await running.ConfigureAwait(false);
        await upstream.DisposeAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _cores.Remove(core);
        }

        core.Dispose();
    }

    /// <summary>From now on closing the proxy stops the client; if it is closed already, this does.</summary>
    private void Enter(ProxyCore core, ProxyClient client)
    {
        bool isLate;
        lock (_gate)
        {
            isLate = _isClosed;
            _cores.Add(core);
        }

        if (isLate)
        {
            client.Stop();
        }
    }
}
