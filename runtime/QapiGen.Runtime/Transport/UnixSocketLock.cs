using System;
using System.Diagnostics;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Transport;

/// <summary>The right to put a Unix socket at a path, held while that is done: a locked file beside it.</summary>
/// <remarks>
/// The lock is the system's (flock(2)) and ends with the process. The file is removed at the end, while the lock is held, by who made it: one that was there
/// before is somebody's, or of a server that was killed, and serves the next as well.
/// </remarks>
internal sealed class UnixSocketLock : IDisposable
{
    // Who holds it binds a socket, which takes no time; but the machine may be busy.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    // What the system says where a file that is to be made is there: EEXIST, ERROR_FILE_EXISTS.
    private const int FileExists = 17;
    private const int FileExistsOnWindows = unchecked((int)0x80070050);

    private readonly FileStream _file;
    private readonly string _path;
    private readonly bool _isMade;

    private UnixSocketLock(FileStream file, string path, bool isMade, string socketPath)
    {
        _file = file;
        _path = path;
        _isMade = isMade;
        SocketPath = socketPath;
    }

    /// <summary>The full path of the socket that is to be.</summary>
    public string SocketPath { get; }

    /// <summary>Takes the lock for a socket's path, when others have given it back.</summary>
    /// <exception cref="QmpConnectionException">They don't, or something is there that is no file.</exception>
    public static UnixSocketLock Take(string socketPath)
    {
        string path = socketPath + ".lock";
        long start = Stopwatch.GetTimestamp();
        bool isMade = false;
        while (true)
        {
            if (OperatingSystem.IsLinux() && FileIdentity.Of(path) is { IsFile: false } other)
            {
                // Opening a FIFO waits for its other end, opening a device does what it does, and a link leads to what isn't ours.
                throw new QmpConnectionException(
                    $"Listening on unix:{socketPath} failed: {other.KindName} is at {path}, where a file says that a server is starting",
                    new SocketException((int)SocketError.AddressAlreadyInUse));
            }

            if (TryOpen(path, ref isMade) is { } file)
            {
                // Whoever had it before may have removed the very file that was opened: then the lock is worth nothing.
                if (!OperatingSystem.IsLinux() || FileIdentity.Of(file.SafeFileHandle) == FileIdentity.Of(path))
                {
                    return new UnixSocketLock(file, path, isMade, socketPath);
                }

                file.Dispose();
            }

            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new QmpConnectionException(
                    $"Listening on unix:{socketPath} failed: another server is starting there, or holds {path}",
                    new SocketException((int)SocketError.AddressAlreadyInUse));
            }

            Thread.Sleep(Pause);
        }
    }

    public void Dispose()
    {
        try
        {
            // What has something in it, or has taken its place meanwhile, is somebody's.
            if (_isMade && _file.Length == 0 && (!OperatingSystem.IsLinux() || FileIdentity.Of(_path) == FileIdentity.Of(_file.SafeFileHandle)))
            {
                File.Delete(_path);
            }
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // An empty file stays, which does no harm.
        }

        _file.Dispose();
    }

    private static FileStream? TryOpen(string path, ref bool isMade)
    {
        try
        {
            FileStream made = Open(path, FileMode.CreateNew);
            isMade = true;
            return made;
        }
        catch (DirectoryNotFoundException cause)
        {
            // Said of the folder: nobody has asked for the file that stands in the system's words.
            throw new DirectoryNotFoundException($"there is no folder '{Path.GetDirectoryName(path)}'", cause);
        }
        catch (UnauthorizedAccessException cause) when (!File.Exists(path))
        {
            throw new UnauthorizedAccessException($"this user may make no files in '{Path.GetDirectoryName(path)}'", cause);
        }
        catch (IOException cause) when (cause is not PathTooLongException)
        {
            // Made, and locked by another in between, if it isn't that it was there.
            isMade |= File.Exists(path) && cause.HResult is not (FileExists or FileExistsOnWindows);
        }

        try
        {
            return Open(path, FileMode.Open);
        }
        catch (IOException)
        {
            // Locked, or gone by now.
            return null;
        }
    }

    private static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (mode == FileMode.CreateNew && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
