using System;
using System.Threading;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;

namespace QapiGen.Runtime.Client;

/// <summary>How a <see cref="QmpClient"/> behaves. Not changed after the client has been made.</summary>
public sealed class QmpClientOptions
{
    /// <summary>How the session begins.</summary>
    public QmpHandshake Handshake { get; init; } = QmpHandshake.Greeting;

    /// <summary>
    /// Whether <c>oob</c> is enabled when the server offers it (QMP spec 7, 11.2). The server then reads ahead, and the client keeps at
    /// most <see cref="MaxInBandCommands"/> commands in flight, so that out-of-band commands get through.
    /// </summary>
    public bool EnableOutOfBand { get; init; } = true;

    /// <summary>
    /// In-band commands in flight at once when <c>oob</c> is enabled; more wait in the client. Null for as many as the server's queue takes: eight (QMP spec 11.2),
    /// or 64 where the server is one of this library and offers that, as long as they have no more than 256 KiB together. At least 1.
    /// </summary>
    public int? MaxInBandCommands { get; init; }

    /// <summary>
    /// Deadline for connecting to an address, TLS included, and then for greeting and negotiation; a server that serves somebody else greets only after that (QMP spec 1).
    /// </summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long connecting to an address is tried again while nobody listens there (<see cref="Messages.QmpConnectionFailure.NotFound"/>,
    /// <see cref="Messages.QmpConnectionFailure.Refused"/>, <see cref="Messages.QmpConnectionFailure.Busy"/>), as while a server starts; null to try
    /// once, <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.
    /// </summary>
    public TimeSpan? ConnectWait { get; init; }

    /// <summary>Deadline of a call that has none of its own; null for none.</summary>
    public TimeSpan? CallTimeout { get; init; }

    /// <summary>How long to wait for an error of a command that has no success response (QMP spec 15); then it has succeeded.</summary>
    public TimeSpan SilentCommandWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest message that is accepted, in bytes. 256 MiB: four times what QEMU accepts itself.</summary>
    public int MaxMessageBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>
    /// Bytes of requests that wait in the client while the server doesn't read, apart from those being written. 16 MiB; beyond, calls wait before they
    /// are encoded, in order, until there is room, their token or their deadline; a single larger request passes. At least 1.
    /// </summary>
    public int MaxQueuedBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// How long closing waits for a server that doesn't read to take what is still to be sent: a second, by the system's clock. <see cref="Timeout.InfiniteTimeSpan"/>
    /// waits for ever.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan CloseTimeout
    {
        get;
        init => field = value >= TimeSpan.Zero || value == Timeout.InfiniteTimeSpan ? value : throw new ArgumentOutOfRangeException(nameof(value));
    } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Events kept from before the first subscription, the handshake included; the first subscription gets those that it asks for. The oldest
    /// are dropped, which is counted, where there are more. 0 to keep none.
    /// </summary>
    public int EarlyEventCapacity { get; init; } = 256;

    /// <summary>The compiled-in schema: gives events in <see cref="QmpClient.Events(QmpEventBuffer?)"/> their types; null if there is none.</summary>
    public QmpCompiledSchema? Schema { get; init; }

    /// <summary>Whether <c>query-qmp-schema</c> is asked while connecting, so that the capability view can answer.</summary>
    public bool QuerySchema { get; init; }

    /// <summary>
    /// Whether code that awaits a reply may run on the thread that reads from the connection, which saves a change of threads, but lets
    /// whatever that code does hold up all other replies and events.
    /// </summary>
    public bool AllowSynchronousContinuations { get; init; }

    /// <summary>Id of the first request; null for a random one, which keeps replies to a predecessor's requests apart (QMP spec 18).</summary>
    public long? FirstRequestId { get; init; }

    /// <summary>Where the client logs, every message included where <see cref="Tracing.QmpWireLog.Category"/> is at trace.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Time of deadlines and back-off.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal static QmpClientOptions Default { get; } = new();

    internal EventIndex KnownEvents => Schema?.Events ?? EventIndex.Empty;
}

/// <summary>How a session begins.</summary>
public enum QmpHandshake
{
    /// <summary>The server greets, the client negotiates (QMP spec 6, 7): QEMU and its storage daemon.</summary>
    Greeting,

    /// <summary>No greeting; the client synchronises with <c>guest-sync-delimited</c> (QMP spec 17): QEMU's guest agent.</summary>
    GuestAgent,

    /// <summary>Nothing at all: commands can be sent at once.</summary>
    None,
}
