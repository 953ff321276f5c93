using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace QapiGen.Runtime.Transport;

/// <summary>Waits for sockets of which something can be read (epoll(7)): one thread for all of this process. Linux only.</summary>
/// <remarks>
/// .NET's own has a thread woken by whatever comes for a socket from its first wait on, whether anybody waits for it or not, and then two of the pool.
/// Here a socket is asked about once for each wait, so that one that is read anyway wakes nobody.
/// </remarks>
internal sealed partial class SocketPoller
{
    private const int Add = 1;
    private const int Modify = 3;
    private const int CloseOnExec = 0x80000;
    private const int Interrupted = 4;
    private const uint Readable = 0x1;
    private const uint Once = 0x40000000;
    private const int MaxEvents = 64;

    // struct epoll_event is packed on x86-64 alone; on x86 its second member needs no more than this either.
    private static readonly int s_dataOffset = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 4 : 8;
    private static readonly int s_eventBytes = s_dataOffset + sizeof(ulong);
    private static readonly Lazy<SocketPoller?> s_shared = new(TryStart);

    private readonly int _epoll;
    private readonly Lock _gate = new();

    // What has been asked and isn't over. Whoever takes a wait out ends it; what the system says of others, which were over before, finds nobody.
    private readonly Dictionary<ulong, ReadableWait> _waits = [];
    private ulong _lastNumber;
    private bool _isBroken;

    private SocketPoller(int epoll) => _epoll = epoll;

    /// <summary>The one of this process; null if the system doesn't let it have one.</summary>
    public static SocketPoller? Shared => s_shared.Value;

    /// <summary>Takes a wait down, so that it can be ended.</summary>
    /// <returns>Its number, which no other has; never 0.</returns>
    public ulong Begin(ReadableWait wait)
    {
        lock (_gate)
        {
            _waits.Add(++_lastNumber, wait);
            return _lastNumber;
        }
    }

    /// <summary>Has a wait completed as soon as something can be read, or the connection has ended.</summary>
    /// <param name="number">The wait's number.</param>
    /// <param name="socket">The socket's descriptor.</param>
    /// <param name="isKnown">Whether the socket has been asked about before.</param>
    /// <returns>Whether the system does it.</returns>
    public unsafe bool TryAsk(ulong number, int socket, bool isKnown)
    {
        byte* question = stackalloc byte[s_eventBytes];
        *(uint*)question = Readable | Once;
        *(ulong*)(question + s_dataOffset) = number;
        return Control(_epoll, isKnown ? Modify : Add, socket, question) == 0 && !Volatile.Read(ref _isBroken);
    }

    /// <summary>Takes a wait out.</summary>
    /// <returns>Whether it was there: then nobody else ends it.</returns>
    public bool TryEnd(ulong number)
    {
        lock (_gate)
        {
            return _waits.Remove(number);
        }
    }

    private static SocketPoller? TryStart()
    {
        int epoll = Create(CloseOnExec);
        if (epoll < 0)
        {
            return null;
        }

        var poller = new SocketPoller(epoll);
        try
        {
            new Thread(poller.Run, maxStackSize: 256 * 1024) { IsBackground = true, Name = "QapiGen sockets" }.UnsafeStart();
        }
        catch (OutOfMemoryException)
        {
            // There may be no more threads.
            _ = Close(epoll);
            return null;
        }

        return poller;
    }

    private unsafe void Run()
    {
        byte* events = stackalloc byte[MaxEvents * s_eventBytes];
        while (true)
        {
            int count = Wait(_epoll, events, MaxEvents, -1);
            if (count < 0 && Marshal.GetLastPInvokeError() != Interrupted)
            {
                GiveUp();
                return;
            }

            for (int i = 0; i < count; i++)
            {
                Complete(*(ulong*)(events + (i * s_eventBytes) + s_dataOffset));
            }
        }
    }

    // Not for epoll(7) to do, but for whoever closes descriptors that aren't theirs: then .NET waits.
    private void GiveUp()
    {
        Volatile.Write(ref _isBroken, true);
        ReadableWait[] waits;
        lock (_gate)
        {
            waits = [.. _waits.Values];
            _waits.Clear();
        }

        foreach (ReadableWait wait in waits)
        {
            wait.End(null);
        }
    }

    private void Complete(ulong number)
    {
        ReadableWait? wait;
        lock (_gate)
        {
            _waits.Remove(number, out wait);
        }

        wait?.End(null);
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl")]
    private static unsafe partial int Control(int epoll, int operation, int socket, byte* question);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static unsafe partial int Wait(int epoll, byte* events, int maxEvents, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
