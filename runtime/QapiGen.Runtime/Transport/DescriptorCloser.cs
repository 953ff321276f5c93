using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;

namespace QapiGen.Runtime.Transport;

/// <summary>Closes what clients have passed, on threads that nobody waits for.</summary>
/// <remarks>
/// What a descriptor leads to is the client's, and so is how long closing it takes: a socket that lingers, one in whose queue such a socket waits, a file system of the client's own.
/// While something waits to be closed one thread more is there than those that the system holds up, so a slow one delays no other.
/// </remarks>
internal static partial class DescriptorCloser
{
    private const int MaxThreads = 1024;
    private const int FewThreads = 16;
    private const int StackBytes = 128 * 1024;

    // SOL_SOCKET and SO_LINGER of Linux, the only system that passes descriptors here.
    private const int SocketLevel = 1;
    private const int Linger = 13;

    // F_DUPFD_CLOEXEC.
    private const int DuplicateThatEndsWithExec = 1030;

    private static readonly Queue<int> s_waiting = new();
    private static int s_threads;
    private static int s_free;

    /// <summary>Closes a descriptor, later. Never fails.</summary>
    public static void Close(int descriptor)
    {
        lock (s_waiting)
        {
            s_waiting.Enqueue(descriptor);
        }

        if (!HasHelp())
        {
            CloseWaiting();
        }
    }

    /// <summary>Ends a connection, and keeps what waits in it unread, which the system closes with it, for another thread.</summary>
    /// <returns>What is to be closed after the socket; null for nothing.</returns>
    public static SafeHandle? HoldUnread(Socket socket)
    {
        try
        {
            // Nothing can come from here on.
            socket.Shutdown(SocketShutdown.Both);
            int copy = socket.Available == 0 ? -1 : Control((int)socket.Handle, DuplicateThatEndsWithExec, 0);
            return copy < 0 ? null : new PassedDescriptor(copy);
        }
        catch (Exception cause) when (cause is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    // Whether a thread is free, or all that may be are there.
    private static bool HasHelp()
    {
        lock (s_waiting)
        {
            if (s_waiting.Count == 0 || s_free > 0 || s_threads == MaxThreads)
            {
                return true;
            }

            s_threads++;
            s_free++;
        }

        try
        {
            new Thread(Run, StackBytes) { IsBackground = true, Name = "QapiGen descriptors" }.UnsafeStart();
            return true;
        }
        catch (OutOfMemoryException)
        {
            lock (s_waiting)
            {
                s_threads--;
                s_free--;
                return s_threads > 0;
            }
        }
    }

    private static void Run()
    {
        while (true)
        {
            int next;
            bool areMany;
            lock (s_waiting)
            {
                s_free--;
                if (!s_waiting.TryDequeue(out next))
                {
                    s_threads--;
                    return;
                }

                areMany = s_threads > FewThreads;
            }

            _ = HasHelp();
            if (areMany)
            {
                // Somebody means harm. Not before: others have the socket, too. Two numbers, both zero: off, not zero seconds, which would reset what is on its way.
                long off = 0;
                _ = SetOption(next, SocketLevel, Linger, in off, sizeof(long));
            }

            _ = CloseNow(next);
            lock (s_waiting)
            {
                s_free++;
            }
        }
    }

    // There are no threads to be had: better late than never.
    private static void CloseWaiting()
    {
        while (true)
        {
            int next;
            lock (s_waiting)
            {
                if (!s_waiting.TryDequeue(out next))
                {
                    return;
                }
            }

            _ = CloseNow(next);
        }
    }

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseNow(int descriptor);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    private static partial int SetOption(int socket, int level, int name, in long value, uint length);
}
