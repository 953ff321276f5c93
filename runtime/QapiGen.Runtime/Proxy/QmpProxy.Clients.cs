using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Proxy;

/// <content>Clients come in, if there is room for them.</content>
public sealed partial class QmpProxy
{
    /// <summary>Serves one client over a transport, which is the proxy's from then on.</summary>
    /// <returns>Ends when the client is gone; never fails.</returns>
    public Task ServeAsync(IQmpTransport transport)
    {
        ArgumentNullException.ThrowIfNull(transport);
        return Serve(transport, _counts.TryAdmit());
    }

    [SuppressMessage("Design", "CA1031", Justification = "Accepting may fail in any way, for one client or for want of handles; the proxy goes on.")]
    private async Task AcceptAsync(QmpListener listener)
    {
        while (true)
        {
            try
            {
                AcceptedPeer peer = await listener.AcceptUnfinishedAsync(_stopping.Token).ConfigureAwait(false);
                if (peer.IsAmongLast)
                {
                    // Not even a word: what is left is for the runtime.
                    RuntimeLog.ProxyNoDescriptors(_core.Logger, listener.Address.ToString());
                    ServerTelemetry.CountRefused("proxy");
                    await peer.DiscardAsync().ConfigureAwait(false);
                    continue;
                }

                _ = FinishAndServeAsync(peer, listener, _counts.TryAdmit());
            }
            catch (Exception e) when (_stopping.IsCancellationRequested || e is ObjectDisposedException)
            {
                return;
            }
            catch (Exception e)
            {
                RuntimeLog.ProxyAcceptFailed(_core.Logger, listener.Address.ToString(), e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    // Off the accepting loop, which must not wait for a client's TLS.
    [SuppressMessage("Design", "CA1031", Justification = "What one client's handshake comes to concerns no other.")]
    private Task FinishAndServeAsync(AcceptedPeer peer, QmpListener listener, bool isAdmitted) => Task.Run(async () =>
    {
        IQmpTransport transport;
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            patience.CancelAfter(_core.Options.HandshakeTimeout);
            transport = await peer.FinishAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            Leave(isAdmitted);
            RuntimeLog.ProxyAcceptFailed(_core.Logger, listener.Address.ToString(), cause.Message);
            await peer.DiscardAsync().ConfigureAwait(false);
            return;
        }

        try
        {
            await Serve(transport, isAdmitted).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile.
            await peer.DiscardAsync().ConfigureAwait(false);
        }
    });

    private Task Serve(IQmpTransport transport, bool isAdmitted)
    {
        Task serving;
        lock (_gate)
        {
            if (_isClosed)
            {
                Leave(isAdmitted);
                throw new ObjectDisposedException(nameof(QmpProxy));
            }

            serving = isAdmitted ? Task.Run(() => ServeAdmittedAsync(transport)) : Task.Run(() => TurnAwayAsync(transport));
            _running.Add(serving);
        }

        Track(serving);
        return serving;
    }

    private async Task ServeAdmittedAsync(IQmpTransport transport)
    {
        try
        {
            await (_isDirect ? ServeDirectAsync(transport) : ServeSharedAsync(transport)).ConfigureAwait(false);
        }
        finally
        {
            _counts.Dismiss();
        }
    }

    private async Task ServeSharedAsync(IQmpTransport transport)
    {
        if (await AddAsync(_core, transport).ConfigureAwait(false) is not { } client)
        {
            return;
        }

        // Either closing sees it, or this sees the closing.
        bool isLate;
        lock (_gate)
        {
            isLate = _isClosed;
        }

        if (isLate)
        {
            client.Stop();
        }

        await client.RunAsync().ConfigureAwait(false);
    }

    /// <summary>Takes a client in; null, and its transport is closed, if that can't be.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever is missing for one client, memory for its greeting for example, the others go on.")]
    private static async ValueTask<ProxyClient?> AddAsync(ProxyCore core, IQmpTransport transport)
    {
        try
        {
            return core.Add(transport);
        }
        catch (Exception cause)
        {
            RuntimeLog.ProxyDirectFailed(core.Logger, TransportText.Describe(transport), cause.Message);
        }

        await CloseAsync(transport).ConfigureAwait(false);
        return null;
    }

    [SuppressMessage("Design", "CA1031", Justification = "It was broken already.")]
    private static async ValueTask CloseAsync(IQmpTransport transport)
    {
        try
        {
            await transport.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "It doesn't read, or is gone; then it learns nothing.")]
    private async Task TurnAwayAsync(IQmpTransport transport)
    {
        try
        {
            ServerTelemetry.CountRefused("proxy");
            RuntimeLog.ProxyTooMany(_core.Logger, TransportText.Describe(transport), _options.MaxConnections);
            byte[] farewell = ServiceTexts.TooManyClients(_options.MaxConnections);
            await transport.Output.WriteAsync(farewell).AsTask().WaitAsync(_options.CloseTimeout, _options.TimeProvider).ConfigureAwait(false);
        }
        catch (Exception)
        {
        }

        await CloseAsync(transport).ConfigureAwait(false);
    }

    private bool LookForGone()
    {
        ProxyCore[] cores;
        lock (_gate)
        {
            cores = [.. _cores];
        }

        bool isNeeded = false;
        foreach (ProxyCore core in cores)
        {
            foreach (ProxyClient client in core.Clients())
            {
                isNeeded |= client.LeavesIfGone();
            }
        }

        return isNeeded;
    }

    private void Leave(bool isAdmitted)
    {
        if (isAdmitted)
        {
            _counts.Dismiss();
        }
    }
}
