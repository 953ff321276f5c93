using System;
using System.IO;
using System.Net.Sockets;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Transport;

/// <summary>The file of a listening Unix socket: made by one server at a time, and removed only by the server that made it.</summary>
/// <remarks>
/// <para>
/// A server that starts takes a lock, <c>PATH.lock</c>, looks whether somebody listens at the path, removes a socket on which nobody does, makes
/// its own and listens; then it gives the lock back. So of servers that start at once the first is there, complete, before the second looks.
/// </para>
/// <para>On other systems than Linux kinds and numbers of files aren't known: what refuses connections and is empty counts as left behind.</para>
/// </remarks>
internal sealed class UnixSocketFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;
    private readonly FileIdentity? _identity;

    private UnixSocketFile(string path)
    {
        _path = path;
        _identity = OperatingSystem.IsLinux() ? FileIdentity.Of(path) : null;
    }

    /// <summary>Makes the file and listens.</summary>
    /// <exception cref="QmpConnectionException">Something is there that isn't removed.</exception>
    public static (Socket Socket, UnixSocketFile File) Listen(string path, int backlog, bool takesDescriptors)
    {
        using UnixSocketLock taken = Reserve(path);
        return Listen(taken, path, backlog, takesDescriptors);
    }

    /// <summary>Looks that nobody listens, and keeps others from it until this is disposed of.</summary>
    /// <exception cref="QmpConnectionException">Something is there that isn't removed.</exception>
    public static UnixSocketLock Reserve(string path)
    {
        // Said before anything is made.
        _ = UnixSocketPath.ToEndPoint(path);

        // Bound to the full path: a change of the current folder must not change what is removed at the end.
        string full = Path.GetFullPath(path);
        _ = HasSocket(full);
        UnixSocketLock taken = UnixSocketLock.Take(full);
        try
        {
            RemoveLeftover(full, path);
            return taken;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Makes the file where others are kept from it, and listens.</summary>
    /// <exception cref="SocketException">The system refuses.</exception>
    public static (Socket Socket, UnixSocketFile File) Listen(UnixSocketLock taken, string path, int backlog, bool takesDescriptors)
    {
        string full = taken.SocketPath;
        UnixSocketFile? file = null;
        try
        {
            Socket socket = UnixSocketBinder.Listen(path, backlog, takesDescriptors, () =>
            {
                file = new UnixSocketFile(full);

                // Nobody can connect before Listen, so there is no moment at which others could.
                if (!OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(full, OwnerOnly);
                }
            });
            return (socket, file!);
        }
        catch
        {
            file?.Remove();
            throw;
        }
    }

    /// <summary>Removes the file if it is still the one that was made; its socket must not be closed yet.</summary>
    public void Remove()
    {
        try
        {
            if (!OperatingSystem.IsLinux() || (_identity is not null && FileIdentity.Of(_path) == _identity))
            {
                File.Delete(_path);
            }
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            // It stays; the next server finds that nobody listens.
        }
    }

    private static void RemoveLeftover(string path, string asGiven)
    {
        if (!HasSocket(path))
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        _ = DescriptorRefusal.Apply(probe.Handle);
        try
        {
            probe.Connect(UnixSocketPath.ToEndPoint(asGiven));
        }
        catch (SocketException cause) when (cause.SocketErrorCode == SocketError.ConnectionRefused
            && (OperatingSystem.IsLinux() || new FileInfo(path).Length == 0))
        {
            File.Delete(path);
            return;
        }
        catch (SocketException cause) when (cause.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.HostNotFound)
        {
            // It has gone by itself.
            return;
        }
        catch (SocketException cause) when (cause.SocketErrorCode == SocketError.AccessDenied)
        {
            throw Occupied(path, "a socket is there that this user may not connect to, so it is not removed");
        }
        catch (SocketException)
        {
            // A server that has no time just now is a server all the same.
        }

        throw Occupied(path, "another server listens there");
    }

    private static bool HasSocket(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return File.Exists(path);
        }

        FileIdentity? found = FileIdentity.Of(path);
        return found is not { IsSocket: false } other ? found is not null : throw Occupied(path, $"{other.KindName} is there, and only sockets are removed");
    }

    private static QmpConnectionException Occupied(string path, string reason) =>
        new($"Listening on unix:{path} failed: {reason}", new SocketException((int)SocketError.AddressAlreadyInUse));
}
