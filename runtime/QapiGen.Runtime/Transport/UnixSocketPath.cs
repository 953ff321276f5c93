using System;
using System.IO;
using System.Net.Sockets;
using System.Text;

namespace QapiGen.Runtime.Transport;

/// <summary>Paths of Unix sockets, which are shorter than those of files.</summary>
internal static class UnixSocketPath
{
    /// <summary>Bytes in <c>sun_path</c> of unix(7), without its final NUL; other systems have 103.</summary>
    private static readonly int MaxBytes = OperatingSystem.IsLinux() ? 107 : 103;

    /// <summary>Where to connect or bind.</summary>
    /// <exception cref="PathTooLongException">The path is too long for a socket.</exception>
    public static UnixDomainSocketEndPoint ToEndPoint(string path)
    {
        int bytes = Encoding.UTF8.GetByteCount(path);
        return bytes <= MaxBytes
            ? new UnixDomainSocketEndPoint(path)
            : throw new PathTooLongException($"its path has {bytes} bytes, and that of a Unix socket has {MaxBytes} at most. A relative path may be short enough");
    }
}
