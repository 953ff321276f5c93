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

    // POLLRDHUP, of Linux alone; has to be asked for.
    private const short Ended = 0x2000;

    /// <summary>Where a peer of the network is of whom nothing is known any more.</summary>
    internal static readonly IPEndPoint Somewhere = new(IPAddress.Any, 0);

    /// <summary>
    /// Whether the peer has closed a Unix socket, or broken a TCP connection. Whether a TCP peer that has ended what it sends still reads can't
    /// be known before something is sent to it.
    /// </summary>
    public static bool IsGone(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return IsGone(socket.SafeHandle);
    }

    /// <summary>Whether the peer has ended what it sends, or is gone. Elsewhere than on Linux that isn't seen before everything has been read.</summary>
    public static bool HasEnded(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        try
        {
            return OperatingSystem.IsLinux()
                ? Happened(socket.SafeHandle, asked: Ended, Ended | Gone)
                : socket.Poll(TimeSpan.Zero, SelectMode.SelectRead) && socket.Available == 0;
        }
        catch (Exception cause) when (cause is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }

    /// <summary>
    /// Where the peer of a TCP socket is; null for Unix sockets. Of a peer that is gone it may not be known any more: then it is the address of
    /// nobody, <c>0.0.0.0:0</c>, which still says that it came over the network.
    /// </summary>
    public static EndPoint? EndPointOf(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        try
        {
            return socket.AddressFamily == AddressFamily.Unix ? null : socket.RemoteEndPoint ?? Somewhere;
        }
        catch (Exception cause) when (cause is SocketException or ObjectDisposedException)
        {
            return Somewhere;
        }
    }

    internal static bool IsGone(SafeHandle handle) => !OperatingSystem.IsWindows() && Happened(handle, asked: 0, Gone);

    private static unsafe bool Happened(SafeHandle handle, short asked, int wanted)
    {
        bool isHeld = false;
        try
        {
            handle.DangerousAddRef(ref isHeld);
            var question = new PollHandle { Handle = (int)handle.DangerousGetHandle(), Asked = asked };
            return Poll(&question, 1, 0) > 0 && (question.Happened & wanted) != 0;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
        finally
        {
            if (isHeld)
            {
                handle.DangerousRelease();
            }
        }
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
