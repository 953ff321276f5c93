using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Client.Events;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Client;

/// <summary>A client that connects again whenever its connection breaks.</summary>
/// <remarks>
/// <see cref="Client"/> stays the same object, so that proxies and subscriptions live on. Calls under way when the connection breaks fail, since nobody
/// knows whether they were executed; calls made while there is none wait for the next. Subscriptions go on after a gap of unknown length
/// (<see cref="QmpEventGap"/>, <see cref="QmpReceivedEvent{TEvent}.DroppedBefore"/> null).
/// </remarks>
public sealed class QmpReconnectingClient : IAsyncDisposable
{
    private readonly Func<CancellationToken, ValueTask<IQmpTransport>> _connect;
    private readonly QmpClientOptions _options;
    private readonly QmpReconnectOptions _reconnect;
    private readonly ILogger _logger;
    private string _peer;
    private readonly EventHub _hub;
    private readonly ClientLink _link;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private int _connections;

    private QmpReconnectingClient(Func<CancellationToken, ValueTask<IQmpTransport>> connect, QmpClientOptions options, QmpReconnectOptions reconnect, string peer)
    {
        _connect = connect;
        _peer = peer;
        _options = options;
        _reconnect = reconnect;
        _logger = SafeLogger.For(options.LoggerFactory.CreateLogger(RuntimeLog.ClientCategory));
        _hub = new EventHub(options.KnownEvents, options.EarlyEventCapacity, _logger);
        _link = ClientLink.ForMany(_hub, options, DisposeAsync);
        Client = new QmpClient(options, _hub, _link);
        _running = Task.Run(RunAsync);
    }

    /// <summary>The client to use. Closing it closes this.</summary>
    public QmpClient Client { get; }

    /// <summary>How many times it has connected.</summary>
    public int ConnectionCount => Volatile.Read(ref _connections);

    /// <summary>Begins to connect to an address, and returns at once.</summary>
    /// <param name="address">Where the server listens.</param>
    /// <param name="options">How the client behaves; null for the defaults.</param>
    /// <param name="reconnect">How it comes back; null for the defaults.</param>
    public static QmpReconnectingClient Start(QmpAddress address, QmpClientOptions? options = null, QmpReconnectOptions? reconnect = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        QmpClientOptions given = options ?? QmpClientOptions.Default;
        bool isForAgent = given.Handshake == QmpHandshake.GuestAgent;
        return Start(token => QmpTransports.ConnectAsync(address, null, isForAgent, given.HandshakeTimeout, given.TimeProvider, token), given, reconnect, address.ToString());
    }

    /// <summary>Begins to connect by a method of the caller's, such as <see cref="QmpListener.AcceptAsync"/>, and returns at once.</summary>
    /// <param name="connect">Makes a transport; throws <see cref="QmpConnectionException"/> when it can't.</param>
    /// <param name="options">How the client behaves; null for the defaults.</param>
    /// <param name="reconnect">How it comes back; null for the defaults.</param>
    public static QmpReconnectingClient Start(
        Func<CancellationToken, ValueTask<IQmpTransport>> connect,
        QmpClientOptions? options = null,
        QmpReconnectOptions? reconnect = null)
    {
        ArgumentNullException.ThrowIfNull(connect);
        return Start(connect, options, reconnect, "the server");
    }

    /// <summary>Waits until there is a connection.</summary>
    /// <exception cref="QmpConnectionException">The client has given up or has been closed.</exception>
    public Task WaitForConnectionAsync(CancellationToken cancellationToken = default) => _link.WaitForConnectionAsync(cancellationToken);

    /// <summary>Closes the connection and makes no further one.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_stopping.IsCancellationRequested)
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
        }

        await _running.ConfigureAwait(false);
    }

    private static QmpReconnectingClient Start(
        Func<CancellationToken, ValueTask<IQmpTransport>> connect,
        QmpClientOptions? options,
        QmpReconnectOptions? reconnect,
        string peer) =>
        new(connect, options ?? QmpClientOptions.Default, reconnect ?? new QmpReconnectOptions(), peer);

    private async Task RunAsync()
    {
        Exception? last = null;
        try
        {
            int failures = 0;
            while (_reconnect.MaxAttempts is not { } limit || failures < limit)
            {
                (bool hasConnected, last) = await LiveOnceAsync().ConfigureAwait(false);
                failures = hasConnected ? 0 : failures + 1;
                TimeSpan delay = _reconnect.DelayBefore(failures);
                RuntimeLog.ClientReconnecting(_logger, _peer, delay, failures + 1);
                await Task.Delay(delay, _options.TimeProvider, _stopping.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            _link.Finish(null);
            return;
        }
#pragma warning disable CA1031 // A clock that fails: there is no next attempt, and nobody must wait for one.
        catch (Exception e)
#pragma warning restore CA1031
        {
            last = e;
        }

        _link.Finish(new QmpConnectionException($"Gave up connecting: {last?.Message}", last));
    }

    /// <summary>Connects, and stays until the connection ends.</summary>
    private async Task<(bool HasConnected, Exception Cause)> LiveOnceAsync()
    {
        ClientConnection? connection = null;
        bool hasConnected = false;
        try
        {
            IQmpTransport transport = await _connect(_stopping.Token).ConfigureAwait(false);
            connection = await TakeAsync(transport).ConfigureAwait(false);
            _peer = connection.Description;
            await connection.OpenAsync(_stopping.Token).ConfigureAwait(false);
            QmpSchema? schema = await PrepareAsync(connection).ConfigureAwait(false);
            hasConnected = true;
            Interlocked.Increment(ref _connections);
            _link.Set(connection, schema);
            await connection.Ended.WaitAsync(_stopping.Token).ConfigureAwait(false);
            return (true, connection.Cause ?? new QmpConnectionException("The connection was closed"));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever went wrong, the hook's faults included, the next attempt may do better.
        catch (Exception e)
#pragma warning restore CA1031
        {
            RuntimeLog.ClientConnectFailed(_logger, _peer, e.Message);
            return (hasConnected, e);
        }
        finally
        {
            if (connection is not null)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
                _hub.AddGap();
            }
        }
    }

    private async ValueTask<ClientConnection> TakeAsync(IQmpTransport transport)
    {
        try
        {
            return new ClientConnection(transport, _options, _hub, _logger);
        }
        catch
        {
            // A logger factory may fail. What has been made is to be closed all the same, at each attempt.
            await transport.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<QmpSchema?> PrepareAsync(ClientConnection connection)
    {
        ClientLink link = ClientLink.ForHook(connection, _hub, _options);
        var fresh = new QmpClient(_options, _hub, link);
        if (_options.QuerySchema)
        {
            await fresh.GetSchemaAsync(_stopping.Token).ConfigureAwait(false);
        }

        if (_reconnect.Resynchronise is { } resynchronise)
        {
            await resynchronise(fresh, _stopping.Token).ConfigureAwait(false);
        }

        return link.Schema;
    }
}
