using System;
using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace QapiGen.Runtime.Transport;

/// <summary>Binds and listens beneath the socket class on Linux: that class removes whatever stands at the path when it is closed.</summary>
internal static partial class UnixSocketBinder
{
    private const int UnixFamily = 1;
    private const int StreamThatEndsWithExec = 1 | 0x80000;

    /// <summary>Makes a listening socket.</summary>
    /// <param name="path">Where it is bound.</param>
    /// <param name="backlog">Connections that may wait to be accepted.</param>
    /// <param name="takesDescriptors">Whether those who connect may pass descriptors.</param>
    /// <param name="onBound">Runs when the file is there and nobody can connect yet.</param>
    /// <exception cref="SocketException">The system refuses.</exception>
    public static Socket Listen(string path, int backlog, bool takesDescriptors, Action onBound)
    {
        UnixDomainSocketEndPoint endPoint = UnixSocketPath.ToEndPoint(path);
        if (OperatingSystem.IsLinux())
        {
            return Listen(endPoint, backlog, takesDescriptors, onBound);
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(endPoint);
            onBound();
            socket.Listen(backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Socket Listen(UnixDomainSocketEndPoint endPoint, int backlog, bool takesDescriptors, Action onBound)
    {
        int number = Open(UnixFamily, StreamThatEndsWithExec, 0);
        Check(number);
        var handle = new SafeSocketHandle(number, ownsHandle: true);
        try
        {
            if (!takesDescriptors)
            {
                _ = DescriptorRefusal.Apply(number);
            }

            Check(Bind(number, endPoint.Serialize()));
            onBound();
            Check(Listen(number, backlog));

            // A socket that finds its handle bound and listening believes it.
            return new Socket(handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static unsafe int Bind(int socket, System.Net.SocketAddress address)
    {
        fixed (byte* first = address.Buffer.Span)
        {
            return Bind(socket, first, (uint)address.Size);
        }
    }

    private static void Check(int result)
    {
        if (result < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            throw new SocketException((int)FromSystem(error), new Win32Exception(error).Message);
        }
    }

    // errno of bind(2) and socket(2) that callers tell apart; the message has the rest.
    private static SocketError FromSystem(int error) => error switch
    {
        1 or 13 => SocketError.AccessDenied,
        98 => SocketError.AddressAlreadyInUse,
        23 or 24 => SocketError.TooManyOpenSockets,
        _ => SocketError.SocketError,
    };

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Open(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static unsafe partial int Bind(int socket, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    private static partial int Listen(int socket, int backlog);
}
