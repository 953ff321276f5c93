using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using QapiGen.Runtime.Json;

namespace QapiGen.Runtime.Server;

/// <summary>How a <see cref="QmpService"/> behaves. The defaults are QEMU's, but for the bound on unread output.</summary>
public sealed class QmpServiceOptions
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
    /// Bytes that may wait for a client to read them when the next message is added: 64 MiB. Beyond that the connection is closed.
    /// A single message may be larger. QEMU has no such limit (QMP spec 11.4, 21).
    /// </summary>
    public int MaxPendingOutputBytes
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    } = 64 * 1024 * 1024;

    /// <summary>Rate limits of events.</summary>
    public IReadOnlyList<QmpEventRateLimit> EventRateLimits { get; init; } = QmpEventRateLimit.Qemu102;

    /// <summary>Runs when a client sends <c>quit</c>, before the reply; what it emits comes before the reply. Afterwards the service stops.</summary>
    public Func<CancellationToken, ValueTask>? OnQuit { get; init; }

    /// <summary>Time stamps of events and the periods of rate limits.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where log messages go.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
