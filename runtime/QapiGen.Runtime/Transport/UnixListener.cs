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
    private int _isClosed;

    private UnixListener(Socket socket, UnixSocketFile file, QmpAddress address, TimeProvider? descriptorTime)
        : base(socket, address)
    {
        _file = file;
        _descriptorTime = OperatingSystem.IsLinux() ? descriptorTime : null;
    }

    public static UnixListener Open(QmpAddress address, QmpListenOptions options)
    {
        (Socket socket, UnixSocketFile file) = UnixSocketFile.Listen(address.Path, options.Backlog, options.DescriptorTime is not null);
        return new UnixListener(socket, file, address, options.DescriptorTime);
    }

    /// <summary>Listens where others are kept from it.</summary>
    public static UnixListener Open(UnixSocketLock taken, QmpAddress address, QmpListenOptions options)
    {
        (Socket socket, UnixSocketFile file) = UnixSocketFile.Listen(taken, address.Path, options.Backlog, options.DescriptorTime is not null);
        return new UnixListener(socket, file, address, options.DescriptorTime);
    }

    public override ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            // While this socket lives nobody can take its place, nor can another file get its number.
            _file.Remove();
            return base.DisposeAsync();
        }

        return default;
    }

    protected override AcceptedPeer Wrap(Socket peer) => new(
        _descriptorTime is { } time ? new ReceivingSocketTransport(peer, Address.ToString(), time) : new SocketTransport(peer, Address.ToString()))
    {
        IsAmongLast = DescriptorLimit.IsAmongLast(peer),
        UnixSocket = peer,
    };
}
