using System;
using System.IO;
using System.Net.Sockets;
using System.Security.Authentication;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Transport;

/// <summary>Says why an address couldn't be connected to, and what may help.</summary>
internal static class ConnectFailure
{
    /// <summary>Makes the exception.</summary>
    public static QmpConnectionException For(QmpAddress address, Exception cause, bool isForAgent)
    {
        (QmpConnectionFailure failure, string message) = address.Kind == QmpAddressKind.Unix ? OfUnix(address, cause, isForAgent) : OfOther(address, cause, isForAgent);
        return new QmpConnectionException(failure, message, cause);
    }

    private static (QmpConnectionFailure Failure, string Message) OfUnix(QmpAddress address, Exception cause, bool isForAgent)
    {
        bool exists = File.Exists(address.Path) || Directory.Exists(address.Path);
        return (cause as SocketException)?.SocketErrorCode switch
        {
            SocketError.AccessDenied => (QmpConnectionFailure.Denied, $"Permission to connect to {address} is denied"),
            SocketError.WouldBlock or SocketError.TryAgain => (QmpConnectionFailure.Busy, $"{address} is busy: others wait to be served already"),
            { } when !exists => (QmpConnectionFailure.NotFound,
                $"There is no such socket: {address}. {UnixHint(isForAgent, ", and is this its socket")}"),
            SocketError.ConnectionRefused => (QmpConnectionFailure.Refused,
                $"Nobody listens at {address}: it is the socket of a server that has ended, or no socket. {UnixHint(isForAgent, "")}"),
            _ => Other(address, cause),
        };
    }

    private static (QmpConnectionFailure Failure, string Message) OfOther(QmpAddress address, Exception cause, bool isForAgent) => cause switch
    {
        AuthenticationException => (QmpConnectionFailure.NotSecure, $"TLS with {address} failed: {cause.Message}"),
        UnauthorizedAccessException => (QmpConnectionFailure.Denied, $"Permission to connect to {address} is denied"),
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } =>
            (QmpConnectionFailure.NotFound, $"There is no such host: {address}"),
        SocketException { SocketErrorCode: SocketError.AccessDenied } => (QmpConnectionFailure.Denied, $"Permission to connect to {address} is denied"),
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            (QmpConnectionFailure.Refused, $"Nobody listens at {address}. {(isForAgent
                ? "Is QEMU running, and is this its agent's port (-chardev socket,host=HOST,port=PORT,server=on,wait=off,id=qga0)?"
                : "Is the server running (-qmp tcp:HOST:PORT,server=on,wait=off)?")}"),
        TimeoutException => (QmpConnectionFailure.NotFound, $"There is no such pipe, or it serves others: {address}. Is the server running?"),
        _ => Other(address, cause),
    };

    private static string UnixHint(bool isForAgent, string isThisIt) => isForAgent
        ? "Is QEMU running, and is this the socket of its agent's port (-chardev socket,path=PATH,server=on,wait=off,id=qga0)?"
        : $"Is the server running{isThisIt} (-qmp unix:PATH,server=on,wait=off)?";

    private static (QmpConnectionFailure Failure, string Message) Other(QmpAddress address, Exception cause) =>
        (QmpConnectionFailure.Other, $"Connecting to {address} failed: {cause.Message}");
}
