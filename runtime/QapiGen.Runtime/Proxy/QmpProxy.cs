using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Proxy;

/// <summary>Any number of QMP clients on one connection to a server, which may serve only one.</summary>
/// <remarks>
/// Each client has a greeting, a negotiation and ids of its own, and its commands are executed in its order. Events go to all; a client that
/// doesn't read loses events, which is counted, and holds up nobody. Out-of-band commands stay out-of-band. What isn't allowed gets QEMU's error for an
/// unknown command. Descriptors pass from Unix socket to Unix socket on Linux. What QEMU keeps per monitor is shared: the names that <c>getfd</c> gives.
/// <para>
/// When the server goes, so do the clients, after what it has still said; with <see cref="QmpProxyOptions.Reconnect"/> they stay: their commands
/// under way fail with <c>GenericError</c>, and so do new ones until there is a connection again.
/// </para>
/// </remarks>
public sealed class QmpProxy : IAsyncDisposable
{
    private readonly ProxyCore _core;
    private readonly Func<CancellationToken, ValueTask<IQmpTransport>> _connect;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly List<QmpListener> _listeners = [];
    private readonly HashSet<Task> _running = [];
    private Task _following = Task.CompletedTask;
    private bool _isClosed;

    private QmpProxy(Func<CancellationToken, ValueTask<IQmpTransport>> connect, QmpProxyOptions options)
    {
        _connect = connect;
        _core = new ProxyCore(options);
    }

    /// <summary>Clients that are connected.</summary>
    public int ClientCount => _core.ClientCount;

    /// <summary>Events that clients have lost since they didn't read, all clients together.</summary>
    public long DroppedEventCount => _core.DroppedEvents;

    /// <summary>Ends when the proxy has: normally when it was closed, with the cause as a <see cref="QmpConnectionException"/> when the server is gone for good.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Connects to a server.</summary>
    /// <param name="server">Where it listens.</param>
    /// <param name="options">How the proxy behaves; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="QmpConnectionException">Nobody listens there, or the connection ended during the handshake.</exception>
    /// <exception cref="QmpProtocolException">What answered is no QMP server.</exception>
    /// <exception cref="QmpTimeoutException">The handshake took longer than <see cref="QmpProxyOptions.HandshakeTimeout"/>.</exception>
    public static Task<QmpProxy> StartAsync(QmpAddress server, QmpProxyOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        return StartAsync(token => QmpTransports.ConnectAsync(server, null, token), options, cancellationToken);
    }

    /// <summary>Connects to a server by a method of the caller's.</summary>
    /// <inheritdoc cref="StartAsync(QmpAddress, QmpProxyOptions?, CancellationToken)"/>
    /// <param name="connect">Makes a transport, which is the proxy's from then on; called again to reconnect.</param>
    /// <param name="options">How the proxy behaves; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<QmpProxy> StartAsync(
        Func<CancellationToken, ValueTask<IQmpTransport>> connect,
        QmpProxyOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connect);
        var proxy = new QmpProxy(connect, options ?? new QmpProxyOptions());
        ProxyUpstream upstream = await proxy.ConnectAsync(cancellationToken).ConfigureAwait(false);
        proxy._following = Task.Run(() => proxy.FollowAsync(upstream), CancellationToken.None);
        return proxy;
    }

    /// <summary>Begins to listen for clients, who can connect from the moment this returns.</summary>
    /// <param name="address">Where.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>The address with the port that the system has chosen.</returns>
    /// <exception cref="QmpConnectionException">The address can't be listened on.</exception>
    /// <exception cref="InvalidOperationException">TCP without TLS on an address that isn't loopback.</exception>
    public QmpAddress Listen(QmpAddress address, QmpListenOptions? options = null)
    {
        QmpListener listener = QmpListener.Bind(address, (options ?? new QmpListenOptions()).WithDescriptors());
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _listeners.Add(listener);
        }

        Track(Task.Run(() => AcceptAsync(listener)));
        ProxyLog.Listening(_core.Logger, listener.Address.ToString());
        return listener.Address;
    }

    /// <summary>Serves one client over a transport, which is the proxy's from then on.</summary>
    /// <returns>Ends when the client is gone; never fails.</returns>
    public Task ServeAsync(IQmpTransport transport)
    {
        ArgumentNullException.ThrowIfNull(transport);
        Task serving;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            ProxyClient client = _core.Add(transport);
            serving = Task.Run(client.RunAsync);
            _running.Add(serving);
        }

        Track(serving);
        return serving;
    }

    /// <summary>Closes clients, listeners and the connection to the server, which goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_stopping.IsCancellationRequested)
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
        }

        await _following.ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
        _core.Dispose();
        _completion.TrySetResult();
    }

    private async Task<ProxyUpstream> ConnectAsync(CancellationToken cancellationToken)
    {
        var upstream = new ProxyUpstream(_core, await _connect(cancellationToken).ConfigureAwait(false));
        try
        {
            await upstream.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await upstream.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        _core.Connect(upstream);
        ProxyLog.ServerConnected(_core.Logger, upstream.Description);
        return upstream;
    }

    /// <summary>Stays with the server as long as there is one.</summary>
    private async Task FollowAsync(ProxyUpstream first)
    {
        ProxyUpstream? upstream = first;
        while (upstream is not null)
        {
            await Task.WhenAny(upstream.Ended, Task.Delay(Timeout.Infinite, _stopping.Token)).ConfigureAwait(false);
            await upstream.DisposeAsync().ConfigureAwait(false);
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            string why = upstream.Cause?.Message ?? string.Empty;
            ProxyLog.ServerGone(_core.Logger, why);
            if (_core.Options.Reconnect is null)
            {
                await CloseAsync().ConfigureAwait(false);
                Fail(new QmpConnectionException($"The server is gone: {why}", upstream.Cause));
                return;
            }

            _core.Disconnect();
            upstream = await ReconnectAsync().ConfigureAwait(false);
        }
    }

    private async Task<ProxyUpstream?> ReconnectAsync()
    {
        Client.QmpReconnectOptions reconnect = _core.Options.Reconnect!;
        Exception? last = null;
        for (int attempt = 1; reconnect.MaxAttempts is not { } limit || attempt <= limit; attempt++)
        {
            try
            {
                await Task.Delay(reconnect.DelayBefore(attempt), _core.Options.TimeProvider, _stopping.Token).ConfigureAwait(false);
                return await ConnectAsync(_stopping.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return null;
            }
            catch (Exception e) when (e is QmpConnectionException or QmpProtocolException or QmpTimeoutException or System.IO.IOException)
            {
                last = e;
                ProxyLog.ConnectFailed(_core.Logger, e.Message, reconnect.DelayBefore(attempt + 1));
            }
        }

        await CloseAsync().ConfigureAwait(false);
        Fail(new QmpConnectionException($"Gave up connecting: {last?.Message}", last));
        return null;
    }

    private void Fail(QmpConnectionException cause)
    {
        if (_completion.TrySetException(cause))
        {
            // Not everybody looks at it, and nobody has to.
            _ = _completion.Task.Exception;
        }
    }

    private async Task CloseAsync()
    {
        QmpListener[] listeners;
        lock (_gate)
        {
            _isClosed = true;
            listeners = [.. _listeners];
            _listeners.Clear();
        }

        foreach (QmpListener listener in listeners)
        {
            await listener.DisposeAsync().ConfigureAwait(false);
        }

        foreach (ProxyClient client in _core.Clients())
        {
            client.Stop();
        }

        Task[] running;
        lock (_gate)
        {
            running = [.. _running];
        }

        await Task.WhenAll(running).ConfigureAwait(false);
    }

    private void Track(Task task)
    {
        lock (_gate)
        {
            _running.Add(task);
        }

        _ = task.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Forget(Task task)
    {
        lock (_gate)
        {
            _running.Remove(task);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Accepting may fail in any way, for one client or for want of handles; the proxy goes on.")]
    private async Task AcceptAsync(QmpListener listener)
    {
        while (true)
        {
            try
            {
                _ = FinishAndServeAsync(await listener.AcceptUnfinishedAsync(_stopping.Token).ConfigureAwait(false), listener);
            }
            catch (Exception e) when (_stopping.IsCancellationRequested || e is ObjectDisposedException)
            {
                return;
            }
            catch (Exception e)
            {
                ProxyLog.AcceptFailed(_core.Logger, listener.Address.ToString(), e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    // Off the accepting loop, which must not wait for a client's TLS.
    private Task FinishAndServeAsync(QmpAcceptedPeer peer, QmpListener listener) => Task.Run(async () =>
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            patience.CancelAfter(_core.Options.HandshakeTimeout);
            IQmpTransport transport = await peer.FinishAsync(patience.Token).ConfigureAwait(false);
            await ServeAsync(transport).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is QmpConnectionException or OperationCanceledException or ObjectDisposedException)
        {
            ProxyLog.AcceptFailed(_core.Logger, listener.Address.ToString(), cause.Message);
            await peer.DiscardAsync().ConfigureAwait(false);
        }
    });
}
