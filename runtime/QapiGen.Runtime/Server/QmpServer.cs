using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Server;

/// <summary>Accepts clients for a service on any number of addresses.</summary>
/// <example>
/// <code>
/// await using var service = new QmpService(schema, [dispatcher]);
/// await using var server = new QmpServer(service);
/// server.Listen(QmpAddress.Unix("/run/my.sock"));
/// await service.QuitRequested;
/// </code>
/// </example>
public sealed class QmpServer : IAsyncDisposable
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    // A client that connects and then says nothing in TLS holds a connection no longer than this.
    private static readonly TimeSpan HandshakePatience = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<QmpListener> _listeners = [];
    private readonly List<AddressReservation> _reserved = [];
    private readonly List<Task> _loops = [];
    private readonly CancellationTokenSource _closing = new();
    private bool _isClosed;

    /// <summary>Makes a server; it listens nowhere yet.</summary>
    public QmpServer(QmpService service)
    {
        ArgumentNullException.ThrowIfNull(service);
        Service = service;
    }

    /// <summary>The service that its clients reach.</summary>
    public QmpService Service { get; }

    /// <summary>Takes an address before there is anything to serve, so that of two programs that are started the second doesn't even begin.</summary>
    /// <remarks>
    /// What such a program has opened before it learns that its address is in use, a store of jobs for example, it may have taken from the first. <see cref="Listen"/> with the same address follows, or the
    /// end of this server gives it back. Until then a client that connects to a Unix socket is refused, to a TCP port waits.
    /// </remarks>
    /// <param name="address">Where.</param>
    /// <param name="options">How; null for the defaults. Those of <see cref="Listen"/> aren't looked at then.</param>
    /// <exception cref="QmpConnectionException">The address can't be listened on.</exception>
    /// <exception cref="InvalidOperationException">TCP without TLS on an address that isn't loopback.</exception>
    public void Reserve(QmpAddress address, QmpListenOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        ObjectDisposedException.ThrowIf(_isClosed, this);
        AddressReservation taken = AddressReservation.Take(address, options);
        lock (_lock)
        {
            if (!_isClosed)
            {
                _reserved.Add(taken);
                return;
            }
        }

        _ = taken.DisposeAsync().AsTask();
        throw new ObjectDisposedException(nameof(QmpServer));
    }

    /// <summary>Begins to listen; clients can connect from the moment this returns.</summary>
    /// <param name="address">Where.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>The address with the port that the system has chosen.</returns>
    /// <exception cref="QmpConnectionException">The address can't be listened on.</exception>
    /// <exception cref="InvalidOperationException">TCP without TLS on an address that isn't loopback.</exception>
    public QmpAddress Listen(QmpAddress address, QmpListenOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        ObjectDisposedException.ThrowIf(_isClosed, this);
        QmpListener listener = TakeReserved(address)?.Listen() ?? QmpListener.Bind(address, options);
        Accept(listener);
        RuntimeLog.ServerListening(Service.Logger, Service.Options.Name, listener.Address.ToString());
        TellOutOfTime(listener.Address, options);
        return listener.Address;
    }

    // No reason not to start: the clock may be set later, and some clients don't look at it.
    private void TellOutOfTime(QmpAddress address, QmpListenOptions? options)
    {
        if (address.Kind != QmpAddressKind.Tcp || options?.Tls?.Server is not { } tls)
        {
            return;
        }

        DateTimeOffset now = Service.Options.TimeProvider.GetUtcNow();
        if (QmpListener.CertificateOf(tls) is { } certificate && IsOutOfTime(certificate, now))
        {
            RuntimeLog.ServerCertificateOutOfTime(Service.Logger, Service.Options.Name, certificate.Subject, address.ToString(), certificate.NotBefore, certificate.NotAfter);
        }

        foreach (X509Certificate2 authority in AuthoritiesOf(tls).Where(authority => IsOutOfTime(authority, now)))
        {
            RuntimeLog.ServerAuthorityOutOfTime(Service.Logger, Service.Options.Name, authority.Subject, address.ToString(), authority.NotBefore, authority.NotAfter);
        }
    }

    // Where code judges clients itself it may take some that have run out.
    private static X509Certificate2Collection AuthoritiesOf(SslServerAuthenticationOptions tls) =>
        tls is { RemoteCertificateValidationCallback: null, CertificateChainPolicy: { TrustMode: X509ChainTrustMode.CustomRootTrust } policy }
            && (policy.VerificationFlags & X509VerificationFlags.IgnoreNotTimeValid) == 0
            ? policy.CustomTrustStore
            : [];

    private static bool IsOutOfTime(X509Certificate2 certificate, DateTimeOffset now) => now < certificate.NotBefore || now > certificate.NotAfter;

    /// <summary>Accepts the clients of a listener from now on, and closes it at the end; at once, if there is no going on.</summary>
    internal void Accept(QmpListener listener)
    {
        bool isTaken = false;
        try
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_isClosed, this);
                _loops.Add(Task.Run(() => AcceptAsync(listener)));
                _listeners.Add(listener);
                isTaken = true;
            }
        }
        finally
        {
            if (!isTaken)
            {
                _ = listener.DisposeAsync().AsTask();
            }
        }
    }

    /// <summary>Stops listening, then stops the service: each connection ends after the command that it runs.</summary>
    /// <param name="cancellationToken">Ends the patience, see <see cref="QmpService.StopAsync"/>.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await CloseListenersAsync().ConfigureAwait(false);
        await Service.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops listening. Connections and the service stay.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseListenersAsync().ConfigureAwait(false);
        _closing.Dispose();
    }

    private AddressReservation? TakeReserved(QmpAddress address)
    {
        lock (_lock)
        {
            int index = _reserved.FindIndex(reserved => reserved.Address == address);
            if (index < 0)
            {
                return null;
            }

            AddressReservation found = _reserved[index];
            _reserved.RemoveAt(index);
            return found;
        }
    }

    private async Task CloseListenersAsync()
    {
        QmpListener[] listeners;
        AddressReservation[] reserved;
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            listeners = [.. _listeners];
            reserved = [.. _reserved];
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        foreach (QmpListener listener in listeners)
        {
            await listener.DisposeAsync().ConfigureAwait(false);
        }

        foreach (AddressReservation left in reserved)
        {
            await left.DisposeAsync().ConfigureAwait(false);
        }

        await Task.WhenAll(_loops).ConfigureAwait(false);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Accepting may fail in any way, for one client or for want of handles; the server goes on.")]
    private async Task AcceptAsync(QmpListener listener)
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                AcceptedPeer peer = await listener.AcceptUnfinishedAsync(_closing.Token).ConfigureAwait(false);
                await AdmitAsync(peer, listener).ConfigureAwait(false);
            }
            catch (Exception) when (_closing.IsCancellationRequested)
            {
                return;
            }
            catch (Exception cause)
            {
                await RecoverAsync(listener, cause).ConfigureAwait(false);
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Without memory not even that can be said, nor a timer be had; there may be some soon.")]
    private async ValueTask RecoverAsync(QmpListener listener, Exception cause)
    {
        try
        {
            RuntimeLog.ServerAcceptFailed(Service.Logger, Service.Options.Name, listener.Address.ToString(), cause);
            if (cause is not QmpConnectionException)
            {
                // Without handles every attempt fails at once.
                await Task.Delay(PauseAfterFailure, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            Thread.Sleep(PauseAfterFailure);
        }
    }

    private async ValueTask AdmitAsync(AcceptedPeer peer, QmpListener listener)
    {
        if (peer.IsAmongLast)
        {
            await peer.DiscardAsync().ConfigureAwait(false);
            Service.CountDiscarded(listener.Address.ToString());
        }
        else if (peer.UnixSocket is { } socket && Service.TryTakeProbe(socket) is { } probe)
        {
            _ = Task.Run(() => AnswerAsync(probe, peer, listener));
        }
        else
        {
            bool isAdmitted = Service.TryAdmit();
            try
            {
                _ = Task.Run(() => ServeAsync(peer, listener, isAdmitted));
            }
            catch
            {
                await LeaveAsync(peer, isAdmitted).ConfigureAwait(false);
                throw;
            }
        }
    }

    // Off the accepting loop, which must not wait for a client. Nobody waits for it: it never fails.
    [SuppressMessage("Design", "CA1031", Justification = "What one client comes to concerns no other.")]
    private async Task ServeAsync(AcceptedPeer peer, QmpListener listener, bool isAdmitted)
    {
        try
        {
            if (await FinishAsync(peer, listener, isAdmitted).ConfigureAwait(false) is { } transport)
            {
                await (isAdmitted ? Service.ServeAdmittedAsync(transport) : Service.TurnAwayAsync(transport)).ConfigureAwait(false);
            }
        }
        catch (Exception cause)
        {
            RuntimeLog.ServerAcceptFailed(Service.Logger, Service.Options.Name, listener.Address.ToString(), cause);
        }
    }

    private async Task AnswerAsync(QmpServiceProbe probe, AcceptedPeer peer, QmpListener listener)
    {
        if (await FinishAsync(peer, listener, isAdmitted: false).ConfigureAwait(false) is { } transport)
        {
            await Service.AnswerProbeAsync(probe, transport).ConfigureAwait(false);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What one client's handshake comes to concerns no other.")]
    private async Task<IQmpTransport?> FinishAsync(AcceptedPeer peer, QmpListener listener, bool isAdmitted)
    {
        try
        {
            using var patience = new CancellationTokenSource(HandshakePatience);
            return await peer.FinishAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            // First what has to be; to say it may fail for want of memory.
            await LeaveAsync(peer, isAdmitted).ConfigureAwait(false);
            RuntimeLog.ServerAcceptFailed(Service.Logger, Service.Options.Name, listener.Address.ToString(), cause);
            return null;
        }
    }

    private async ValueTask LeaveAsync(AcceptedPeer peer, bool isAdmitted)
    {
        if (isAdmitted)
        {
            Service.Dismiss();
        }

        await peer.DiscardAsync().ConfigureAwait(false);
    }
}
