using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using QapiGen.Runtime.Transport;

namespace QapiGen.Hosting.AspNetCore;

/// <summary>A listening Unix socket of Kestrel's to which only the owner can connect, and whose end removes the file that it made.</summary>
/// <remarks>The socket class removes whatever stands at the path by then: another server's socket, or a file. On other systems than Linux it still does, since numbers of files aren't known there.</remarks>
internal sealed class OwnedUnixSocket : Socket
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;
    private readonly FileIdentity? _identity;

    private OwnedUnixSocket(SafeSocketHandle handle, string path)
        : base(handle)
    {
        _path = path;
        _identity = FileIdentity.Of(path);
    }

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
                return OperatingSystem.IsLinux() && socket is not OwnedUnixSocket ? TakeOver(socket, path) : socket;
            }

            return socket;
        };
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Before it is closed: then its file's number is nobody else's.
        if (disposing && _identity is not null && FileIdentity.Of(_path) == _identity)
        {
            try
            {
                File.Delete(_path);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                // It stays, and nobody listens there.
            }
        }

        base.Dispose(disposing);
    }

    // An object that is made of a handle knows no path to remove; the one that bound it is left as it is, and never ends.
    [SuppressMessage("Usage", "CA1816", Justification = "Its finalizer would close the handle that is the new one's by then.")]
    private static OwnedUnixSocket TakeOver(Socket bound, string path)
    {
        var socket = new OwnedUnixSocket(bound.SafeHandle, path);
        GC.SuppressFinalize(bound);
        return socket;
    }
}
