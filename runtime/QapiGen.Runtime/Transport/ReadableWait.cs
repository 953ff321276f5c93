using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace QapiGen.Runtime.Transport;

/// <summary>A read that waits until something has come over a socket; used again and again by its one reader, who goes on in the thread pool.</summary>
/// <param name="socket">The socket. Its descriptor stays open until a wait is over.</param>
/// <param name="receive">Takes what has come; null if there is nothing, or something is wrong.</param>
/// <param name="read">Reads when that was so, with a fault that says what is wrong.</param>
internal sealed class ReadableWait(SafeSocketHandle socket, Func<Memory<byte>, int?> receive, Func<Memory<byte>, CancellationToken, ValueTask<int>> read)
    : IValueTaskSource<int>, IThreadPoolWorkItem
{
    private static readonly Action<object?, CancellationToken> s_cancel = static (wait, token) => ((ReadableWait)wait!).Fail(new OperationCanceledException(token));

    private ManualResetValueTaskSourceCore<int> _core;
    private Memory<byte> _buffer;
    private CancellationToken _cancellationToken;
    private CancellationTokenRegistration _registration;
    private Exception? _cause;
    private ulong _number;
    private int _parts;
    private bool _isKnown;

    /// <summary>Begins to wait.</summary>
    /// <returns>False if the system has no means for it, or the socket is closed.</returns>
    public bool TryBegin(Memory<byte> buffer, CancellationToken cancellationToken, out ValueTask<int> reading)
    {
        reading = default;
        if (SocketPoller.Shared is not { } poller || !TryHold())
        {
            return false;
        }

        _core.Reset();
        reading = new ValueTask<int>(this, _core.Version);
        _buffer = buffer;
        _cause = null;
        _cancellationToken = cancellationToken;

        // It may be ended from the next line on, and is over when this has been left, too.
        _parts = 2;
        ulong number = poller.Begin(this);
        Volatile.Write(ref _number, number);
        _registration = cancellationToken.UnsafeRegister(s_cancel, this);
        if (poller.TryAsk(number, (int)socket.DangerousGetHandle(), _isKnown))
        {
            _isKnown = true;
        }
        else if (poller.TryEnd(number))
        {
            // Then the other way to read is taken at once.
            End(null);
        }

        Leave();
        return true;
    }

    /// <summary>Ends the wait, if there is one, as .NET ends a read when its socket is closed.</summary>
    public void Abort() => Fail(new IOException("The socket was closed", new SocketException((int)SocketError.OperationAborted)));

    /// <summary>Ends the wait; for whoever has taken it out of <see cref="SocketPoller"/>.</summary>
    /// <param name="cause">Null: something can be read.</param>
    public void End(Exception? cause)
    {
        _cause = cause;
        Leave();
    }

    int IValueTaskSource<int>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    // Whoever waits goes on in here.
    void IThreadPoolWorkItem.Execute()
    {
        _registration.Dispose();
        Memory<byte> buffer = _buffer;
        _buffer = default;
        if (_cause is { } cause)
        {
            _core.SetException(cause);
        }
        else if (receive(buffer) is { } count)
        {
            _core.SetResult(count);
        }
        else
        {
            _ = ReadAsync(buffer);
        }
    }

    private bool TryHold()
    {
        bool isHeld = false;
        try
        {
            socket.DangerousAddRef(ref isHeld);
        }
        catch (ObjectDisposedException)
        {
            // Whoever reads otherwise is told.
        }

        return isHeld;
    }

    private void Fail(Exception cause)
    {
        if (Volatile.Read(ref _number) is var number and not 0 && SocketPoller.Shared!.TryEnd(number))
        {
            End(cause);
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _parts) == 0)
        {
            socket.DangerousRelease();
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever it is, the reader gets it.")]
    private async Task ReadAsync(Memory<byte> buffer)
    {
        int count;
        try
        {
            count = await read(buffer, _cancellationToken).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            _core.SetException(cause);
            return;
        }

        _core.SetResult(count);
    }
}
