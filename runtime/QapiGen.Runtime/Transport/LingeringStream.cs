using System;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Transport;

/// <summary>The stream of a socket. On Linux a read looks for a while whether something comes before it leaves its thread, and then waits with <see cref="SocketPoller"/>.</summary>
internal sealed partial class LingeringStream : NetworkStream
{
    private const int MsgDontWait = 0x40;
    private const int GetFlags = 1;
    private const int CloseOnExec = 1;

    // Null: .NET's own way is taken.
    private readonly ReadableWait? _wait;

    public LingeringStream(Socket socket)
        : base(socket, ownsSocket: true) =>
        _wait = OperatingSystem.IsLinux() && IsUnshared(socket) ? new ReadableWait(socket.SafeHandle, buffer => TryReceive(buffer.Span), base.ReadAsync) : null;

    /// <summary>How often it looks.</summary>
    public ReadLinger Linger { get; } = new();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // A read of nothing is a wait, for those who want no buffer meanwhile: TLS.
        if (_wait is null || buffer.IsEmpty || cancellationToken.IsCancellationRequested)
        {
            return base.ReadAsync(buffer, cancellationToken);
        }

        return TryReceive(buffer.Span, cancellationToken) is { } count ? new ValueTask<int>(count)
            : _wait.TryBegin(buffer, cancellationToken, out ValueTask<int> reading) ? reading
            : base.ReadAsync(buffer, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _wait?.Abort();
        }

        base.Dispose(disposing);
    }

    // .NET doesn't shut a socket down that other processes may have, too: closing it would wait for ever for a wait that nobody ends.
    private static bool IsUnshared(Socket socket) => Control((int)socket.Handle, GetFlags) == CloseOnExec;

    private int? TryReceive(Span<byte> buffer, CancellationToken cancellationToken)
    {
        int? count = TryReceive(buffer);
        if (count is not null || !Linger.TryBegin())
        {
            return count;
        }

        try
        {
            while (count is null && !cancellationToken.IsCancellationRequested && Linger.LooksAgain())
            {
                count = TryReceive(buffer);
            }
        }
        finally
        {
            Linger.End(count is not null);
        }

        return count;
    }

    /// <returns>Null if nothing is there, or something is wrong.</returns>
    private unsafe int? TryReceive(Span<byte> buffer)
    {
        bool isHeld = false;
        SafeSocketHandle handle = Socket.SafeHandle;
        try
        {
            handle.DangerousAddRef(ref isHeld);
            fixed (byte* data = buffer)
            {
                nint count = Receive((int)handle.DangerousGetHandle(), data, (nuint)buffer.Length, MsgDontWait);
                return count < 0 ? null : (int)count;
            }
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
        finally
        {
            if (isHeld)
            {
                handle.DangerousRelease();
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int socket, int command);

    [LibraryImport("libc", EntryPoint = "recv")]
    private static unsafe partial nint Receive(int socket, byte* data, nuint length, int flags);
}
