using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace QapiGen.Hosting;

/// <summary>Makes Kestrel create Unix sockets that only their owner can connect to.</summary>
internal static class QmpUnixSocketMode
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Changes how sockets are bound. Nobody can connect before Kestrel listens, so nobody can before the mode is set.</summary>
    public static void Apply(SocketTransportOptions options)
    {
        Func<EndPoint, Socket> bind = options.CreateBoundListenSocket;
        options.CreateBoundListenSocket = endPoint =>
        {
            Socket socket = bind(endPoint);
            string path = endPoint is UnixDomainSocketEndPoint ? endPoint.ToString()! : "";
            if (path.Length != 0 && path[0] is not ('\0' or '@') && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, OwnerOnly);
            }

            return socket;
        };
    }
}
