using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Transport;

/// <summary>Listens on a TCP port, with or without TLS.</summary>
internal sealed class TcpSocketListener : SocketListener
{
    private readonly SslServerAuthenticationOptions? _tls;

    private TcpSocketListener(Socket socket, QmpAddress address, SslServerAuthenticationOptions? tls)
        : base(socket, address)
    {
        _tls = tls;
    }

    public static TcpSocketListener Open(IPEndPoint endPoint, QmpListenOptions options, bool usesTls)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endPoint);
            socket.Listen(options.Backlog);
            var bound = (IPEndPoint)socket.LocalEndPoint!;
            string host = bound.Address.ToString();
            return new TcpSocketListener(socket, usesTls ? QmpAddress.Tls(host, bound.Port) : QmpAddress.Tcp(host, bound.Port), options.Tls?.Server);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    protected override AcceptedPeer Wrap(Socket peer)
    {
        peer.NoDelay = true;
        var stream = new LingeringStream(peer);
        return new AcceptedPeer(
            _tls is null
                ? _ => new ValueTask<IQmpTransport>(QmpTransports.FromStream(stream, Address.ToString()))
                : token => SecureAsync(stream, _tls, token),
            stream.DisposeAsync)
        {
            IsAmongLast = DescriptorLimit.IsAmongLast(peer),
        };
    }

    private async ValueTask<IQmpTransport> SecureAsync(
        NetworkStream stream,
        SslServerAuthenticationOptions tls,
        CancellationToken cancellationToken)
    {
        var secure = new SslStream(stream);
        try
        {
            await secure.AuthenticateAsServerAsync(tls, cancellationToken).ConfigureAwait(false);
            return new StreamTransport(secure, secure, Address.ToString()) { Socket = stream.Socket };
        }
        catch (Exception e)
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            if (e is AuthenticationException or IOException)
            {
                throw new QmpConnectionException($"TLS with a peer of {Address} failed: {e.Message}", e);
            }

            throw;
        }
    }
}
