using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;

namespace QapiGen.Runtime.Transport;

/// <summary>Reads from a Unix socket on Linux, and keeps the descriptors that come along.</summary>
internal sealed class DescriptorStream : Stream
{
    private readonly Socket _socket;
    private readonly Lock _gate = new();
    private readonly Action<int[]> _hold;
    private List<SafeHandle>? _held;

    public DescriptorStream(Socket socket)
    {
        _socket = socket;
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
        while (true)
        {
            if (DescriptorPassing.TryReceive(_socket, buffer.Span, _hold) is { } count)
            {
                return count;
            }

            // Nothing is taken by it: it ends when there is something to take, or the end.
            await _socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellationToken).ConfigureAwait(false);
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

    /// <summary>QEMU keeps only what came last, too (<c>tcp_chr_recv</c>).</summary>
    private void Hold(int[] numbers)
    {
        List<SafeHandle> arrived = [];
        bool isTooMuch = false;
        foreach (int number in numbers)
        {
            arrived.Add(new SafeFileHandle(number, ownsHandle: true));
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
        }

        Close(before);
    }
}
