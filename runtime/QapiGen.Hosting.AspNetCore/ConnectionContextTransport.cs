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
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);

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

    /// <remarks>With TLS the end of what is sent is a message of TLS's own; whoever closes TCP beneath is gone.</remarks>
    public bool IsPeerGone => Socket is { } socket && (QmpSocketPeer.IsGone(socket) || (UsesTls && QmpSocketPeer.HasEnded(socket)));

    public bool IsPeerInDoubt => Socket is { AddressFamily: not AddressFamily.Unix } socket && !UsesTls && QmpSocketPeer.HasEnded(socket);

    /// <remarks>What it isn't known of, as of an endpoint of a transport that somebody has added, counts as network.</remarks>
    public bool IsPeerLocal => _connection.LocalEndPoint is UnixDomainSocketEndPoint or NamedPipeEndPoint;

    private bool UsesTls => _connection.Features.Get<ITlsHandshakeFeature>() is not null || _connection.Features.Get<ITlsConnectionFeature>() is not null;

    private Socket? Socket => _connection.Features.Get<IConnectionSocketFeature>()?.Socket;

    /// <summary>Ends when the service has left the connection without having ended it.</summary>
    public Task WhenAborted => _aborted.Task;

    public void Abort()
    {
        _connection.Abort();
        _aborted.TrySetResult();
    }

    public T? GetPeerFeature<T>()
        where T : class
    {
        if (_connection.Features.Get<T>() is { } feature)
        {
            return feature;
        }

        return typeof(T) == typeof(ClaimsPrincipal) ? _connection.Features.Get<IConnectionUserFeature>()?.User as T
            : typeof(T) == typeof(X509Certificate2) ? _connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate as T
            : typeof(T) == typeof(EndPoint) ? FindEndPoint() as T
            : typeof(T) == typeof(Socket) ? Socket as T
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

    // Where a client came in says that it is one of the network, even if where it is isn't known any more.
    private EndPoint? FindEndPoint() =>
        _connection.RemoteEndPoint as IPEndPoint ?? (_connection.LocalEndPoint is IPEndPoint ? new IPEndPoint(IPAddress.Any, 0) : null);

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
