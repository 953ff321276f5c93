using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Client.Events;
using QapiGen.Runtime.Client.Reading;
using QapiGen.Runtime.Client.Schema;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Client;

/// <summary>A connection to a QMP server: QEMU, its storage daemon, its guest agent, or one of your own.</summary>
/// <remarks>
/// Calls may overlap, from any threads. Cancelling a call, or its deadline, leaves the connection usable: the late reply is dropped; the
/// command may still be executed. When the connection breaks, every call that waits fails with a <see cref="QmpConnectionException"/> that has the
/// one cause as its inner exception. Generated proxies are made over a client: <c>new JobCommandsClient(client)</c>.
/// </remarks>
public sealed class QmpClient : IAsyncDisposable
{
    private readonly QmpClientOptions _options;
    private readonly EventHub _hub;
    private readonly ClientLink _link;

    internal QmpClient(QmpClientOptions options, EventHub hub, ClientLink link)
    {
        _options = options;
        _hub = hub;
        _link = link;
    }

    /// <summary>What the server said of itself; null where there is no greeting.</summary>
    public QmpGreeting? Greeting => _link.Current?.Greeting;

    /// <summary>Whether commands can be sent out-of-band.</summary>
    public bool IsOutOfBandEnabled => _link.Current is { Calls.IsOutOfBandEnabled: true };

    /// <summary>Whether the connection is open.</summary>
    public bool IsConnected => _link.Current is { Ended.IsCompleted: false };

    /// <summary>
    /// Ends with the connection: normally when it was closed from this side or the server was told to quit (<c>quit</c>, or the event <c>SHUTDOWN</c>
    /// says so), with the cause as a <see cref="QmpConnectionException"/> when it broke.
    /// </summary>
    public Task Completion => _link.Completion;

    /// <summary>The server's schema; null until it has been asked for (<see cref="GetSchemaAsync"/>, <see cref="QmpClientOptions.QuerySchema"/>).</summary>
    public QmpSchema? Schema => _link.Schema;

    /// <summary>Connects to a server and goes through the handshake.</summary>
    /// <param name="address">Where it listens: <c>unix:PATH</c>, <c>tcp:HOST:PORT</c>, <c>pipe:NAME</c>, or the path of a Unix socket.</param>
    /// <param name="options">How the client behaves; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="QmpConnectionException">
    /// There is no connection to be had (<see cref="QmpConnectionException.Failure"/> says why), or it ended during the handshake.
    /// </exception>
    /// <exception cref="QmpProtocolException">What answered is no QMP server: a monitor for people, a web server, a guest agent; the message shows what came.</exception>
    /// <exception cref="QmpTimeoutException">The handshake took longer than <see cref="QmpClientOptions.HandshakeTimeout"/>: the server serves somebody else.</exception>
    /// <exception cref="FormatException">The address has no known form.</exception>
    public static ValueTask<QmpClient> ConnectAsync(string address, QmpClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        return ConnectAsync(IsBareName(address) ? QmpAddress.Unix(address) : QmpAddress.Parse(address), options, null, cancellationToken);
    }

    /// <summary>Connects to a server and goes through the handshake.</summary>
    /// <inheritdoc cref="ConnectAsync(string, QmpClientOptions?, CancellationToken)"/>
    /// <param name="address">Where it listens.</param>
    /// <param name="options">How the client behaves; null for the defaults.</param>
    /// <param name="tls">TLS for TCP; null for none.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async ValueTask<QmpClient> ConnectAsync(
        QmpAddress address,
        QmpClientOptions? options = null,
        QmpTlsOptions? tls = null,
        CancellationToken cancellationToken = default)
    {
        IQmpTransport transport = await ConnectWait.ConnectAsync(address, tls, options ?? QmpClientOptions.Default, cancellationToken).ConfigureAwait(false);
        return await ConnectAsync(transport, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Goes through the handshake over a transport, which the client owns from then on.</summary>
    /// <inheritdoc cref="ConnectAsync(string, QmpClientOptions?, CancellationToken)"/>
    /// <param name="transport">The transport; disposed when connecting fails.</param>
    /// <param name="options">How the client behaves; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async ValueTask<QmpClient> ConnectAsync(IQmpTransport transport, QmpClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        options ??= QmpClientOptions.Default;
        QmpClient client;
        ClientConnection connection;
        try
        {
            ILogger logger = SafeLogger.For(options.LoggerFactory.CreateLogger(RuntimeLog.ClientCategory));
            var hub = new EventHub(options.KnownEvents, options.EarlyEventCapacity, logger);
            connection = new ClientConnection(transport, options, hub, logger);
            client = new QmpClient(options, hub, ClientLink.ForOne(connection, hub, options));
        }
        catch
        {
            await transport.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            if (options.QuerySchema)
            {
                await client.GetSchemaAsync(cancellationToken).ConfigureAwait(false);
            }

            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits for a server to connect to a listener (<c>-qmp unix:PATH,server=off</c>), which is free of start-up races, and goes through the handshake.</summary>
    /// <inheritdoc cref="ConnectAsync(string, QmpClientOptions?, CancellationToken)"/>
    /// <param name="listener">Where the server connects to; remains the caller's.</param>
    /// <param name="options">How the client behaves; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async ValueTask<QmpClient> AcceptAsync(QmpListener listener, QmpClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(listener);
        IQmpTransport transport = await listener.AcceptAsync(cancellationToken).ConfigureAwait(false);
        return await ConnectAsync(transport, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Executes a command that has no result.</summary>
    /// <param name="command">The command.</param>
    /// <param name="arguments">Its arguments; <see cref="NoData"/> for none.</param>
    /// <param name="options">What is special about this call; null for nothing.</param>
    /// <param name="cancellationToken">Gives the call up: the connection stays usable, the command may still be executed.</param>
    /// <exception cref="QmpErrorException">The server refused.</exception>
    /// <exception cref="QmpProtocolException">The server's reply has the wrong form.</exception>
    /// <exception cref="QmpConnectionException">The connection has ended; whether the command was executed isn't known.</exception>
    /// <exception cref="QmpTimeoutException">The deadline passed; the connection stays usable.</exception>
    public ValueTask ExecuteAsync<TArguments>(
        QmpCommandDescriptor command,
        in TArguments arguments,
        QmpCallOptions? options = null,
        CancellationToken cancellationToken = default)
        where TArguments : IWireWritable<TArguments>
    {
        ArgumentNullException.ThrowIfNull(command);
        return _link.Current is { } connection
            ? connection.Calls.ExecuteVoidAsync(new CallTarget(command), arguments, options, cancellationToken)
            : _link.ExecuteVoidLaterAsync(new CallTarget(command), arguments, options, cancellationToken);
    }

    /// <summary>Executes a command.</summary>
    /// <returns>Its result, decoded leniently.</returns>
    /// <inheritdoc cref="ExecuteAsync{TArguments}(QmpCommandDescriptor, in TArguments, QmpCallOptions?, CancellationToken)"/>
    public ValueTask<TResult> ExecuteAsync<TArguments, TResult, TCodec>(
        QmpCommandDescriptor command,
        in TArguments arguments,
        QmpCallOptions? options = null,
        CancellationToken cancellationToken = default)
        where TArguments : IWireWritable<TArguments>
        where TCodec : IWireReadable<TResult>
    {
        ArgumentNullException.ThrowIfNull(command);
        return _link.Current is { } connection
            ? connection.Calls.ExecuteAsync<TArguments, TResult, TCodec>(new CallTarget(command), arguments, options, cancellationToken)
            : _link.ExecuteLaterAsync<TArguments, TResult, TCodec>(new CallTarget(command), arguments, options, cancellationToken);
    }

    /// <summary>Executes a command by its name, without a schema.</summary>
    /// <param name="command">The command's name.</param>
    /// <param name="arguments">
    /// Its arguments, a JSON object; null for none. A call that has to wait before it is sent keeps the element and not its bytes: leave the element's
    /// <see cref="JsonDocument"/> alone until the call has ended, or give a <see cref="JsonElement.Clone"/>.
    /// </param>
    /// <param name="options">What is special about this call; null for nothing.</param>
    /// <param name="cancellationToken">Gives the call up: the connection stays usable, the command may still be executed.</param>
    /// <returns>The result as it came.</returns>
    /// <exception cref="ArgumentException">The arguments are an element that was never read, have a text that isn't Unicode, or are nested more than 1024 deep.</exception>
    /// <exception cref="ObjectDisposedException">The arguments' document was disposed of before the call was sent; the command isn't executed.</exception>
    /// <inheritdoc cref="ExecuteAsync{TArguments}(QmpCommandDescriptor, in TArguments, QmpCallOptions?, CancellationToken)"/>
    public ValueTask<JsonElement> ExecuteAsync(
        string command,
        JsonElement? arguments = null,
        QmpCallOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        if (arguments is { ValueKind: JsonValueKind.Undefined })
        {
            throw new ArgumentException("That is no JSON value; null stands for no arguments", nameof(arguments));
        }

        var target = new CallTarget(command);
        return arguments is { } given
            ? ExecuteElementAsync(target, new ElementArguments(given), options, cancellationToken)
            : ExecuteElementAsync(target, default(NoData), options, cancellationToken);
    }

    /// <summary>Subscribes to the events of one kind. The subscription is active when this returns, so that a command sent after it can't outrun it.</summary>
    /// <typeparam name="TEvent">The generated record.</typeparam>
    /// <param name="buffer">How many events wait and what happens beyond; null for 1024, dropping the oldest.</param>
    public QmpEventSubscription<TEvent> Events<TEvent>(QmpEventBuffer? buffer = null)
        where TEvent : QmpEvent, IQmpEvent<TEvent>
    {
        var feed = new EventFeed<TEvent>(buffer ?? QmpEventBuffer.Default);
        return new QmpEventSubscription<TEvent>(_hub, new TypedEventRoute<TEvent>(feed), feed);
    }

    /// <summary>Subscribes to all events: as records where <see cref="QmpClientOptions.Schema"/> knows them, else as <see cref="RawQmpEvent"/>.</summary>
    /// <inheritdoc cref="Events{TEvent}(QmpEventBuffer?)"/>
    public QmpEventSubscription<QmpEvent> Events(QmpEventBuffer? buffer = null) => AnyEvents(_hub.Known, buffer);

    /// <summary>Subscribes to all events: as records where a schema knows them, else as <see cref="RawQmpEvent"/>.</summary>
    /// <inheritdoc cref="Events{TEvent}(QmpEventBuffer?)"/>
    /// <param name="schema">The generated schema. Generated clients of a whole schema have a method <c>Events</c> that gives their own.</param>
    /// <param name="buffer">How many events wait and what happens beyond; null for 1024, dropping the oldest.</param>
    public QmpEventSubscription<QmpEvent> Events(QmpCompiledSchema schema, QmpEventBuffer? buffer = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return AnyEvents(schema.Events, buffer);
    }

    /// <summary>Subscribes to the events of some names in one stream, in their order and as they came, whatever schema is compiled in.</summary>
    /// <param name="names">The names of the events.</param>
    /// <param name="buffer">How many may wait; null for the defaults.</param>
    /// <exception cref="ArgumentException">One of the names is null.</exception>
    public QmpEventSubscription<RawQmpEvent> Events(IReadOnlyCollection<string> names, QmpEventBuffer? buffer = null)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Contains(null!))
        {
            throw new ArgumentException("A name is null", nameof(names));
        }

        var feed = new EventFeed<RawQmpEvent>(buffer ?? QmpEventBuffer.Default);
        return new QmpEventSubscription<RawQmpEvent>(_hub, new NamedEventRoute(names, feed), feed);
    }

    /// <summary>
    /// Subscribes to the events that tell of jobs, as they came: <c>JOB_STATUS_CHANGE</c>, <c>BLOCK_JOB_COMPLETED</c> and <c>BLOCK_JOB_CANCELLED</c>. Those from before
    /// come first, so that who asks late knows what the client has been told: the newest 128 KiB of them are kept, whoever else has read them.
    /// </summary>
    /// <param name="buffer">How many may wait; null for the defaults.</param>
    public QmpEventSubscription<RawQmpEvent> JobEvents(QmpEventBuffer? buffer = null)
    {
        var feed = new EventFeed<RawQmpEvent>(buffer ?? QmpEventBuffer.Default);
        return new QmpEventSubscription<RawQmpEvent>(_hub, new NamedEventRoute(JobEventHistory.Names, feed), feed, wantsJobHistory: true);
    }

    /// <summary>Waits for an event. Already subscribed when this returns: start it, then send the command that causes the event, then await it.</summary>
    /// <typeparam name="TEvent">The generated record.</typeparam>
    /// <param name="filter">Which event; null for the first.</param>
    /// <param name="timeout">Deadline; null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="QmpConnectionException">The connection ended before the event came.</exception>
    /// <exception cref="QmpTimeoutException">The deadline passed.</exception>
    public Task<TEvent> WaitForEventAsync<TEvent>(Predicate<TEvent>? filter = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        where TEvent : QmpEvent, IQmpEvent<TEvent> =>
        EventWait.RunAsync(Events<TEvent>(), filter, timeout, _options.TimeProvider, TEvent.Descriptor.Name, cancellationToken);

    /// <summary>Waits for any event that a filter accepts.</summary>
    /// <inheritdoc cref="WaitForEventAsync{TEvent}(Predicate{TEvent}?, TimeSpan?, CancellationToken)"/>
    public Task<QmpEvent> WaitForEventAsync(Predicate<QmpEvent> filter, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return EventWait.RunAsync(Events(), filter, timeout, _options.TimeProvider, "an event", cancellationToken);
    }

    /// <summary>Gives the server's schema; asks <c>query-qmp-schema</c> the first time, or a guest agent's <c>guest-info</c>, which tells the names of its commands.</summary>
    /// <exception cref="QmpErrorException">The server has no such command.</exception>
    public ValueTask<QmpSchema> GetSchemaAsync(CancellationToken cancellationToken = default) =>
        _link.GetSchemaAsync(this, _options.Handshake == QmpHandshake.GuestAgent, cancellationToken);

    /// <summary>Whether the server has a command, an argument of it, and a value of that argument.</summary>
    /// <param name="command">The command.</param>
    /// <param name="argument">An argument, or a member within one: <c>file.driver</c>; null to ask for the command only.</param>
    /// <param name="value">A value of the enum that the argument has; null to ask for the argument only.</param>
    /// <returns>False, too, of an argument of a guest agent's command: the agent tells its commands but not their arguments, so that none can be relied on.</returns>
    /// <exception cref="InvalidOperationException">The server's schema isn't known yet, see <see cref="Schema"/>.</exception>
    public bool Supports(QmpCommandDescriptor command, string? argument = null, string? value = null)
    {
        ArgumentNullException.ThrowIfNull(command);
        return RequireSchema().TryGetCommand(command.Name, out QmpCommandInfo? known) && Has(known.Arguments, argument, value);
    }

    /// <summary>Whether the server has an event, a member of its data, and a value of that member.</summary>
    /// <inheritdoc cref="Supports(QmpCommandDescriptor, string?, string?)"/>
    /// <param name="data">The event.</param>
    /// <param name="member">A member, or a member within one; null to ask for the event only.</param>
    /// <param name="value">A value of the enum that the member has; null to ask for the member only.</param>
    public bool Supports(QmpEventDescriptor data, string? member = null, string? value = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        return RequireSchema().TryGetEvent(data.Name, out QmpEventInfo? known) && Has(known.Data, member, value);
    }

    /// <summary>Whether the server has a feature of a command or of an argument.</summary>
    /// <inheritdoc cref="Supports(QmpCommandDescriptor, string?, string?)"/>
    /// <param name="command">The command.</param>
    /// <param name="feature">The feature's name.</param>
    /// <param name="argument">The argument that has the feature; null for the command itself.</param>
    public bool SupportsFeature(QmpCommandDescriptor command, string feature, string? argument = null)
    {
        ArgumentNullException.ThrowIfNull(command);
        return RequireSchema().TryGetCommand(command.Name, out QmpCommandInfo? known)
            && (argument is null ? known.Features.Contains(feature) : SchemaProbe.Find(known.Arguments, argument).Any(x => x.Features.Contains(feature)));
    }

    /// <summary>Compares a compiled-in schema with the server's, and lists what the server lacks, before it is missed.</summary>
    /// <param name="compiled">The generated schema.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<IReadOnlyList<QmpSchemaDifference>> CompareSchemaAsync(QmpCompiledSchema compiled, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(compiled);
        QmpSchema theirs = await GetSchemaAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<QmpSchemaDifference> found = SchemaComparison.Run(QmpSchema.FromModules(compiled.Modules), theirs);
        return theirs.HasCommandNamesOnly ? [.. found.Where(x => x.Kind == QmpSchemaDifferenceKind.MissingCommand)] : found;
    }

    /// <summary>Closes the connection: sends what is still to be sent, then ends. Calls that wait fail.</summary>
    public ValueTask DisposeAsync() => _link.CloseAsync();

    private QmpEventSubscription<QmpEvent> AnyEvents(EventIndex known, QmpEventBuffer? buffer)
    {
        var feed = new EventFeed<QmpEvent>(buffer ?? QmpEventBuffer.Default);
        return new QmpEventSubscription<QmpEvent>(_hub, new AnyEventRoute(feed, known), feed);
    }

    /// <summary>The name of a socket in the working directory: where one connects, unlike where one listens, it can mean nothing else.</summary>
    private static bool IsBareName(string address) => address.Length > 0 && address.AsSpan().IndexOfAny(':', '/') < 0;

    private static bool Has(QmpTypeInfo root, string? member, string? value) =>
        member is null || SchemaProbe.Find(root, member).Any(x => value is null || SchemaProbe.HasValue(x.Type, value));

    private QmpSchema RequireSchema() =>
        Schema ?? throw new InvalidOperationException("The server's schema isn't known yet: call GetSchemaAsync, or set QmpClientOptions.QuerySchema");

    private ValueTask<JsonElement> ExecuteElementAsync<TArguments>(in CallTarget target, in TArguments arguments, QmpCallOptions? options, CancellationToken token)
        where TArguments : IWireWritable<TArguments> =>
        _link.Current is { } connection
            ? connection.Calls.ExecuteAsync<TArguments, JsonElement, ElementResultCodec>(target, arguments, options, token)
            : _link.ExecuteLaterAsync<TArguments, JsonElement, ElementResultCodec>(target, arguments, options, token);
}
