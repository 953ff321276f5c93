using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Server;

/// <summary>A client of a service: its connection, and what is known of who is at its other end.</summary>
/// <remarks>Calls may overlap. It may be kept after the connection has ended; what the transport knew may then be gone.</remarks>
public sealed class QmpCaller
{
    private readonly IQmpTransport _transport;
    private ConcurrentDictionary<object, object?>? _items;

    internal QmpCaller(long connectionId, IQmpTransport transport)
    {
        ConnectionId = connectionId;
        _transport = transport;

        // Once, as long as the transport knows: rights depend on it.
        EndPoint = FindEndPoint();
        IsFromNetwork = !IsLocal();
    }

    /// <summary>Number of the connection within its service, as in its log: 1, 2, 3 and so on.</summary>
    public long ConnectionId { get; }

    /// <summary>The address that it came in by, for people.</summary>
    public string Transport => _transport.Description;

    /// <summary>The process and user at the other end of a Unix socket, on Linux; otherwise null.</summary>
    public QmpPeerCredentials? Credentials => GetFeature<QmpPeerCredentials>();

    /// <summary>The certificate that the client has shown in TLS and that was accepted; null if it has shown none.</summary>
    public X509Certificate2? Certificate => GetFeature<X509Certificate2>();

    /// <summary>The user that Kestrel's connection middleware has found, or that the application has said (<see cref="QmpPeer.User"/>); otherwise null.</summary>
    public ClaimsPrincipal? User => GetFeature<ClaimsPrincipal>();

    /// <summary>
    /// Where the client was when it connected, for TCP, or as the application says (<see cref="QmpPeer.EndPoint"/>); null for Unix sockets, pipes, streams
    /// and memory. <c>0.0.0.0:0</c> if it has gone before that could be asked.
    /// </summary>
    public EndPoint? EndPoint { get; }

    /// <summary>
    /// Whether it came over the network, loopback included: everybody on a machine can reach a TCP port of it. So does whoever nobody vouches for: a stream
    /// that leads anywhere, a transport that doesn't say (<see cref="IQmpPeerTransport.IsPeerLocal"/>). Settled when it connects.
    /// </summary>
    public bool IsFromNetwork { get; }

    /// <summary>For the application's own use: what it wants to remember of this connection.</summary>
    public IDictionary<object, object?> Items =>
        _items ?? Interlocked.CompareExchange(ref _items, new ConcurrentDictionary<object, object?>(), null) ?? _items;

    /// <summary>What the transport knows of the client; null if it doesn't. See <see cref="IQmpPeerTransport.GetPeerFeature"/>.</summary>
    public T? GetFeature<T>()
        where T : class => (_transport as IQmpPeerTransport)?.GetPeerFeature<T>();

    // Whom a transport can't tell apart from the others gets no rights of those who are here.
    [SuppressMessage("Design", "CA1031", Justification = "A transport may throw anything, and its client is to be served like others.")]
    private EndPoint? FindEndPoint()
    {
        try
        {
            return GetFeature<EndPoint>();
        }
        catch (Exception)
        {
            return QmpSocketPeer.Somewhere;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "As above.")]
    private bool IsLocal()
    {
        try
        {
            return _transport is IQmpPeerTransport { IsPeerLocal: true };
        }
        catch (Exception)
        {
            return false;
        }
    }
}
