using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Server;

/// <summary>The commands and events of one server, for any number of connections.</summary>
/// <remarks>
/// <para>
/// It runs commands of the dispatchers, and <c>qmp_capabilities</c>, <c>query-version</c>, <c>query-commands</c>, <c>query-qmp-schema</c> and
/// <c>quit</c> by itself, as far as no dispatcher has them (<c>qmp_capabilities</c> always). Generated event emitters send through it, to
/// every connection in command mode.
/// </para>
/// <para>Calls may overlap. Source: QMP spec 6 to 16.</para>
/// </remarks>
public sealed class QmpService : IQmpEventSink, IAsyncDisposable
{
    private readonly QmpCompiledSchema _schema;
    private readonly QmpEventBroadcaster _events;
    private readonly Lazy<QmpSchema> _types;
    private readonly Lazy<byte[]> _introspection;
    private readonly ConcurrentDictionary<string, string> _disabled = new(StringComparer.Ordinal);
    private readonly QmpArgumentChecker _checker;
    private readonly QmpResultFilter _filter;
    private readonly CancellationTokenSource _shutdown = new();
    private readonly TaskCompletionSource _quit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly QmpConnectionSet _connections = new();
    private volatile bool _hasDisabled;
    private long _lastConnection;

    /// <summary>Makes a service.</summary>
    /// <param name="schema">What <c>query-qmp-schema</c> answers, and the types of all arguments.</param>
    /// <param name="dispatchers">Run the commands of their modules. A module without one has no commands here.</param>
    /// <param name="options">How it behaves; null for the defaults.</param>
    public QmpService(QmpCompiledSchema schema, IEnumerable<QmpDispatcher> dispatchers, QmpServiceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(dispatchers);
        _schema = schema;
        Options = options ?? new QmpServiceOptions();
        IsPreconfig = Options.StartsInPreconfig;
        Logger = Options.LoggerFactory.CreateLogger<QmpService>();
        var builtIn = new QmpBuiltInCommands(this);
        IsGuestAgent = Options.Dialect == QmpServiceDialect.GuestAgent;
        Commands = new QmpCommandTable(Register(IsGuestAgent ? null : builtIn, dispatchers));
        Gate = Options.AllowsConcurrentCommands ? null : new QmpInBandGate();
        VersionJson = QmpServiceTexts.Version(Options.Version);
        Greeting = IsGuestAgent ? [] : QmpServiceTexts.Greeting(VersionJson, Options);
        _types = new Lazy<QmpSchema>(() => QmpSchema.FromModules([builtIn.Module, .. _schema.Modules]));
        _checker = new QmpArgumentChecker(Options.Compatibility);
        _filter = new QmpResultFilter(Options.Compatibility);
        _introspection = new Lazy<byte[]>(() => QmpServiceTexts.Introspection(_schema, Options.Compatibility, _filter));
        _events = new QmpEventBroadcaster(this, _connections);
    }

    /// <summary>How it behaves.</summary>
    public QmpServiceOptions Options { get; }

    /// <summary>Open connections.</summary>
    public int ConnectionCount => _connections.All.Length;

    /// <summary>
    /// Whether the machine isn't set up yet: only commands with <c>allow-preconfig</c> run (QMP spec 8, step 8). The application clears it.
    /// </summary>
    public bool IsPreconfig { get; set; }

    /// <summary>Ends when a client has sent <c>quit</c>.</summary>
    public Task QuitRequested => _quit.Task;

    /// <summary>Whether it is stopping or has stopped; new connections are closed at once.</summary>
    public bool IsStopping { get; private set; }

    internal ILogger Logger { get; }

    internal bool IsGuestAgent { get; }

    internal QmpCommandTable Commands { get; }

    internal QmpInBandGate? Gate { get; }

    internal byte[] VersionJson { get; }

    internal byte[] Greeting { get; }

    internal byte[] IntrospectionJson => _introspection.Value;

    internal CancellationToken ShutdownToken => _shutdown.Token;

    internal QmpSchema Types => _types.Value;

    internal QmpResultFilter Filter => _filter;

    /// <summary>Serves one connection until its client leaves or the service stops; closes the transport.</summary>
    /// <param name="transport">The connection.</param>
    /// <param name="cancellationToken">Closes the connection after the command that runs.</param>
    public async Task ServeAsync(IQmpTransport transport, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        var connection = new QmpConnection(this, transport, Interlocked.Increment(ref _lastConnection));
        if (!_connections.TryAdd(connection, () => !IsStopping))
        {
            await transport.DisposeAsync().ConfigureAwait(false);
            return;
        }

        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static state => ((QmpConnection)state!).RequestStop(), connection);
        try
        {
            await connection.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            await registration.DisposeAsync().ConfigureAwait(false);
            _connections.Remove(connection);
        }
    }

    /// <inheritdoc/>
    public void Emit<TData>(QmpEventDescriptor descriptor, in TData data)
        where TData : IWireCodec<TData>
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        _events.Emit(descriptor, data);
    }

    /// <summary>Switches a command off: clients get <c>CommandNotFound</c> with a reason (QMP spec 8, step 6).</summary>
    /// <param name="command">Its name.</param>
    /// <param name="reason">Added to the error's text; empty for none.</param>
    public void Disable(string command, string reason = "")
    {
        _disabled[command] = reason;
        _hasDisabled = true;
    }

    /// <summary>Switches a command on again.</summary>
    public void Enable(string command) => _disabled.TryRemove(command, out _);

    /// <summary>Closes all connections, each after the command that it runs; refuses new ones.</summary>
    /// <param name="cancellationToken">Ends the patience: running commands are cancelled and connections closed.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        RequestStop();
        try
        {
            await _connections.WhenEmptyAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await _shutdown.CancelAsync().ConfigureAwait(false);
            foreach (QmpConnection connection in _connections.All)
            {
                connection.Abort();
            }
        }
    }

    /// <summary>Closes everything at once: running commands are cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        _events.Dispose();
        _shutdown.Dispose();
    }

    internal bool IsDisabled(string command, out string? reason)
    {
        reason = null;
        return _hasDisabled && _disabled.TryGetValue(command, out reason);
    }

    /// <summary>What QEMU would find wrong with arguments, or null.</summary>
    internal QmpArgumentFault? Explain(QmpCommandEntry command, ReadOnlyMemory<byte> arguments) =>
        Types.TryGetCommand(command.Descriptor.Name, out QmpCommandInfo? info) ? _checker.Check(arguments, info.Arguments) : null;

    internal void FilterResult(QmpCommandEntry command, ReadOnlyMemory<byte> result, PooledList<byte> output)
    {
        if (Types.TryGetCommand(command.Descriptor.Name, out QmpCommandInfo? info))
        {
            _filter.Write(result, info.Result, output);
        }
        else
        {
            output.AddRange(result.Span);
        }
    }

    internal byte[] ListCommands() => QmpServiceTexts.CommandList(Commands, name => !_disabled.ContainsKey(name));

    internal void Quit()
    {
        QmpServerLog.Quitting(Logger, Options.Name);
        RequestStop();
        _quit.TrySetResult();
    }

    private static List<QmpCommandEntry> Register(QmpBuiltInCommands? builtIn, IEnumerable<QmpDispatcher> dispatchers)
    {
        var entries = new List<QmpCommandEntry>();
        if (builtIn is not null)
        {
            entries.Add(new QmpCommandEntry(builtIn.Module.Commands[0], builtIn, 0, isNegotiation: true));
        }

        foreach (QmpDispatcher dispatcher in dispatchers)
        {
            Register(dispatcher, entries);
        }

        if (builtIn is not null)
        {
            Register(builtIn, entries);
        }

        return entries;
    }

    private static void Register(QmpDispatcher dispatcher, List<QmpCommandEntry> entries)
    {
        for (int i = 0; i < dispatcher.Module.Commands.Count; i++)
        {
            entries.Add(new QmpCommandEntry(dispatcher.Module.Commands[i], dispatcher, i));
        }
    }

    private void RequestStop()
    {
        if (IsStopping)
        {
            return;
        }

        IsStopping = true;
        QmpServerLog.Stopping(Logger, Options.Name, ConnectionCount);
        foreach (QmpConnection connection in _connections.All)
        {
            connection.RequestStop();
        }
    }
}
