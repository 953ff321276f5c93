using System;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Transport;

/// <summary>Listens on a Unix socket of mode 0600.</summary>
internal sealed class UnixListener : QmpListener
{
    private readonly Socket _socket;
    private readonly UnixSocketFile _file;
    private readonly bool _receivesDescriptors;
    private int _isClosed;

    private UnixListener(Socket socket, UnixSocketFile file, QmpAddress address, bool receivesDescriptors)
        : base(address)
    {
        _socket = socket;
        _file = file;
        _receivesDescriptors = receivesDescriptors && OperatingSystem.IsLinux();
    }

    public static UnixListener Open(QmpAddress address, QmpListenOptions options)
    {
        (Socket socket, UnixSocketFile file) = UnixSocketFile.Listen(address.Path, options.Backlog);
        return new UnixListener(socket, file, address, options.ReceivesDescriptors);
    }

    public override async ValueTask<IQmpTransport> AcceptAsync(CancellationToken cancellationToken = default)
    {
        QmpAcceptedPeer peer = await AcceptUnfinishedAsync(cancellationToken).ConfigureAwait(false);
        return await peer.FinishAsync(cancellationToken).ConfigureAwait(false);
    }

    internal override async ValueTask<QmpAcceptedPeer> AcceptUnfinishedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return QmpAcceptedPeer.Of(await _socket.AcceptAsync(cancellationToken).ConfigureAwait(false), Wrap);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.OperationAborted or SocketError.InvalidArgument)
        {
            throw new ObjectDisposedException(nameof(QmpListener), e);
        }
    }

    public override ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            // While this socket lives nobody can take its place, nor can another file get its number.
            _file.Remove();
            _socket.Dispose();
        }

        return default;
    }

    private QmpAcceptedPeer Wrap(Socket peer) => new(
        _receivesDescriptors ? new ReceivingSocketTransport(peer, Address.ToString()) : new SocketTransport(peer, Address.ToString()))
    {
        IsAmongLast = DescriptorLimit.IsAmongLast(peer),
    };
}
