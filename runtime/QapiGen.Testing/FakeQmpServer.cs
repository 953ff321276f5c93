using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Transport;

namespace QapiGen.Testing;

/// <summary>A QMP server in memory, made from a schema, that answers as a test tells it to: at once, late, never, torn, or with nonsense.</summary>
/// <remarks>
/// It knows no semantics: what isn't scripted gets a sample of the declared result, or <c>CommandNotFound</c>. Negotiation, <c>query-version</c>,
/// <c>query-commands</c>, <c>query-qmp-schema</c> and <c>quit</c> work by themselves, and can be scripted like any other command.
/// </remarks>
public sealed class FakeQmpServer : IAsyncDisposable
{
    private readonly FakeServerOptions _options;
    private readonly QmpSchema? _schema;
    private readonly ConcurrentDictionary<string, FakeCommand> _scripts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<FakeCall> _calls = new();
    private readonly Channel<FakeCall> _arrivals = Channel.CreateUnbounded<FakeCall>();
    private readonly Lock _gate = new();
    private readonly List<(FakeConnection Connection, Task Running)> _connections = [];

    /// <summary>Makes a server.</summary>
    /// <param name="options">What it is like; null for a QEMU without a schema.</param>
    public FakeQmpServer(FakeServerOptions? options = null)
    {
        _options = options ?? new FakeServerOptions();
        _schema = _options.Schema is { } compiled ? QmpSchema.FromModules(compiled.Modules)
            : _options.Introspection is { } saved ? QmpSchema.Parse(Encoding.UTF8.GetBytes(saved))
            : null;
    }

    /// <summary>All calls so far, negotiation included, in order.</summary>
    public IReadOnlyList<FakeCall> Calls => [.. _calls];

    /// <summary>Connections that have been made so far.</summary>
    public int ConnectionCount
    {
        get
        {
            lock (_gate)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>Makes a connection, and gives the client's end of it.</summary>
    public IQmpTransport Connect()
    {
        (IQmpTransport client, IQmpTransport server) = QmpTransports.CreateInMemoryPair();
        var connection = new FakeConnection(this, _options, server);
        lock (_gate)
        {
            _connections.Add((connection, Task.Run(connection.RunAsync)));
        }

        return client;
    }

    /// <summary>Makes a connection and a client over it.</summary>
    /// <param name="options">How the client behaves; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public ValueTask<QmpClient> ConnectAsync(QmpClientOptions? options = null, CancellationToken cancellationToken = default) =>
        QmpClient.ConnectAsync(Connect(), options, cancellationToken);

    /// <summary>The script of a command.</summary>
    public FakeCommand On(string command) => _scripts.GetOrAdd(command, static _ => new FakeCommand());

    /// <summary>Waits for the next call that hasn't been given yet, negotiation aside.</summary>
    /// <param name="command">The command; null for any. Calls of others in between are skipped.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<FakeCall> NextCallAsync(string? command = null, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            FakeCall call = await _arrivals.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (command is null || call.Command == command)
            {
                return call;
            }
        }
    }

    /// <summary>Sends an event to every connection that has negotiated.</summary>
    /// <param name="name">The event.</param>
    /// <param name="data">Its data as JSON; null for none.</param>
    /// <param name="timestamp">Its time; null for -1, a server without a clock.</param>
    public async ValueTask EmitAsync(string name, string? data = null, QmpTimestamp? timestamp = null)
    {
        QmpTimestamp time = timestamp ?? new QmpTimestamp(-1, -1);
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"timestamp": {"seconds": {{time.Seconds}}, "microseconds": {{time.Microseconds}}}, "event": "{{name}}"{{(data is null ? "" : $", \"data\": {data}")}}}""");
        foreach (FakeConnection connection in OpenConnections().Where(x => x.IsNegotiated))
        {
            await connection.TellAsync(connection.Encode(text)).ConfigureAwait(false);
        }
    }

    /// <summary>Sends text as it is to every connection, followed by a line end.</summary>
    public async ValueTask SendAsync(string text)
    {
        foreach (FakeConnection connection in OpenConnections())
        {
            await connection.TellAsync(connection.Encode(text)).ConfigureAwait(false);
        }
    }

    /// <summary>Sends bytes as they are to every connection.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        foreach (FakeConnection connection in OpenConnections())
        {
            await connection.TellAsync(bytes).ConfigureAwait(false);
        }
    }

    /// <summary>Closes all connections; new ones can be made.</summary>
    public async ValueTask DisconnectAsync()
    {
        foreach (FakeConnection connection in OpenConnections())
        {
            await connection.CloseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await DisconnectAsync().ConfigureAwait(false);
        (FakeConnection Connection, Task Running)[] connections;
        lock (_gate)
        {
            connections = [.. _connections];
            _connections.Clear();
        }

        foreach ((FakeConnection connection, Task running) in connections)
        {
            await running.ConfigureAwait(false);
            connection.Dispose();
        }
    }

    internal async ValueTask HandleAsync(FakeConnection connection, FakeCall call)
    {
        _calls.Enqueue(call);
        if (_scripts.TryGetValue(call.Command, out FakeCommand? script) && script.Take() is { } answer)
        {
            Announce(call);
            await answer(call).ConfigureAwait(false);
            return;
        }

        Announce(call);
        await AnswerAsync(connection, call).ConfigureAwait(false);
    }

    private void Announce(FakeCall call)
    {
        if (call.Command is not ("qmp_capabilities" or "guest-sync-delimited"))
        {
            _arrivals.Writer.TryWrite(call);
        }
    }

    private async ValueTask AnswerAsync(FakeConnection connection, FakeCall call)
    {
        switch (call.Command)
        {
            case "guest-sync-delimited" when _options.IsGuestAgent:
                await connection.SendAsync(new byte[] { 0xFF }).ConfigureAwait(false);
                await call.ReturnAsync(call.Arguments.GetProperty("id").GetRawText()).ConfigureAwait(false);
                break;
            case "qmp_capabilities" when !connection.IsNegotiated:
                await call.ReturnAsync().ConfigureAwait(false);
                break;
            case not "qmp_capabilities" when !connection.IsNegotiated:
                await call.FailAsync(QmpErrorClass.CommandNotFound, "Expecting capabilities negotiation with 'qmp_capabilities'").ConfigureAwait(false);
                break;
            case "quit":
                await call.ReturnAsync().ConfigureAwait(false);
                await call.DisconnectAsync().ConfigureAwait(false);
                break;
            default:
                await AnswerFromSchemaAsync(call).ConfigureAwait(false);
                break;
        }
    }

    private ValueTask AnswerFromSchemaAsync(FakeCall call)
    {
        if (call.Command == "query-version" && _options.Greeting is { } greeting)
        {
            return call.ReturnAsync(JsonElement.Parse(greeting).GetProperty("QMP").GetProperty("version").GetRawText());
        }

        if (call.Command == "query-qmp-schema" && Introspection() is { } schema)
        {
            return call.ReturnAsync(schema);
        }

        if (_schema is null || !_schema.TryGetCommand(call.Command, out QmpCommandInfo? command))
        {
            return call.FailAsync(QmpErrorClass.CommandNotFound, $"The command {call.Command} has not been found");
        }

        if (call.Command == "query-commands")
        {
            return call.ReturnAsync("[" + string.Join(", ", _schema.Commands.Select(x => $"{{\"name\": \"{x.Name}\"}}")) + "]");
        }

        return SchemaSample.FindFault(command, call.Arguments) is { } fault
            ? call.FailAsync(QmpErrorClass.GenericError, fault)
            : call.ReturnAsync(SchemaSample.Of(command.Result));
    }

    private string? Introspection() =>
        _options.Introspection ?? (_options.Schema is { } compiled && !compiled.Introspection.IsEmpty ? Encoding.UTF8.GetString(compiled.Introspection) : null);

    private FakeConnection[] OpenConnections()
    {
        lock (_gate)
        {
            return [.. _connections.Where(x => !x.Running.IsCompleted).Select(x => x.Connection)];
        }
    }
}
