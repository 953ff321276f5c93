using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client.Events;
using QapiGen.Runtime.Client.Reading;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Client;

/// <summary>What stands between a client and its connection: the one it has, or the next one of a reconnecting client.</summary>
internal sealed class ClientLink
{
    private readonly EventHub _hub;
    private readonly QmpClientOptions _options;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<ValueTask> _close;
    private readonly Lock _gate = new();
    private Task _following = Task.CompletedTask;
    private volatile ClientConnection? _current;
    private volatile TaskCompletionSource<ClientConnection> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ClientLink(EventHub hub, QmpClientOptions options, Func<ValueTask> close)
    {
        _hub = hub;
        _options = options;
        _close = close;
    }

    /// <summary>The connection; null while a reconnecting client has none.</summary>
    public ClientConnection? Current => _current;

    /// <summary>The server's schema, once it is known.</summary>
    public QmpSchema? Schema { get; private set; }

    /// <summary>Ends when there is no further connection.</summary>
    public Task Completion => _completion.Task;

    /// <summary>A link that ends with its connection.</summary>
    public static ClientLink ForOne(ClientConnection connection, EventHub hub, QmpClientOptions options)
    {
        ClientLink link = ForHook(connection, hub, options);
        link._following = link.FollowAsync(connection);
        return link;
    }

    /// <summary>A link to a connection that isn't everybody's yet.</summary>
    public static ClientLink ForHook(ClientConnection connection, EventHub hub, QmpClientOptions options) => new(hub, options, connection.DisposeAsync) { _current = connection };

    /// <summary>A link whose connection is set and taken away by others.</summary>
    /// <param name="hub">Outlives the connections.</param>
    /// <param name="options">The client's.</param>
    /// <param name="close">Closes for good.</param>
    public static ClientLink ForMany(EventHub hub, QmpClientOptions options, Func<ValueTask> close) => new(hub, options, close);

    /// <summary>A connection is ready for everybody.</summary>
    public void Set(ClientConnection connection, QmpSchema? schema)
    {
        // Before it is looked whether it has ended meanwhile, which tells it to whoever is there.
        connection.Calls.Next = this;
        lock (_gate)
        {
            if (!connection.HasEnded)
            {
                Schema = schema;
                _current = connection;
                _next.TrySetResult(connection);
            }
        }
    }

    /// <summary>A connection is about to break; calls wait for the next one.</summary>
    public void Unset(ClientConnection connection)
    {
        lock (_gate)
        {
            if (_current == connection)
            {
                _next = new TaskCompletionSource<ClientConnection>(TaskCreationOptions.RunContinuationsAsynchronously);
                _current = null;
            }
        }
    }

    /// <summary>There is no further connection.</summary>
    public void Finish(QmpConnectionException? cause)
    {
        if (_next.TrySetException(cause ?? new QmpConnectionException("The client was closed")))
        {
            _ = _next.Task.Exception;
        }

        _hub.End(cause);
        if (cause is null)
        {
            _completion.TrySetResult();
        }
        else if (_completion.TrySetException(cause))
        {
            // Not everybody looks at it, and nobody has to.
            _ = _completion.Task.Exception;
        }
    }

    public Task WaitForConnectionAsync(CancellationToken token) => _next.Task.WaitAsync(token);

    /// <summary>Executes when there is a connection again.</summary>
    public async ValueTask ExecuteVoidLaterAsync<TArguments>(CallTarget target, TArguments arguments, QmpCallOptions? options, CancellationToken token)
        where TArguments : IWireWritable<TArguments>
    {
        (ClientConnection connection, options) = await NextAsync(options, token).ConfigureAwait(false);
        await connection.Calls.ExecuteVoidAsync(target, arguments, options, token).ConfigureAwait(false);
    }

    /// <summary>Executes when there is a connection again.</summary>
    public async ValueTask<TResult> ExecuteLaterAsync<TArguments, TResult, TCodec>(
        CallTarget target,
        TArguments arguments,
        QmpCallOptions? options,
        CancellationToken token)
        where TArguments : IWireWritable<TArguments>
        where TCodec : IWireReadable<TResult>
    {
        (ClientConnection connection, options) = await NextAsync(options, token).ConfigureAwait(false);
        return await connection.Calls.ExecuteAsync<TArguments, TResult, TCodec>(target, arguments, options, token).ConfigureAwait(false);
    }

    /// <summary>Gives the server's schema; asks for it the first time.</summary>
    /// <param name="client">The client.</param>
    /// <param name="isGuestAgent">Whether the server is a guest agent, which knows no schema, only its commands.</param>
    /// <param name="token">Gives up.</param>
    public async ValueTask<QmpSchema> GetSchemaAsync(QmpClient client, bool isGuestAgent, CancellationToken token)
    {
        if (Schema is { } known)
        {
            return known;
        }

        JsonElement reply = await client.ExecuteAsync(isGuestAgent ? "guest-info" : "query-qmp-schema", cancellationToken: token).ConfigureAwait(false);
        try
        {
            return Schema = isGuestAgent ? QmpSchema.ParseGuestInfo(reply) : QmpSchema.Parse(reply);
        }
        catch (FormatException e)
        {
            throw new QmpProtocolException($"The server's schema can't be read: {e.Message}", e);
        }
    }

    /// <summary>Closes what there is.</summary>
    public async ValueTask CloseAsync()
    {
        await _close().ConfigureAwait(false);
        await _following.ConfigureAwait(false);
    }

    private async Task FollowAsync(ClientConnection connection)
    {
        await connection.Ended.ConfigureAwait(false);
        Finish(connection.Cause is { } cause ? Wrap(connection, cause) : null);
    }

    private static QmpConnectionException Wrap(ClientConnection connection, Exception cause) =>
        cause as QmpConnectionException ?? new QmpConnectionException($"The connection to {connection.Description} ended: {cause.Message}", cause);

    /// <summary>Waits for a connection; what is left of the call's deadline is for the call itself.</summary>
    private async Task<(ClientConnection Connection, QmpCallOptions? Options)> NextAsync(QmpCallOptions? options, CancellationToken token)
    {
        TimeSpan timeout = options?.Timeout ?? _options.CallTimeout ?? Timeout.InfiniteTimeSpan;
        long start = _options.TimeProvider.GetTimestamp();
        try
        {
            ClientConnection connection = await _next.Task.WaitAsync(timeout, _options.TimeProvider, token).ConfigureAwait(false);
            if (timeout == Timeout.InfiniteTimeSpan)
            {
                return (connection, options);
            }

            TimeSpan left = timeout - _options.TimeProvider.GetElapsedTime(start);
            return left > TimeSpan.Zero ? (connection, (options ?? new QmpCallOptions()) with { Timeout = left }) : throw NoneInTime(null);
        }
        catch (TimeoutException e)
        {
            throw NoneInTime(e);
        }
    }

    private static QmpTimeoutException NoneInTime(Exception? cause) => new("There was no connection within the deadline; nothing has been sent", cause);
}

/// <summary>How a server says that it is about to end.</summary>
internal static class ServerEnd
{
    /// <summary>The command that ends it; answered before the connection is closed.</summary>
    public const string Command = "quit";

    /// <summary>Whether an event says that somebody made it end: <c>SHUTDOWN</c> with the reason <c>host-qmp-quit</c> or <c>host-signal</c>.</summary>
    /// <remarks>With other reasons it may live on, paused (<c>-no-shutdown</c>).</remarks>
    public static bool IsAnnouncedBy(in ReceivedMessage message) =>
        message.Event.SequenceEqual("\"SHUTDOWN\""u8)
        && (message.Data.IndexOf("\"host-qmp-quit\""u8) >= 0 || message.Data.IndexOf("\"host-signal\""u8) >= 0);
}
