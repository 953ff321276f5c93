using System;
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
        (QmpConnectionFailure failure, string message) = UnixConnectFailure.Describe(address.ToString(), address.Path, cause);
        return failure switch
        {
            QmpConnectionFailure.NotFound => (failure, $"{message}. {UnixHint(isForAgent, ", and is this its socket")}"),
            QmpConnectionFailure.Refused => (failure, $"{message}. {UnixHint(isForAgent, "")}"),
            _ => (failure, message),
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
        _ => (QmpConnectionFailure.Other, $"Connecting to {address} failed: {cause.Message}"),
    };

    private static string UnixHint(bool isForAgent, string isThisIt) => isForAgent
        ? "Is QEMU running, and is this the socket of its agent's port (-chardev socket,path=PATH,server=on,wait=off,id=qga0)?"
        : $"Is the server running{isThisIt} (-qmp unix:PATH,server=on,wait=off)?";
}
