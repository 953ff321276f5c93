using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace QapiGen.Hosting.AspNetCore;

/// <summary>Makes Kestrel create the Unix sockets of QMP so that only their owner can connect to them.</summary>
internal static class UnixSocketMode
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Changes how one socket is bound. Nobody can connect before Kestrel listens, so nobody can before the mode is set.</summary>
    /// <param name="options">Kestrel's, which it asks when it binds.</param>
    /// <param name="path">The socket's; the application's other sockets stay as they are.</param>
    public static void Apply(SocketTransportOptions options, string path)
    {
        Func<EndPoint, Socket> bind = options.CreateBoundListenSocket;
        options.CreateBoundListenSocket = endPoint =>
        {
            Socket socket = bind(endPoint);
            if (endPoint is UnixDomainSocketEndPoint && endPoint.ToString() == path && path[0] is not ('\0' or '@') && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, OwnerOnly);
            }

            return socket;
        };
    }
}
