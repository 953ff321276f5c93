using System;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Transport;

/// <summary>A peer that has connected, before it has done what it then has to do, as in TLS: it is finished, or thrown away.</summary>
internal sealed class AcceptedPeer
{
    private readonly Func<CancellationToken, ValueTask<IQmpTransport>> _finish;
    private readonly Func<ValueTask> _discard;

    /// <summary>A peer that has nothing left to do.</summary>
    public AcceptedPeer(IQmpTransport transport)
        : this(_ => new ValueTask<IQmpTransport>(transport), transport.DisposeAsync)
    {
    }

    public AcceptedPeer(Func<CancellationToken, ValueTask<IQmpTransport>> finish, Func<ValueTask> discard)
    {
        _finish = finish;
        _discard = discard;
    }

    /// <summary>Whether it has taken one of the last file descriptors of this process.</summary>
    public bool IsAmongLast { get; init; }

    /// <summary>The Unix socket that was accepted; null for what isn't one.</summary>
    public Socket? UnixSocket { get; init; }

    /// <summary>Makes a peer of a socket that was accepted, and closes it if that fails.</summary>
    public static AcceptedPeer Of(Socket socket, Func<Socket, AcceptedPeer> make)
    {
        try
        {
            return make(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Finishes the connection; throws what <see cref="QmpListener.AcceptAsync"/> throws for one peer.</summary>
    public ValueTask<IQmpTransport> FinishAsync(CancellationToken cancellationToken) => _finish(cancellationToken);

    /// <summary>Closes the connection instead.</summary>
    public ValueTask DiscardAsync() => _discard();
}
