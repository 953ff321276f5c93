using System;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Diagnostics;

/// <summary>
/// What the runtime logs: ids 100 to 199 the client, 200 to 249 servers, 300 to 319 proxies, 320 and 321 the wire log. All in one class, since Microsoft's generator writes
/// several classes of an assembly in another order in each build.
/// </summary>
internal static partial class RuntimeLog
{
    /// <summary>The category of the client.</summary>
    public const string ClientCategory = "QapiGen.Runtime.Client";

    /// <summary>The category of proxies.</summary>
    public const string ProxyCategory = "QapiGen.Runtime.Proxy.QmpProxy";

    [LoggerMessage(100, LogLevel.Debug, "Connected to {Peer}, server {Version}")]
    public static partial void ClientConnected(ILogger logger, string peer, QmpServerVersion version);

    [LoggerMessage(101, LogLevel.Debug, "The connection to {Peer} was closed")]
    public static partial void ClientClosed(ILogger logger, string peer);

    [LoggerMessage(102, LogLevel.Warning, "The connection to {Peer} broke: {Cause}")]
    public static partial void ClientBroken(ILogger logger, string peer, string cause);

    [LoggerMessage(103, LogLevel.Debug, "Dropped a reply that nobody waits for: id {Id}")]
    public static partial void ClientLateReply(ILogger logger, string id);

    [LoggerMessage(104, LogLevel.Warning, "Dropped a message that is neither reply nor event ({Bytes} bytes)")]
    public static partial void ClientUnknownMessage(ILogger logger, int bytes);

    [LoggerMessage(105, LogLevel.Warning, "The server reported an error without an id: {Error}")]
    public static partial void ClientErrorWithoutId(ILogger logger, string error);

    [LoggerMessage(106, LogLevel.Warning, "Event {Name} isn't what the schema declares")]
    public static partial void ClientUnreadableEvent(ILogger logger, Exception error, string name);

    [LoggerMessage(107, LogLevel.Debug, "The server greeted again")]
    public static partial void ClientSecondGreeting(ILogger logger);

    [LoggerMessage(108, LogLevel.Information, "Reconnecting to {Peer} in {Delay}, attempt {Attempt}")]
    public static partial void ClientReconnecting(ILogger logger, string peer, TimeSpan delay, int attempt);

    [LoggerMessage(109, LogLevel.Warning, "Connecting to {Peer} failed: {Cause}")]
    public static partial void ClientConnectFailed(ILogger logger, string peer, string cause);

    [LoggerMessage(200, LogLevel.Information, "{Service}: client {Connection} connected over {Transport}")]
    public static partial void ServerConnected(ILogger logger, string service, long connection, string transport);

    [LoggerMessage(201, LogLevel.Information, "{Service}: client {Connection} is gone")]
    public static partial void ServerDisconnected(ILogger logger, string service, long connection);

    [LoggerMessage(202, LogLevel.Warning, "{Service}: connection {Connection} closed, its client doesn't read: more than {Bytes} bytes are waiting")]
    public static partial void ServerOverflowed(ILogger logger, string service, long connection, int bytes);

    [LoggerMessage(203, LogLevel.Debug, "{Service}: connection {Connection} broke")]
    public static partial void ServerBroke(ILogger logger, string service, long connection, Exception cause);

    [LoggerMessage(204, LogLevel.Debug, "{Service}: connection {Connection} negotiated, out-of-band commands {OutOfBand}")]
    public static partial void ServerNegotiated(ILogger logger, string service, long connection, bool outOfBand);

    [LoggerMessage(205, LogLevel.Debug, "{Service}: the client of connection {Connection} has left; commands that don't outlive their client are cancelled")]
    public static partial void ServerLeft(ILogger logger, string service, long connection);

    [LoggerMessage(206, LogLevel.Warning, "{Service}: connection {Connection} closed at the end, its client hasn't read what waited for it")]
    public static partial void ServerNotRead(ILogger logger, string service, long connection);

    [LoggerMessage(207, LogLevel.Warning, "{Service}: turned a client of {Address} away, {Limit} are connected")]
    public static partial void ServerTooMany(ILogger logger, string service, string address, int limit);

    [LoggerMessage(208, LogLevel.Warning, "{Service}: turned a client of {Address} away, this process is running out of file descriptors")]
    public static partial void ServerNoDescriptors(ILogger logger, string service, string address);

    [LoggerMessage(210, LogLevel.Debug, "{Service}: connection {Connection} refused a message: {Text}")]
    public static partial void ServerRefused(ILogger logger, string service, long connection, string text);

    [LoggerMessage(211, LogLevel.Error, "{Service}: command {Command} failed unexpectedly")]
    public static partial void ServerCommandFailed(ILogger logger, string service, string command, Exception cause);

    [LoggerMessage(212, LogLevel.Error, "{Service}: command {Command} ended without a reply")]
    public static partial void ServerNoReply(ILogger logger, string service, string command);

    [LoggerMessage(213, LogLevel.Error, "{Service}: a command failed to be cancelled")]
    public static partial void ServerCancelFailed(ILogger logger, string service, Exception cause);

    [LoggerMessage(214, LogLevel.Warning, "{Service}: connection {Connection} is closed under command {Command}, which is given up: it goes on though it was cancelled")]
    public static partial void ServerGaveUp(ILogger logger, string service, long connection, string command);

    [LoggerMessage(220, LogLevel.Information, "{Service}: listening on {Address}")]
    public static partial void ServerListening(ILogger logger, string service, string address);

    [LoggerMessage(221, LogLevel.Warning, "{Service}: accepting on {Address} failed")]
    public static partial void ServerAcceptFailed(ILogger logger, string service, string address, Exception cause);

    [LoggerMessage(222, LogLevel.Information, "{Service}: a client asked to quit")]
    public static partial void ServerQuitting(ILogger logger, string service);

    [LoggerMessage(223, LogLevel.Information, "{Service}: stopping, {Connections} connections are open")]
    public static partial void ServerStopping(ILogger logger, string service, int connections);

    [LoggerMessage(224, LogLevel.Warning, "{Service}: the certificate '{Subject}' of {Address} is valid from {From} to {To} only: clients refuse it now")]
    public static partial void ServerCertificateOutOfTime(ILogger logger, string service, string subject, string address, DateTimeOffset from, DateTimeOffset to);

    [LoggerMessage(225, LogLevel.Warning, "{Service}: the authority '{Subject}' that vouches for clients of {Address} is valid from {From} to {To} only: clients that it vouches for are refused now")]
    public static partial void ServerAuthorityOutOfTime(ILogger logger, string service, string subject, string address, DateTimeOffset from, DateTimeOffset to);

    [LoggerMessage(300, LogLevel.Information, "Client {Client} connected at {Peer}")]
    public static partial void ProxyConnected(ILogger logger, long client, string peer);

    [LoggerMessage(301, LogLevel.Information, "Client {Client} is gone; it had lost {DroppedEvents} events")]
    public static partial void ProxyDisconnected(ILogger logger, long client, long droppedEvents);

    [LoggerMessage(302, LogLevel.Debug, "Client {Client} broke: {Message}")]
    public static partial void ProxyBroke(ILogger logger, long client, string message);

    [LoggerMessage(303, LogLevel.Debug, "Client {Client} negotiated; out-of-band: {OutOfBand}")]
    public static partial void ProxyNegotiated(ILogger logger, long client, bool outOfBand);

    [LoggerMessage(304, LogLevel.Debug, "The server answered something that nobody waits for")]
    public static partial void ProxyStrayReply(ILogger logger);

    [LoggerMessage(305, LogLevel.Information, "Connected to the server at {Server}")]
    public static partial void ProxyServerConnected(ILogger logger, string server);

    [LoggerMessage(306, LogLevel.Warning, "The server is gone: {Message}")]
    public static partial void ProxyServerGone(ILogger logger, string message);

    [LoggerMessage(307, LogLevel.Warning, "Connecting to the server failed: {Message}; next attempt in {Delay}")]
    public static partial void ProxyConnectFailed(ILogger logger, string message, TimeSpan delay);

    [LoggerMessage(308, LogLevel.Warning, "Accepting a client at {Address} failed: {Message}")]
    public static partial void ProxyAcceptFailed(ILogger logger, string address, string message);

    [LoggerMessage(309, LogLevel.Information, "Listening at {Address}")]
    public static partial void ProxyListening(ILogger logger, string address);

    [LoggerMessage(310, LogLevel.Warning, "A client at {Peer} got no connection to the server: {Message}")]
    public static partial void ProxyDirectFailed(ILogger logger, string peer, string message);

    [LoggerMessage(311, LogLevel.Warning, "Client {Client} is closed: it doesn't read, and {Bytes} bytes wait for it")]
    public static partial void ProxyTooFarBehind(ILogger logger, long client, long bytes);

    [LoggerMessage(312, LogLevel.Warning, "Turned a client of {Address} away, {Limit} are connected")]
    public static partial void ProxyTooMany(ILogger logger, string address, int limit);

    [LoggerMessage(313, LogLevel.Warning, "Turned a client of {Address} away, this process is running out of file descriptors")]
    public static partial void ProxyNoDescriptors(ILogger logger, string address);

    [LoggerMessage(314, LogLevel.Warning, "A command of client {Client} doesn't pass since it can't be audited: {Message}")]
    public static partial void ProxyAuditFailed(ILogger logger, long client, string message);

    [LoggerMessage(315, LogLevel.Warning, "{Command} passes, by which most of what is denied can be done all the same: deny it, too")]
    public static partial void ProxyDetour(ILogger logger, string command);

    [LoggerMessage(316, LogLevel.Warning, "File descriptors of clients are refused, for all of them: {Count} that clients have passed wait to be closed")]
    public static partial void ProxyRefusesDescriptors(ILogger logger, long count);

    [LoggerMessage(317, LogLevel.Information, "File descriptors of clients are taken again")]
    public static partial void ProxyTakesDescriptors(ILogger logger);

    [LoggerMessage(320, LogLevel.Trace, "{Peer} > {Message}")]
    public static partial void WireSent(ILogger logger, string peer, string message);

    [LoggerMessage(321, LogLevel.Trace, "{Peer} < {Message}")]
    public static partial void WireReceived(ILogger logger, string peer, string message);
}
