using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Client;

/// <summary>What stands between a client and its connection: the one it has, or the next one of a reconnecting client.</summary>
internal sealed class ClientLink
{
    private readonly EventHub _hub;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _reconnects;
    private volatile ClientConnection? _current;
    private TaskCompletionSource<ClientConnection> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ClientLink(EventHub hub, bool reconnects)
    {
        _hub = hub;
        _reconnects = reconnects;
    }

    /// <summary>The connection; null while a reconnecting client has none.</summary>
    public ClientConnection? Current => _current;

    public QmpSchema? Schema { get; private set; }

    public Task Completion => _completion.Task;

    /// <summary>A link that ends with its connection.</summary>
    public static ClientLink ForOne(ClientConnection connection, EventHub hub)
    {
        var link = new ClientLink(hub, reconnects: false) { _current = connection };
        _ = link.FollowAsync(connection);
        return link;
    }

    /// <summary>A link whose connection is set and taken away by others.</summary>
    public static ClientLink ForMany(EventHub hub) => new(hub, reconnects: true);

    /// <summary>A connection is ready for everybody.</summary>
    public void Set(ClientConnection connection, QmpSchema? schema)
    {
        Schema = schema;
        _current = connection;
        _next.TrySetResult(connection);
    }

    /// <summary>The connection is gone; calls wait for the next one.</summary>
    public void Unset()
    {
        _next = new TaskCompletionSource<ClientConnection>(TaskCreationOptions.RunContinuationsAsynchronously);
        _current = null;
    }

    /// <summary>There is no further connection.</summary>
    public void Finish(Exception? cause)
    {
        Exception error = cause ?? new QmpConnectionException("The client was closed");
        if (_next.TrySetException(error))
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

    public async ValueTask ExecuteVoidLaterAsync<TArguments>(CallTarget target, TArguments arguments, QmpCallOptions? options, CancellationToken token)
        where TArguments : IWireCodec<TArguments>
    {
        ClientConnection connection = await NextAsync(options, token).ConfigureAwait(false);
        await connection.ExecuteVoidAsync(target, arguments, options, token).ConfigureAwait(false);
    }

    public async ValueTask<TResult> ExecuteLaterAsync<TArguments, TResult, TCodec>(
        CallTarget target,
        TArguments arguments,
        QmpCallOptions? options,
        CancellationToken token)
        where TArguments : IWireCodec<TArguments>
        where TCodec : IWireCodec<TResult>
    {
        ClientConnection connection = await NextAsync(options, token).ConfigureAwait(false);
        return await connection.ExecuteAsync<TArguments, TResult, TCodec>(target, arguments, options, token).ConfigureAwait(false);
    }

    public async ValueTask<QmpSchema> GetSchemaAsync(QmpClient client, CancellationToken token)
    {
        if (Schema is { } known)
        {
            return known;
        }

        JsonElement reply = await client.ExecuteAsync("query-qmp-schema", cancellationToken: token).ConfigureAwait(false);
        try
        {
            return Schema = QmpSchema.Parse(reply);
        }
        catch (FormatException e)
        {
            throw new QmpProtocolException($"The server's schema can't be read: {e.Message}", e);
        }
    }

    public async ValueTask CloseAsync()
    {
        if (_current is { } connection)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        if (!_reconnects)
        {
            await Task.WhenAny(_completion.Task).ConfigureAwait(false);
        }
    }

    private async Task FollowAsync(ClientConnection connection)
    {
        await connection.Ended.ConfigureAwait(false);
        Finish(connection.Cause is { } cause ? Wrap(connection, cause) : null);
    }

    internal static QmpConnectionException Wrap(ClientConnection connection, Exception cause) =>
        cause as QmpConnectionException ?? new QmpConnectionException($"The connection to {connection.Description} ended: {cause.Message}", cause);

    private async Task<ClientConnection> NextAsync(QmpCallOptions? options, CancellationToken token)
    {
        try
        {
            return await _next.Task.WaitAsync(options?.Timeout ?? Timeout.InfiniteTimeSpan, token).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new QmpTimeoutException("There was no connection within the deadline; nothing has been sent", e);
        }
    }
}
