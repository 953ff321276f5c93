using System;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Transport;

/// <summary>Listens on a Unix socket of mode 0600.</summary>
internal sealed class UnixListener : SocketListener
{
    private readonly UnixSocketFile _file;
    private readonly TimeProvider? _descriptorTime;
    private readonly DescriptorCloser _closer;
    private readonly bool _waitsToAccept;
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isClosed;

    private UnixListener(Socket socket, UnixSocketFile file, QmpAddress address, QmpListenOptions options)
        : base(socket, address)
    {
        _file = file;
        _descriptorTime = OperatingSystem.IsLinux() ? options.DescriptorTime : null;
        _closer = options.DescriptorCloser;
        _waitsToAccept = _descriptorTime is not null && !_closer.Add(socket);
    }

    public static UnixListener Open(QmpAddress address, QmpListenOptions options)
    {
        (Socket socket, UnixSocketFile file) = UnixSocketFile.Listen(address.Path, options.Backlog, options.DescriptorTime is not null);
        return new UnixListener(socket, file, address, options);
    }

    /// <summary>Listens where others are kept from it.</summary>
    public static UnixListener Open(UnixSocketLock taken, QmpAddress address, QmpListenOptions options)
    {
        (Socket socket, UnixSocketFile file) = UnixSocketFile.Listen(taken, address.Path, options.Backlog, options.DescriptorTime is not null);
        return new UnixListener(socket, file, address, options);
    }

    public override ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            // While this socket lives nobody can take its place, nor can another file get its number.
            _file.Remove();
            _closer.Remove(Socket);
            ValueTask closed = base.DisposeAsync();
            _closing.TrySetResult();
            return closed;
        }

        return default;
    }

    // Where the system can't refuse, who comes may bring more than is to be had.
    protected override Task WhenReadyAsync(CancellationToken cancellationToken) => _waitsToAccept ? Task.WhenAny(_closer.WhenTaking, _closing.Task).WaitAsync(cancellationToken) : Task.CompletedTask;

    protected override AcceptedPeer Wrap(Socket peer) => new(
        _descriptorTime is { } time ? new ReceivingSocketTransport(peer, Address.ToString(), time, _closer) : new SocketTransport(peer, Address.ToString()))
    {
        IsAmongLast = DescriptorLimit.IsAmongLast(peer),
        UnixSocket = peer,
    };
}
