using System;
using System.IO;
using System.Net.Sockets;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Transport;

/// <summary>Says why a Unix socket couldn't be connected to; .NET has no words for a file that isn't there. Compiled into each package that asks, so that it is nobody's API.</summary>
internal static class UnixConnectFailure
{
    /// <summary>Finds the reason, and a sentence without a full stop.</summary>
    public static (QmpConnectionFailure Failure, string Message) Describe(string address, string path, Exception cause)
    {
        bool exists = File.Exists(path) || Directory.Exists(path);
        return (cause as SocketException)?.SocketErrorCode switch
        {
            SocketError.AccessDenied => (QmpConnectionFailure.Denied, $"Permission to connect to {address} is denied"),
            SocketError.WouldBlock or SocketError.TryAgain => (QmpConnectionFailure.Busy, $"{address} is busy: others wait to be served already"),
            { } when !exists => (QmpConnectionFailure.NotFound, $"There is no such socket: {address}"),
            SocketError.ConnectionRefused => (QmpConnectionFailure.Refused, $"Nobody listens at {address}: it is the socket of a server that has ended, or no socket"),
            _ => (QmpConnectionFailure.Other, $"Connecting to {address} failed: {cause.Message}"),
        };
    }
}
