using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Proxy;

/// <summary>Any number of QMP clients on one connection to a server, which may serve only one.</summary>
/// <remarks>
/// Each client has a greeting, a negotiation and ids of its own, and its commands are executed in its order. Events go to all; a client that
/// doesn't read loses events, which is counted and which it is told by the event <c>X_PROXY_EVENTS_LOST</c>, and holds up nobody. Out-of-band commands stay out-of-band. What isn't allowed gets QEMU's error for an
/// unknown command. Descriptors pass from Unix socket to Unix socket on Linux. A name that <c>getfd</c> gives is
/// of the client that gave it, until it closes it or leaves; another one can't give the same.
/// <para>
/// When the server goes, so do the clients, after what it has still said; with <see cref="QmpProxyOptions.Reconnect"/> they stay: their commands
/// under way fail with <c>GenericError</c>, and so do new ones until there is a connection again; the events <c>X_PROXY_SERVER_GONE</c> and
/// <c>X_PROXY_SERVER_BACK</c> tell when.
/// </para>
/// </remarks>
public sealed partial class QmpProxy : IAsyncDisposable
{
    private readonly ProxyCore _core;
    private readonly Func<CancellationToken, ValueTask<IQmpTransport>> _connect;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly List<QmpListener> _listeners = [];
    private readonly HashSet<Task> _running = [];
    private readonly HashSet<ProxyCore> _cores = [];
    private readonly ProxyCounts _counts;
    private readonly QmpProxyOptions _options;
    private readonly bool _isDirect;
    private Task _following = Task.CompletedTask;
    private bool _followsDescriptors;
    private bool _isClosed;

    private QmpProxy(Func<CancellationToken, ValueTask<IQmpTransport>> connect, QmpProxyOptions options, bool isDirect)
    {
        _connect = connect;
        _options = options;
        _isDirect = isDirect;
        _counts = new ProxyCounts(options, LookForGone);
        _core = new ProxyCore(options, _counts, SafeLogger.For(options.LoggerFactory.CreateLogger(RuntimeLog.ProxyCategory)));
        _cores.Add(_core);
        foreach (string detour in options.Policy.Detours)
        {
            RuntimeLog.ProxyDetour(_core.Logger, detour);
        }
    }

    /// <summary>Clients that are connected.</summary>
    public int ClientCount => _counts.Clients;

    /// <summary>Events that clients have lost since they didn't read, all clients together.</summary>
    public long DroppedEventCount => _counts.DroppedEvents;

    /// <summary>What is bounded for all clients together.</summary>
    internal ProxyCounts Counts => _counts;

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
        QmpProxyOptions given = options ?? new QmpProxyOptions();
        return StartAsync(token => QmpTransports.ConnectAsync(server, null, given.HandshakeTimeout, given.TimeProvider, token), given, cancellationToken);
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
        var proxy = new QmpProxy(connect, options ?? new QmpProxyOptions(), isDirect: false);
        ProxyUpstream upstream = await proxy.ConnectAsync(proxy._core, cancellationToken).ConfigureAwait(false);
        proxy._following = Task.Run(() => proxy.FollowAsync(upstream), CancellationToken.None);
        return proxy;
    }

    /// <summary>
    /// Makes a proxy that connects to the server anew for each client, for servers that have more than one monitor: policy, audit and bounds are
    /// as ever, and what the server keeps per monitor is each client's own. With QEMU from 11.1 <c>QapiGen.Qemu</c> opens the monitors.
    /// </summary>
    /// <param name="connect">Makes a transport for a client, which is the proxy's from then on. If it fails the client's connection is closed.</param>
    /// <param name="options">How the proxy behaves; null for the defaults.</param>
    /// <exception cref="ArgumentException"><see cref="QmpProxyOptions.Reconnect"/> is set: here a client goes with its connection to the server.</exception>
    public static QmpProxy StartDirect(Func<CancellationToken, ValueTask<IQmpTransport>> connect, QmpProxyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connect);
        return options?.Reconnect is null
            ? new QmpProxy(connect, options ?? new QmpProxyOptions(), isDirect: true)
            : throw new ArgumentException("A proxy with a connection for each client doesn't reconnect: a client goes with its connection", nameof(options));
    }

    /// <summary>Begins to listen for clients, who can connect from the moment this returns.</summary>
    /// <param name="address">Where.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>The address with the port that the system has chosen.</returns>
    /// <exception cref="QmpConnectionException">The address can't be listened on.</exception>
    /// <exception cref="InvalidOperationException">TCP without TLS on an address that isn't loopback.</exception>
    public QmpAddress Listen(QmpAddress address, QmpListenOptions? options = null)
    {
        options ??= new QmpListenOptions();
        QmpListener listener = QmpListener.Bind(address, PassesDescriptors ? options.WithDescriptors(_options.TimeProvider, _options.DescriptorCloser) : options);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _listeners.Add(listener);
        }

        Track(Task.Run(() => AcceptAsync(listener)));
        if (PassesDescriptors && !Interlocked.Exchange(ref _followsDescriptors, true))
        {
            Track(Task.Run(FollowDescriptorsAsync));
        }

        RuntimeLog.ProxyListening(_core.Logger, listener.Address.ToString());
        return listener.Address;
    }

    // One client may have stopped it for all: somebody will ask why.
    private async Task FollowDescriptorsAsync()
    {
        DescriptorCloser closer = _options.DescriptorCloser;
        try
        {
            while (true)
            {
                await closer.WhenRefusing.WaitAsync(_closing.Token).ConfigureAwait(false);
                RuntimeLog.ProxyRefusesDescriptors(_core.Logger, closer.OpenCount);
                await closer.WhenTaking.WaitAsync(_closing.Token).ConfigureAwait(false);
                RuntimeLog.ProxyTakesDescriptors(_core.Logger);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    // No other command takes any.
    private bool PassesDescriptors => _options.Policy.Allows("getfd"u8) || _options.Policy.Allows("add-fd"u8);

    /// <summary>Closes clients, listeners and the connection to the server, which goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_stopping.IsCancellationRequested)
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
        }

        await _following.ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
        _counts.Watch.Dispose();
        _core.Dispose();
        _completion.TrySetResult();
    }

    private async Task<ProxyUpstream> ConnectAsync(ProxyCore core, CancellationToken cancellationToken)
    {
        var upstream = new ProxyUpstream(core, await _connect(cancellationToken).ConfigureAwait(false));
        try
        {
            await upstream.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await upstream.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        core.Connect(upstream);
        RuntimeLog.ProxyServerConnected(_core.Logger, upstream.Description);
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
            RuntimeLog.ProxyServerGone(_core.Logger, why);
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
                await WaitAsync(reconnect.DelayBefore(attempt)).ConfigureAwait(false);
                return await ConnectAsync(_core, _stopping.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return null;
            }
#pragma warning disable CA1031 // How to connect is foreign code. Whatever it throws, clients wait, and the next attempt may do better.
            catch (Exception e)
#pragma warning restore CA1031
            {
                last = e;
                RuntimeLog.ProxyConnectFailed(_core.Logger, e.Message, reconnect.DelayBefore(attempt + 1));
            }
        }

        await CloseAsync().ConfigureAwait(false);
        Fail(new QmpConnectionException($"Gave up connecting: {last?.Message}", last));
        return null;
    }

    /// <summary>Waits by the clock of the options, or by the system's if that fails: without a pause nobody must try again for ever.</summary>
    private async Task WaitAsync(TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, _core.Options.TimeProvider, _stopping.Token).ConfigureAwait(false);
        }
        catch (Exception) when (!_stopping.IsCancellationRequested)
        {
            await Task.Delay(delay, _stopping.Token).ConfigureAwait(false);
        }
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
        // Of a proxy whose server is gone, too.
        await _closing.CancelAsync().ConfigureAwait(false);
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

        ProxyCore[] cores;
        Task[] running;
        lock (_gate)
        {
            cores = [.. _cores];
            running = [.. _running];
        }

        foreach (ProxyClient client in cores.SelectMany(static core => core.Clients()))
        {
            client.Stop();
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
}
