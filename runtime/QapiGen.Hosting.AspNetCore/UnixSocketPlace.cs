using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;

namespace QapiGen.Hosting.AspNetCore;

/// <summary>Takes the place of a Unix socket as a service's own listener does: over what a server left that was killed, and over nothing else.</summary>
/// <remarks>Kestrel binds by itself to a path where nothing is, so that an application that was killed would start again only when somebody had removed its socket.</remarks>
internal sealed class UnixSocketPlace
{
    private static readonly ConditionalWeakTable<SocketTransportOptions, UnixSocketPlace> All = new();

    private readonly ConcurrentDictionary<string, QmpService> _services = new(StringComparer.Ordinal);
    private readonly SocketTransportOptions _options;
    private readonly Func<EndPoint, Socket> _bind;

    private UnixSocketPlace(SocketTransportOptions options)
    {
        _options = options;
        _bind = options.CreateBoundListenSocket;
        options.CreateBoundListenSocket = Bind;
    }

    /// <summary>Changes how one socket is bound; the application's other sockets stay as they are.</summary>
    /// <param name="options">Kestrel's, which it asks when it binds.</param>
    /// <param name="path">The socket's.</param>
    /// <param name="service">What is served there.</param>
    public static void Apply(SocketTransportOptions options, string path, QmpService service) =>
        All.GetValue(options, static options => new UnixSocketPlace(options))._services[path] = service;

    private Socket Bind(EndPoint endPoint) =>
        endPoint is UnixDomainSocketEndPoint && endPoint.ToString() is [not ('\0' or '@'), ..] path && _services.TryGetValue(path, out QmpService? service) ? Take(endPoint, path, service) : _bind(endPoint);

    // Others are kept from it until clients can connect: a socket on which nobody listens yet looks like one that was left.
    private Socket Take(EndPoint endPoint, string path, QmpService service)
    {
        var place = new QmpServer(service);
        Socket? socket = null;
        try
        {
            place.Reserve(QmpAddress.Unix(path));
            socket = _bind(endPoint);
            socket.Listen(_options.Backlog);
            return socket;
        }
        catch (QmpConnectionException cause)
        {
            throw new InvalidOperationException($"The QMP service '{service.Options.Name}': {cause.Message}", cause);
        }
        catch
        {
            socket?.Dispose();
            throw;
        }
        finally
        {
            place.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}
