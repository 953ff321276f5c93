using System;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Transport;

/// <summary>Listens on a socket of any kind.</summary>
internal abstract class SocketListener : QmpListener
{
    protected SocketListener(Socket socket, QmpAddress address)
        : base(address)
    {
        RoomyUnixEndPoint.Apply(socket);
        Socket = socket;
    }

    protected Socket Socket { get; }

    public sealed override async ValueTask<IQmpTransport> AcceptAsync(CancellationToken cancellationToken = default)
    {
        AcceptedPeer peer = await AcceptUnfinishedAsync(cancellationToken).ConfigureAwait(false);
        return await peer.FinishAsync(cancellationToken).ConfigureAwait(false);
    }

    internal sealed override async ValueTask<AcceptedPeer> AcceptUnfinishedAsync(CancellationToken cancellationToken)
    {
        await WhenReadyAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return AcceptedPeer.Of(await Socket.AcceptAsync(cancellationToken).ConfigureAwait(false), Wrap);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.OperationAborted or SocketError.InvalidArgument)
        {
            throw new ObjectDisposedException(nameof(QmpListener), e);
        }
    }

    /// <summary>Ends when the next peer may be accepted.</summary>
    protected virtual Task WhenReadyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What is to be done with a peer that has been accepted.</summary>
    protected abstract AcceptedPeer Wrap(Socket peer);

    public override ValueTask DisposeAsync()
    {
        Socket.Dispose();
        return default;
    }
}
