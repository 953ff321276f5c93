using System;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using QapiGen.Runtime.Client;

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

    /// <summary>Gets each command of each client before it is forwarded or refused, one at a time; must be quick, and doesn't throw. Null for nobody.</summary>
    public Action<QmpProxyAuditEntry>? Audit { get; init; }

    /// <summary>Commands of one client that may wait for their replies; then nothing more is read from it. 1 or more.</summary>
    public int MaxPendingCommands { get; init; } = 256;

    /// <summary>Bytes that may wait to be sent to a client when an event comes; the event is dropped for this client, and counted, if there are more.</summary>
    public int MaxPendingEventBytes { get; init; } = 1024 * 1024;

    /// <summary>Bytes that may wait to be sent to a client when a reply comes; the client is closed if there are more.</summary>
    public int MaxPendingOutputBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Longest message that is taken from the server, in bytes.</summary>
    public int MaxMessageBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>Deadline for the server's greeting and negotiation.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where the proxy logs.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Time of deadlines, back-off and audit.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
