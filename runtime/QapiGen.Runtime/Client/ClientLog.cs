using System;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Client;

/// <summary>What the client logs; ids 100 to 199, category <c>QapiGen.Runtime.Client</c>.</summary>
internal static partial class ClientLog
{
    public const string Category = "QapiGen.Runtime.Client";

    [LoggerMessage(100, LogLevel.Debug, "Connected to {Peer}, server {Version}")]
    public static partial void Connected(ILogger logger, string peer, QmpServerVersion version);

    [LoggerMessage(101, LogLevel.Debug, "The connection to {Peer} was closed")]
    public static partial void Closed(ILogger logger, string peer);

    [LoggerMessage(102, LogLevel.Warning, "The connection to {Peer} broke: {Cause}")]
    public static partial void Broken(ILogger logger, string peer, string cause);

    [LoggerMessage(103, LogLevel.Debug, "Dropped a reply that nobody waits for: id {Id}")]
    public static partial void LateReply(ILogger logger, string id);

    [LoggerMessage(104, LogLevel.Warning, "Dropped a message that is neither reply nor event ({Bytes} bytes)")]
    public static partial void UnknownMessage(ILogger logger, int bytes);

    [LoggerMessage(105, LogLevel.Warning, "The server reported an error without an id: {Error}")]
    public static partial void ErrorWithoutId(ILogger logger, string error);

    [LoggerMessage(106, LogLevel.Warning, "Event {Name} isn't what the schema declares")]
    public static partial void UnreadableEvent(ILogger logger, Exception error, string name);

    [LoggerMessage(107, LogLevel.Debug, "The server greeted again")]
    public static partial void SecondGreeting(ILogger logger);

    [LoggerMessage(108, LogLevel.Information, "Reconnecting to {Peer} in {Delay}, attempt {Attempt}")]
    public static partial void Reconnecting(ILogger logger, string peer, TimeSpan delay, int attempt);

    [LoggerMessage(109, LogLevel.Warning, "Connecting to {Peer} failed: {Cause}")]
    public static partial void ConnectFailed(ILogger logger, string peer, string cause);
}
