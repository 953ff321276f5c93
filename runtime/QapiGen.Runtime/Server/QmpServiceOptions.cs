using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Server.Compatibility;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Server;

/// <summary>How a <see cref="QmpService"/> behaves. The defaults are QEMU's, but for bounds on what clients can make a server hold.</summary>
public sealed record QmpServiceOptions
{
    /// <summary>Name of the service in logs and metrics.</summary>
    public string Name { get; init; } = "qmp";

    /// <summary>Version for greeting and <c>query-version</c>.</summary>
    public QmpVersion Version { get; init; } = new(0, 1, 0);

    /// <summary>Which kind of server it is.</summary>
    public QmpServiceDialect Dialect { get; init; }

    /// <summary>Whether clients may enable out-of-band commands (QMP spec 6, 11.2).</summary>
    public bool OffersOutOfBand { get; init; } = true;

    /// <summary>
    /// Whether clients with <c>oob</c> may have 64 in-band commands under way instead of QEMU's eight, if they ask for it. The greeting then offers the capability
    /// <c>__qapigen_queue-64</c> as well, which clients of this library use and others ignore (QMP spec 19.7); without it the greeting is QEMU's.
    /// </summary>
    public bool OffersLongQueue { get; init; } = true;

    /// <summary>
    /// Whether in-band commands of different connections may run at the same time. By default one at a time runs in the whole service,
    /// taken in turn from the connections, as in QEMU (QMP spec 11.3), so that implementations need no locks among themselves.
    /// A command that waits for another command of the same service then waits for ever.
    /// </summary>
    public bool AllowsConcurrentCommands { get; init; }

    /// <summary>Whether output is pretty printed (QMP spec 5.1). Clients that read by lines can't talk to such a server.</summary>
    public bool IsPretty { get; init; }

    /// <summary>Whether the service starts before the machine exists: see <see cref="QmpService.IsPreconfig"/>.</summary>
    public bool StartsInPreconfig { get; init; }

    /// <summary>What is done with deprecated and unstable elements of the schema.</summary>
    public QmpCompatibilityPolicy Compatibility { get; init; } = QmpCompatibilityPolicy.Default;

    /// <summary>Limits of one received message.</summary>
    public QmpJsonLimits Limits { get; init; } = QmpJsonLimits.Default;

    /// <summary>
    /// Bytes that may wait for a client to read them: 64 MiB, QEMU's limit for a message. From half of it on nothing more is read from the
    /// client, so that replies never go beyond it by more than one message, which may be of any size. Events come unasked: a client for which
    /// more than this waits when the next one is sent is closed, since it must not believe that it has seen all. QEMU has no such limit
    /// (QMP spec 11.4, 21).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value isn't positive.</exception>
    public int MaxPendingOutputBytes
    {
        get;
        init => field = Positive(value);
    } = 64 * 1024 * 1024;

    /// <summary>
    /// Bytes that may wait for all clients together: 256 MiB, four of the largest. Beyond it clients for which more than 64 KiB wait
    /// are treated as if their own limit were reached: they aren't read from, or closed when an event comes for them.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value isn't positive.</exception>
    public long MaxTotalPendingOutputBytes
    {
        get;
        init => field = Positive(value);
    } = 256 * 1024 * 1024;

    /// <summary>
    /// Bytes that unfinished messages, and messages waiting for their turn, of all clients may take together: 256 MiB, enough for a message of
    /// the largest size with all that is made of it. Beyond it the clients with the most, and more than 64 KiB, lose the message that they haven't finished: it is refused as
    /// too long (<c>JSON token size limit exceeded</c>).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value isn't positive.</exception>
    public long MaxTotalInputBytes
    {
        get;
        init => field = Positive(value);
    } = 256 * 1024 * 1024;

    /// <summary>
    /// Clients that may be connected at once: half of the file descriptors that the process may have, up to 10000. The next ones get an error in
    /// place of the greeting, and are closed. The other half is for the runtime, which ends the process when it has none left, and the
    /// application.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value isn't positive.</exception>
    public int MaxConnections
    {
        get;
        init => field = Positive(value);
    } = DescriptorLimit.DefaultConnections;

    /// <summary>
    /// How long commands that are cancelled at the end have to answer, and what goes on all the same then to end before it is given up: a second each, by the machine's clock
    /// (<see cref="QmpService.StopAsync"/>).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan CancelTimeout
    {
        get;
        init => field = value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value));
    } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a connection that the service ends waits for its client to read what is left for it: a second.
    /// <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan CloseTimeout
    {
        get;
        init => field = value >= TimeSpan.Zero || value == Timeout.InfiniteTimeSpan ? value : throw new ArgumentOutOfRangeException(nameof(value));
    } = TimeSpan.FromSeconds(1);

    /// <summary>Who may run which commands; null for everybody all of them.</summary>
    public QmpAuthorization? Authorization { get; init; }

    /// <summary>Whose <c>quit</c> is obeyed: everybody's, as in QEMU. It counts for a <c>quit</c> of the application's own, too.</summary>
    public QmpQuitSource QuitFrom { get; init; }

    /// <summary>Tells implementations which call they are running; null if none wants to know.</summary>
    public QmpCallAccessor? CallAccessor { get; init; }

    /// <summary>What stands around every command, the outermost first.</summary>
    public IReadOnlyList<IQmpInterceptor> Interceptors { get; init; } = [];

    /// <summary>
    /// Commands whose token isn't cancelled when their client leaves: names with <c>*</c> and <c>?</c>, semicolons between; null for none but
    /// <c>quit</c>. QEMU cancels nothing (QMP spec 18): <c>*</c>.
    /// </summary>
    public string? CommandsThatOutliveClients { get; init; }

    /// <summary>Rate limits of events.</summary>
    public IReadOnlyList<QmpEventRateLimit> EventRateLimits { get; init; } = QmpEventRateLimit.Qemu102;

    /// <summary>
    /// Runs when a client sends <c>quit</c>, before the reply; what it emits comes before the reply. Afterwards the service stops. It runs once,
    /// however many clients send <c>quit</c>, unless it fails.
    /// </summary>
    public Func<CancellationToken, ValueTask>? OnQuit { get; init; }

    /// <summary>Time stamps of events, the periods of rate limits, and how long anything is waited for.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where log messages go.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    private static int Positive(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        return value;
    }

    private static long Positive(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        return value;
    }
}

/// <summary>Which kind of server a service is.</summary>
public enum QmpServiceDialect
{
    /// <summary>A monitor: greeting, negotiation, events, the built-in commands.</summary>
    Monitor,

    /// <summary>
    /// A guest agent (QMP spec 17): no greeting, no negotiation, no events, no built-in commands; lines end with LF, and the result of
    /// <c>guest-sync-delimited</c> follows a byte 0xFF.
    /// </summary>
    GuestAgent,
}
