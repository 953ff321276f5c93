using System;
using Microsoft.Extensions.Logging;

namespace QapiGen.Runtime.Proxy;

/// <summary>What is logged about proxies; ids 300 to 319.</summary>
internal static partial class ProxyLog
{
    /// <summary>The category.</summary>
    public const string Category = "QapiGen.Runtime.Proxy.QmpProxy";

    [LoggerMessage(300, LogLevel.Information, "Client {Client} connected at {Peer}")]
    public static partial void Connected(ILogger logger, long client, string peer);

    [LoggerMessage(301, LogLevel.Information, "Client {Client} is gone; it had lost {DroppedEvents} events")]
    public static partial void Disconnected(ILogger logger, long client, long droppedEvents);

    [LoggerMessage(302, LogLevel.Debug, "Client {Client} broke: {Message}")]
    public static partial void Broke(ILogger logger, long client, string message);

    [LoggerMessage(303, LogLevel.Debug, "Client {Client} negotiated; out-of-band: {OutOfBand}")]
    public static partial void Negotiated(ILogger logger, long client, bool outOfBand);

    [LoggerMessage(304, LogLevel.Debug, "The server answered something that nobody waits for")]
    public static partial void StrayReply(ILogger logger);

    [LoggerMessage(305, LogLevel.Information, "Connected to the server at {Server}")]
    public static partial void ServerConnected(ILogger logger, string server);

    [LoggerMessage(306, LogLevel.Warning, "The server is gone: {Message}")]
    public static partial void ServerGone(ILogger logger, string message);

    [LoggerMessage(307, LogLevel.Warning, "Connecting to the server failed: {Message}; next attempt in {Delay}")]
    public static partial void ConnectFailed(ILogger logger, string message, TimeSpan delay);

    [LoggerMessage(308, LogLevel.Warning, "Accepting a client at {Address} failed: {Message}")]
    public static partial void AcceptFailed(ILogger logger, string address, string message);

    [LoggerMessage(310, LogLevel.Warning, "A client at {Peer} got no connection to the server: {Message}")]
    public static partial void DirectFailed(ILogger logger, string peer, string message);

    [LoggerMessage(311, LogLevel.Warning, "Client {Client} is closed: it doesn't read, and {Bytes} bytes wait for it")]
    public static partial void TooFarBehind(ILogger logger, long client, long bytes);

    [LoggerMessage(312, LogLevel.Warning, "Turned a client of {Address} away, {Limit} are connected")]
    public static partial void TooMany(ILogger logger, string address, int limit);

    [LoggerMessage(313, LogLevel.Warning, "Turned a client of {Address} away, this process is running out of file descriptors")]
    public static partial void NoDescriptors(ILogger logger, string address);

    [LoggerMessage(309, LogLevel.Information, "Listening at {Address}")]
    public static partial void Listening(ILogger logger, string address);
}
