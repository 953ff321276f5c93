using System;
using Microsoft.Extensions.Logging;

namespace QapiGen.Runtime.Server;

/// <summary>Log messages of servers; ids 200 to 249.</summary>
internal static partial class QmpServerLog
{
    [LoggerMessage(200, LogLevel.Information, "{Service}: client {Connection} connected over {Transport}")]
    public static partial void Connected(ILogger logger, string service, long connection, string transport);

    [LoggerMessage(201, LogLevel.Information, "{Service}: client {Connection} is gone")]
    public static partial void Disconnected(ILogger logger, string service, long connection);

    [LoggerMessage(202, LogLevel.Warning, "{Service}: connection {Connection} closed, its client doesn't read: more than {Bytes} bytes are waiting")]
    public static partial void Overflowed(ILogger logger, string service, long connection, int bytes);

    [LoggerMessage(203, LogLevel.Debug, "{Service}: connection {Connection} broke")]
    public static partial void Broke(ILogger logger, string service, long connection, Exception cause);

    [LoggerMessage(204, LogLevel.Debug, "{Service}: connection {Connection} negotiated, out-of-band commands {OutOfBand}")]
    public static partial void Negotiated(ILogger logger, string service, long connection, bool outOfBand);

    [LoggerMessage(205, LogLevel.Debug, "{Service}: the client of connection {Connection} left while it wasn't being read; its commands are cancelled")]
    public static partial void Left(ILogger logger, string service, long connection);

    [LoggerMessage(206, LogLevel.Warning, "{Service}: connection {Connection} closed at the end, its client hasn't read what waited for it")]
    public static partial void NotRead(ILogger logger, string service, long connection);

    [LoggerMessage(207, LogLevel.Warning, "{Service}: turned a client of {Address} away, {Limit} are connected")]
    public static partial void TooMany(ILogger logger, string service, string address, int limit);

    [LoggerMessage(208, LogLevel.Warning, "{Service}: turned a client of {Address} away, this process is running out of file descriptors")]
    public static partial void NoDescriptors(ILogger logger, string service, string address);

    [LoggerMessage(210, LogLevel.Debug, "{Service}: connection {Connection} refused a message: {Text}")]
    public static partial void Refused(ILogger logger, string service, long connection, string text);

    [LoggerMessage(211, LogLevel.Error, "{Service}: command {Command} failed unexpectedly")]
    public static partial void CommandFailed(ILogger logger, string service, string command, Exception cause);

    [LoggerMessage(212, LogLevel.Error, "{Service}: command {Command} ended without a reply")]
    public static partial void NoReply(ILogger logger, string service, string command);

    [LoggerMessage(213, LogLevel.Error, "{Service}: a command failed to be cancelled")]
    public static partial void CancelFailed(ILogger logger, string service, Exception cause);

    [LoggerMessage(220, LogLevel.Information, "{Service}: listening on {Address}")]
    public static partial void Listening(ILogger logger, string service, string address);

    [LoggerMessage(221, LogLevel.Warning, "{Service}: accepting on {Address} failed")]
    public static partial void AcceptFailed(ILogger logger, string service, string address, Exception cause);

    [LoggerMessage(222, LogLevel.Information, "{Service}: a client asked to quit")]
    public static partial void Quitting(ILogger logger, string service);

    [LoggerMessage(223, LogLevel.Information, "{Service}: stopping, {Connections} connections are open")]
    public static partial void Stopping(ILogger logger, string service, int connections);
}
