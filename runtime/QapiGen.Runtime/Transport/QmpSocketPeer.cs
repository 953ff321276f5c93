using System;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace QapiGen.Runtime.Transport;

/// <summary>What a connected socket says of its peer; for transports over sockets, those of other libraries included.</summary>
public static partial class QmpSocketPeer
{
    // POLLERR and POLLHUP: poll(2). They are reported without being asked for.
    private const short Gone = 0x8 | 0x10;

    /// <summary>
    /// Whether the peer has closed a Unix socket, or broken a TCP connection. Whether a TCP peer that has ended what it sends still reads can't
    /// be known before something is sent to it.
    /// </summary>
    public static bool IsGone(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        bool isHeld = false;
        try
        {
            socket.SafeHandle.DangerousAddRef(ref isHeld);
            return IsGone((int)socket.SafeHandle.DangerousGetHandle());
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
        finally
        {
            if (isHeld)
            {
                socket.SafeHandle.DangerousRelease();
            }
        }
    }

    /// <summary>Where the peer of a TCP socket is; null for other sockets, and when it is gone.</summary>
    public static EndPoint? EndPointOf(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        try
        {
            return socket.AddressFamily == AddressFamily.Unix ? null : socket.RemoteEndPoint;
        }
        catch (Exception cause) when (cause is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    private static unsafe bool IsGone(int handle)
    {
        var asked = new PollHandle { Handle = handle };
        return Poll(&asked, 1, 0) > 0 && (asked.Happened & Gone) != 0;
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    private static unsafe partial int Poll(PollHandle* handles, nuint count, int timeoutMilliseconds);

    /// <summary><c>struct pollfd</c>.</summary>
    private struct PollHandle
    {
        public int Handle;
        public short Asked;
        public short Happened;
    }
}
