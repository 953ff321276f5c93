using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Transport;

/// <summary>Reads from a Unix socket on Linux, and keeps the descriptors that come along, for a while.</summary>
/// <remarks>
/// A command that takes them comes with them or right after them. Kept for good they would keep the connection itself open if they lead to it, though its client has long left.
/// </remarks>
internal sealed class DescriptorStream : Stream
{
    /// <summary>How long they are kept while the client is waited for.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly DescriptorCloser _closer;
    private readonly Lock _gate = new();
    private readonly Action<int[]> _hold;
    private List<SafeHandle>? _held;
    private long? _waitingSince;

    public DescriptorStream(Socket socket, TimeProvider time, DescriptorCloser closer)
    {
        _socket = socket;
        _time = time;
        _closer = closer;
        _hold = Hold;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Takes the descriptors that came last.</summary>
    public IReadOnlyList<SafeHandle>? TakeDescriptors()
    {
        lock (_gate)
        {
            List<SafeHandle>? held = _held;
            _held = null;
            return held;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        BeginToWait();
        while (true)
        {
            if (TryReceive(buffer.Span) is { } count)
            {
                return count;
            }

            if (LeftOfPatience() is { } left)
            {
                await WaitAsync(left, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                // Nothing is taken by it: it ends when there is something to take, or the end.
                await _socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        Close(TakeDescriptors());
        if (disposing)
        {
            _socket.Dispose();
        }

        base.Dispose(disposing);
    }

    private static void Close(IReadOnlyList<SafeHandle>? descriptors)
    {
        foreach (SafeHandle descriptor in descriptors ?? [])
        {
            descriptor.Dispose();
        }
    }

    private int? TryReceive(Span<byte> buffer)
    {
        if (!_closer.TryBeginToReceive())
        {
            return DescriptorPassing.TryReceiveWithout(_socket, buffer);
        }

        try
        {
            return DescriptorPassing.TryReceive(_socket, buffer, _hold);
        }
        finally
        {
            _closer.EndToReceive();
        }
    }

    // All that came before has been looked at: time that commands wait for others doesn't count.
    private void BeginToWait()
    {
        if (Volatile.Read(ref _held) is not null)
        {
            lock (_gate)
            {
                _waitingSince ??= _time.GetTimestamp();
            }
        }
    }

    private TimeSpan? LeftOfPatience()
    {
        if (Volatile.Read(ref _held) is null)
        {
            return null;
        }

        lock (_gate)
        {
            TimeSpan left = Patience - (_waitingSince is { } since ? _time.GetElapsedTime(since) : TimeSpan.Zero);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    private async ValueTask WaitAsync(TimeSpan left, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(left, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await _socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Close(TakeDescriptors());
        }
    }

    /// <summary>QEMU keeps only what came last, too (<c>tcp_chr_recv</c>).</summary>
    private void Hold(int[] numbers)
    {
        List<SafeHandle> arrived = [];
        bool isTooMuch = false;
        foreach (int number in numbers)
        {
            arrived.Add(new PassedDescriptor(number, _closer));
            isTooMuch |= DescriptorLimit.IsAmongLast(number);
        }

        if (isTooMuch)
        {
            // What is left is for the runtime; the command will miss them.
            Close(arrived);
            arrived = [];
        }

        IReadOnlyList<SafeHandle>? before;
        lock (_gate)
        {
            before = _held;
            _held = arrived.Count == 0 ? null : arrived;
            _waitingSince = null;
        }

        Close(before);
    }
}
