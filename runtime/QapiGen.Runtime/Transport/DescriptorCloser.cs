using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Transport;

/// <summary>Closes what clients have passed, on threads that nobody waits for, and counts it: while too much of it is there, nothing more is taken.</summary>
/// <remarks>
/// What a descriptor leads to is the client's, and so is how long closing it takes: a socket that lingers, one in whose queue such a socket waits, a file system of the client's own.
/// While something waits to be closed one thread more is there than those that the system holds up, so a slow one delays no other. Once all threads are held up and one more waits,
/// or what clients have passed is a quarter of what the process may have, the system refuses descriptors for all, until half of that has come free.
/// </remarks>
internal sealed partial class DescriptorCloser
{
    private const int MaxThreads = 64;
    private const int FewThreads = 16;
    private const int StackBytes = 128 * 1024;

    // SOL_SOCKET and SO_LINGER of Linux, the only system that passes descriptors here.
    private const int SocketLevel = 1;
    private const int Linger = 13;

    // F_DUPFD_CLOEXEC.
    private const int DuplicateThatEndsWithExec = 1030;

    private readonly Lock _gate = new();
    private readonly Queue<int> _waiting = new();
    private readonly HashSet<Socket> _sockets = [];
    private readonly int _maxThreads;
    private readonly long _maxOpen;
    private readonly bool _canRefuse;
    private long _open;
    private int _receiving;
    private int _threads;
    private int _free;
    private TaskCompletionSource _taking = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _refusing;

    /// <summary>Makes one; there is one for the process, others are for tests.</summary>
    /// <param name="maxThreads">Threads that close.</param>
    /// <param name="maxOpen">Descriptors of clients from which on no more are taken; those that one message brings may exceed it.</param>
    /// <param name="canRefuse">Whether the system may be asked to refuse.</param>
    public DescriptorCloser(int maxThreads, long maxOpen, bool canRefuse = true)
    {
        _maxThreads = maxThreads;
        _maxOpen = maxOpen;
        _canRefuse = canRefuse;
    }

    /// <summary>That of the process.</summary>
    public static DescriptorCloser Shared { get; } = new(MaxThreads, DescriptorLimit.ForPassing);

    /// <summary>Ends when descriptors are taken (again).</summary>
    public Task WhenTaking
    {
        get
        {
            lock (_gate)
            {
                return _refusing?.Task ?? Task.CompletedTask;
            }
        }
    }

    /// <summary>Ends when descriptors are refused.</summary>
    public Task WhenRefusing
    {
        get
        {
            lock (_gate)
            {
                return _refusing is null ? _taking.Task : Task.CompletedTask;
            }
        }
    }

    /// <summary>What clients have passed and isn't closed yet.</summary>
    public long OpenCount
    {
        get
        {
            lock (_gate)
            {
                return _open;
            }
        }
    }

    /// <summary>A Unix socket, listening or connected, for which the system refuses descriptors while none are taken. To be removed before it is closed.</summary>
    /// <returns>Whether the system can do so.</returns>
    public bool Add(Socket socket)
    {
        lock (_gate)
        {
            _sockets.Add(socket);
            return _canRefuse && DescriptorRefusal.Apply(socket.Handle, _refusing is not null);
        }
    }

    /// <summary>A socket is about to be closed.</summary>
    public void Remove(Socket socket)
    {
        lock (_gate)
        {
            _sockets.Remove(socket);
        }
    }

    /// <summary>Something is about to be received that may bring descriptors.</summary>
    /// <returns>Whether it may; then <see cref="EndToReceive"/> is to be called, once those that came are counted.</returns>
    public bool TryBeginToReceive()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_refusing is not null)
                {
                    return false;
                }

                // What the others get may be too much already, but they are about to know.
                if (_receiving == 0 || _open + ((long)_receiving * DescriptorPassing.MaxReceived) <= _maxOpen)
                {
                    _receiving++;
                    return true;
                }
            }

            Thread.Yield();
        }
    }

    /// <summary>It has been received, or there was nothing.</summary>
    public void EndToReceive()
    {
        lock (_gate)
        {
            _receiving--;
        }
    }

    /// <summary>A descriptor is there that will be closed here.</summary>
    public void Count()
    {
        lock (_gate)
        {
            _open++;
            Judge();
        }
    }

    /// <summary>Closes a descriptor that has been counted, later. Never fails.</summary>
    public void Close(int descriptor)
    {
        lock (_gate)
        {
            _waiting.Enqueue(descriptor);
        }

        Help();
    }

    /// <summary>Ends a connection, and keeps what waits in it unread, which the system closes with it, for another thread.</summary>
    /// <returns>What is to be closed after the socket; null for nothing.</returns>
    public SafeHandle? HoldUnread(Socket socket)
    {
        try
        {
            // Nothing can come from here on.
            socket.Shutdown(SocketShutdown.Both);
            int copy = socket.Available == 0 ? -1 : Control((int)socket.Handle, DuplicateThatEndsWithExec, 0);
            return copy < 0 ? null : new PassedDescriptor(copy, this);
        }
        catch (Exception cause) when (cause is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    // Begins a thread unless one is free, or all that may be are there.
    private void Help()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 || _free > 0 || _threads == _maxThreads)
            {
                Judge();
                return;
            }

            _threads++;
            _free++;
        }

        try
        {
            new Thread(Run, StackBytes) { IsBackground = true, Name = "QapiGen descriptors" }.UnsafeStart();
        }
        catch (OutOfMemoryException)
        {
            // It waits for the next thread. Nobody else may be held up by it, who knows for how long.
            lock (_gate)
            {
                _threads--;
                _free--;
            }
        }
    }

    private void Run()
    {
        while (true)
        {
            int next;
            bool areMany;
            lock (_gate)
            {
                _free--;
                if (!_waiting.TryDequeue(out next))
                {
                    _threads--;
                    Judge();
                    return;
                }

                areMany = _threads > FewThreads;
            }

            Help();
            if (areMany)
            {
                // Somebody means harm. Not before: others have the socket, too. Two numbers, both zero: off, not zero seconds, which would reset what is on its way.
                long off = 0;
                _ = SetOption(next, SocketLevel, Linger, in off, sizeof(long));
            }

            _ = CloseNow(next);
            lock (_gate)
            {
                _free++;
                _open--;
            }
        }
    }

    // Under the gate. Half of it has to come free, or each that comes free would have all sockets changed.
    private void Judge()
    {
        if (_refusing is null)
        {
            if (_open > _maxOpen || (_waiting.Count > 0 && _free == 0 && _threads == _maxThreads))
            {
                TaskCompletionSource taking = _taking;
                _refusing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                Tell();
                taking.SetResult();
            }
        }
        else if (_open <= _maxOpen / 2 && _waiting.Count == 0 && _threads <= _maxThreads / 2)
        {
            TaskCompletionSource refusing = _refusing;
            _refusing = null;
            _taking = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Tell();
            refusing.SetResult();
        }
    }

    private void Tell()
    {
        if (_canRefuse)
        {
            foreach (Socket socket in _sockets)
            {
                _ = DescriptorRefusal.Apply(socket.Handle, _refusing is not null);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseNow(int descriptor);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    private static partial int SetOption(int socket, int level, int name, in long value, uint length);
}
