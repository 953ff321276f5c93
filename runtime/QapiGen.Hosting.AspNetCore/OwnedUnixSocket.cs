using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Net.Sockets;
using QapiGen.Runtime.Transport;

namespace QapiGen.Hosting.AspNetCore;

/// <summary>A listening Unix socket of Kestrel's to which only the owner can connect, and whose end removes the file that it made.</summary>
/// <remarks>The socket class removes whatever stands at the path by then: another server's socket, or a file. On other systems than Linux it still does, since numbers of files aren't known there.</remarks>
internal sealed class OwnedUnixSocket : Socket
{
    private readonly string _path;
    private FileIdentity? _identity;

    private OwnedUnixSocket(string path)
        : base(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) => _path = path;

    private OwnedUnixSocket(SafeSocketHandle handle, string path)
        : base(handle)
    {
        _path = path;
        _identity = FileIdentity.Of(path);
    }

    /// <summary>Makes one that is bound.</summary>
    public static OwnedUnixSocket Bind(BrakedEndPoint endPoint, string path)
    {
        var socket = new OwnedUnixSocket(path);
        try
        {
            endPoint.Bind(socket);
            socket._identity = FileIdentity.Of(path);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Makes one of a socket that is bound.</summary>
    /// <remarks>An object that is made of a handle knows no path to remove; the one that bound it is left as it is, and never ends.</remarks>
    [SuppressMessage("Usage", "CA1816", Justification = "Its finalizer would close the handle that is the new one's by then.")]
    public static OwnedUnixSocket TakeOver(Socket bound, string path)
    {
        var socket = new OwnedUnixSocket(bound.SafeHandle, path);
        GC.SuppressFinalize(bound);
        return socket;
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
}
