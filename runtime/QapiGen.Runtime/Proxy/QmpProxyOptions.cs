using System;
using System.Threading;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Proxy;

/// <summary>How a <see cref="QmpProxy"/> behaves. Not changed after it has been made.</summary>
public sealed class QmpProxyOptions
{
    /// <summary>Which commands pass.</summary>
    public QmpProxyPolicy Policy { get; init; } = QmpProxyPolicy.Everything;

    /// <summary>
    /// How the proxy connects again when the server is gone; its clients stay meanwhile, and their commands fail. Null to let the clients go with
    /// the server. <see cref="QmpReconnectOptions.Resynchronise"/> isn't used.
    /// </summary>
    public QmpReconnectOptions? Reconnect { get; init; }

    /// <summary>
    /// Gets each command of each client before it is forwarded or refused, one at a time; must be quick. Null for nobody. If it throws the command doesn't pass:
    /// its client gets <c>GenericError</c> with the cause.
    /// </summary>
    public Action<QmpProxyAuditEntry>? Audit { get; init; }

    /// <summary>Commands of one client that may wait for their replies, as long as they have no more than 1 MiB together; then nothing more is read from it. 1 or more.</summary>
    public int MaxPendingCommands { get; init; } = 256;

    /// <summary>
    /// Clients that may be connected at once: a quarter of the file descriptors that the process may have, up to 5000, since a client with a connection to
    /// the server of its own takes two. The next ones get an error in place of the greeting, and are closed.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value isn't positive.</exception>
    public int MaxConnections
    {
        get;
        init => field = (int)Positive(value);
    } = Math.Max(1, DescriptorLimit.DefaultConnections / 2);

    /// <summary>
    /// Bytes that unfinished messages, and commands without a reply, of all clients may take together: 256 MiB. Beyond it nothing more is read from clients
    /// that hold more than 64 KiB of them, and the largest unfinished message is refused as too long.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value isn't positive.</exception>
    public long MaxTotalInputBytes
    {
        get;
        init => field = Positive(value);
    } = 256 * 1024 * 1024;

    /// <summary>Bytes that may wait to be sent to a client when an event comes; the event is dropped for this client, and counted, if there are more.</summary>
    public int MaxPendingEventBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// Bytes that may wait for a client to read them: 64 MiB. From half of it on nothing more is read from the client, and its commands aren't forwarded, nor more of
    /// them than there is room for replies as large as the largest that it has had (512 KiB at first). So a client that reads slowly is slowed down;
    /// closed is only one that has asked at once for more than the whole, by replies larger than all before.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value isn't positive.</exception>
    public int MaxPendingOutputBytes
    {
        get;
        init => field = (int)Positive(value);
    } = 64 * 1024 * 1024;

    /// <summary>
    /// Bytes that may wait for all clients together: 256 MiB. Beyond it clients for which more than 64 KiB wait are treated as if half of their own
    /// limit were reached, and lose events.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value isn't positive.</exception>
    public long MaxTotalPendingOutputBytes
    {
        get;
        init => field = Positive(value);
    } = 256 * 1024 * 1024;

    /// <summary>How long a client that is closed has to read what is left for it, and before that the server: a second each. <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan CloseTimeout
    {
        get;
        init => field = value >= TimeSpan.Zero || value == Timeout.InfiniteTimeSpan ? value : throw new ArgumentOutOfRangeException(nameof(value));
    } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a client from which nothing is read, since it reads nothing of what waits for it, stays connected: 10 minutes. One that has passed its own connection into what
    /// isn't read can't be seen to leave. <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan UnreadTimeout
    {
        get;
        init => field = value >= TimeSpan.Zero || value == Timeout.InfiniteTimeSpan ? value : throw new ArgumentOutOfRangeException(nameof(value));
    } = TimeSpan.FromMinutes(10);

    /// <summary>Longest message that is taken from the server, in bytes.</summary>
    public int MaxMessageBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>Deadline for the server's greeting and negotiation.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where the proxy logs.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Time of deadlines, back-off and audit.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>What closes the descriptors that clients pass.</summary>
    internal DescriptorCloser DescriptorCloser { get; init; } = DescriptorCloser.Shared;

    private static long Positive(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        return value;
    }
}
