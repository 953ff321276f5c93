using System;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using QapiGen.Runtime.Transport;

namespace QapiGen.Hosting.AspNetCore;

/// <summary>A connection of Kestrel's as a transport.</summary>
/// <remarks>What Kestrel and its connection middleware know of the client, any feature of the connection, is there for the asking.</remarks>
internal sealed class ConnectionContextTransport : IQmpAbortableTransport, IQmpPeerTransport
{
    private readonly ConnectionContext _connection;
    private readonly TimeSpan _closeTimeout;

    /// <summary>Makes one.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="closeTimeout">How long Kestrel may go on to send what was written when the transport is closed.</param>
    public ConnectionContextTransport(ConnectionContext connection, TimeSpan closeTimeout)
    {
        _connection = connection;
        _closeTimeout = closeTimeout;
    }

    public PipeReader Input => _connection.Transport.Input;

    public PipeWriter Output => _connection.Transport.Output;

    public string Description => $"kestrel:{_connection.LocalEndPoint}";

    public bool IsPeerGone => Socket is { } socket && QmpSocketPeer.IsGone(socket);

    private Socket? Socket => _connection.Features.Get<IConnectionSocketFeature>()?.Socket;

    public void Abort() => _connection.Abort();

    public T? GetPeerFeature<T>()
        where T : class
    {
        if (_connection.Features.Get<T>() is { } feature)
        {
            return feature;
        }

        return typeof(T) == typeof(ClaimsPrincipal) ? _connection.Features.Get<IConnectionUserFeature>()?.User as T
            : typeof(T) == typeof(X509Certificate2) ? _connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate as T
            : typeof(T) == typeof(EndPoint) ? (_connection.RemoteEndPoint is IPEndPoint remote ? remote as T : null)
            : typeof(T) == typeof(QmpPeerCredentials) && Socket is { } socket ? QmpPeerCredentials.Of(socket) as T
            : null;
    }

    public async ValueTask DisposeAsync()
    {
        // Kestrel closes the socket when what was written has been sent, however long a client takes that doesn't read.
        await Output.CompleteAsync().ConfigureAwait(false);
        await Input.CompleteAsync().ConfigureAwait(false);
        _ = AbortLateAsync();
    }

    private async Task AbortLateAsync()
    {
        CancellationToken closed = _connection.ConnectionClosed;
        await Task.Delay(_closeTimeout, closed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!closed.IsCancellationRequested)
        {
            _connection.Abort();
        }
    }
}
