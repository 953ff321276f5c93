using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server.Compatibility;
using QapiGen.Runtime.Server.Input;
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
public sealed partial class QmpService : IQmpEventSink, IAsyncDisposable
{
    private readonly QmpCompiledSchema _schema;
    private readonly EventBroadcaster _events;
    private readonly Lazy<QmpSchema> _types;
    private readonly Lazy<byte[]> _introspection;
    private readonly ConcurrentDictionary<string, string> _disabled = new(StringComparer.Ordinal);
    private readonly ArgumentChecker _checker;
    private readonly ResultFilter _filter;
    private readonly CancellationTokenSource _shutdown = new();
    private readonly TaskCompletionSource _quit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConnectionSet _connections = new();
    private readonly ServiceProbes _probes = new();
    private readonly Lock _quitLock = new();
    private Task? _quitHook;
    private volatile bool _hasDisabled;
    private volatile bool _isStopping;
    private int _admitted;
    private long _lastConnection;

    /// <summary>Makes a service.</summary>
    /// <param name="schema">What <c>query-qmp-schema</c> answers, and the types of all arguments.</param>
    /// <param name="dispatchers">Run the commands of their modules. A module without one has no commands here.</param>
    /// <param name="options">How it behaves; null for the defaults.</param>
    /// <exception cref="ArgumentException">
    /// A pattern of <see cref="QmpServiceOptions.Authorization"/> or <see cref="QmpServiceOptions.CommandsThatOutliveClients"/> fits no command of the
    /// schema, the dispatchers or the service itself: a rule that is mistyped would protect nothing, without a word.
    /// </exception>
    public QmpService(QmpCompiledSchema schema, IEnumerable<QmpDispatcher> dispatchers, QmpServiceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(dispatchers);
        _schema = schema;
        Options = options ?? new QmpServiceOptions();
        IsPreconfig = Options.StartsInPreconfig;
        Logger = SafeLogger.For(Options.LoggerFactory.CreateLogger<QmpService>());
        var builtIn = new BuiltInDispatcher(this);
        IsGuestAgent = Options.Dialect == QmpServiceDialect.GuestAgent;
        Commands = new CommandTable(Register(IsGuestAgent ? null : builtIn, dispatchers, Options));
        CheckPatterns(nameof(options));
        OutputBudget = new ByteBudget(Options.MaxTotalPendingOutputBytes);
        InputBudget = new ByteBudget(Options.MaxTotalInputBytes);
        LargeInputs = new LargeInputShare(InputBudget);
        Watch = new ClientWatch(_connections.LookForGone, Options.TimeProvider);
        Gate = Options.AllowsConcurrentCommands ? null : new InBandGate();
        VersionJson = ServiceTexts.Version(Options.Version);
        Greeting = IsGuestAgent ? [] : ServiceTexts.Greeting(VersionJson, Options);
        _types = new Lazy<QmpSchema>(() => QmpSchema.FromModules([builtIn.Module, .. _schema.Modules]));
        _checker = new ArgumentChecker(Options.Compatibility);
        _filter = new ResultFilter(Options.Compatibility);
        _introspection = new Lazy<byte[]>(() => ServiceTexts.Introspection(_schema, Commands, Options.Compatibility, _filter));
        _events = new EventBroadcaster(this, _connections);
    }

    /// <summary>How it behaves.</summary>
    public QmpServiceOptions Options { get; }

    /// <summary>What it serves.</summary>
    public QmpCompiledSchema Schema => _schema;

    /// <summary>Open connections.</summary>
    public int ConnectionCount => _connections.All.Length;

    /// <summary>
    /// Whether the machine isn't set up yet: only commands with <c>allow-preconfig</c> run (QMP spec 8, step 8). The application clears it.
    /// </summary>
    public bool IsPreconfig { get; set; }

    /// <summary>Ends when a client has sent <c>quit</c>.</summary>
    public Task QuitRequested => _quit.Task;

    /// <summary>Whether it is stopping or has stopped; new connections are closed at once.</summary>
    public bool IsStopping => _isStopping;

    internal ILogger Logger { get; }

    internal bool IsGuestAgent { get; }

    internal CommandTable Commands { get; }

    internal InBandGate? Gate { get; }

    internal byte[] VersionJson { get; }

    internal byte[] Greeting { get; }

    internal byte[] IntrospectionJson => _introspection.Value;

    internal CancellationToken ShutdownToken => _shutdown.Token;

    internal QmpSchema Types => _types.Value;

    internal ResultFilter Filter => _filter;

    internal ByteBudget OutputBudget { get; }

    internal ByteBudget InputBudget { get; }

    internal LargeInputShare LargeInputs { get; }

    internal ClientWatch Watch { get; }

    /// <inheritdoc/>
    public void Emit<TData>(QmpEventDescriptor descriptor, in TData data)
        where TData : IWireWritable<TData>
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        _events.Emit(descriptor, data);
    }

    /// <summary>What runs a command; null if nothing does.</summary>
    /// <param name="command">Its name.</param>
    public QmpDispatcher? FindDispatcher(string command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return Commands.Find(Encoding.UTF8.GetBytes(command))?.Dispatcher;
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

    internal bool IsDisabled(string command, out string? reason)
    {
        reason = null;
        return _hasDisabled && _disabled.TryGetValue(command, out reason);
    }

    /// <summary>What QEMU would find wrong with arguments, or null.</summary>
    internal ArgumentFault? Explain(CommandEntry command, ReadOnlyMemory<byte> arguments) =>
        Types.TryGetCommand(command.Descriptor.Name, out QmpCommandInfo? info) ? _checker.Check(arguments, info.Arguments) : null;

    internal void FilterResult(CommandEntry command, ReadOnlyMemory<byte> result, PooledList<byte> output)
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

    internal byte[] ListCommands(QmpCaller caller) => ServiceTexts.CommandList(
        Commands,
        command => !_disabled.ContainsKey(command.Descriptor.Name) && RefusalFor(command, caller) is null);

    /// <summary>Why a client may not run a command; null if it may.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A rule that fails allows nothing; the server goes on.")]
    internal string? RefusalFor(CommandEntry command, QmpCaller caller)
    {
        try
        {
            return command.RefusalFor(caller);
        }
        catch (Exception cause)
        {
            RuntimeLog.ServerCommandFailed(Logger, Options.Name, command.Descriptor.Name, cause);
            return "whether this client may run it could not be found out";
        }
    }

    private void CheckPatterns(string options)
    {
        if (Options.Authorization is null && Options.CommandsThatOutliveClients is null)
        {
            return;
        }

        HashSet<string> names = [.. Commands.Entries.Select(static entry => entry.Descriptor.Name), .. _schema.Modules.SelectMany(static module => module.Commands).Select(static command => command.Name)];
        (string Setting, string? Pattern)[] unmatched =
        [
            (nameof(QmpServiceOptions.Authorization), Options.Authorization?.FindUnmatched(names)),
            (nameof(QmpServiceOptions.CommandsThatOutliveClients), Options.CommandsThatOutliveClients is { Length: > 0 } commands ? QmpAuthorization.FindUnmatched(commands, names) : null),
        ];
        foreach ((string setting, string? pattern) in unmatched)
        {
            // Everything may be nothing.
            if (pattern is not null && pattern != "*")
            {
                throw new ArgumentException($"{setting}: no command of the QMP service '{Options.Name}' matches '{QmpDiagnostics.OneLine(pattern)}'; between several patterns are semicolons", options);
            }
        }
    }

    private static List<CommandEntry> Register(BuiltInDispatcher? builtIn, IEnumerable<QmpDispatcher> dispatchers, QmpServiceOptions options)
    {
        var entries = new List<CommandEntry>();
        if (builtIn is not null)
        {
            entries.Add(new CommandEntry(builtIn.Module.Commands[0], builtIn, 0, options, isNegotiation: true));
        }

        foreach (QmpDispatcher dispatcher in dispatchers)
        {
            Register(dispatcher, entries, options);
        }

        if (builtIn is not null)
        {
            Register(builtIn, entries, options);
        }

        return entries;
    }

    private static void Register(QmpDispatcher dispatcher, List<CommandEntry> entries, QmpServiceOptions options)
    {
        for (int i = 0; i < dispatcher.Module.Commands.Count; i++)
        {
            entries.Add(new CommandEntry(dispatcher.Module.Commands[i], dispatcher, i, options));
        }
    }
}
