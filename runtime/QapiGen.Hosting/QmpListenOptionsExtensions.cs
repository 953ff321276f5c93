using System;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using QapiGen.Runtime.Server;

namespace QapiGen.Hosting;

/// <summary>Makes QMP endpoints of Kestrel's.</summary>
public static class QmpListenOptionsExtensions
{
    /// <summary>Serves QMP on an endpoint: <c>kestrel.ListenUnixSocket(path, endpoint => endpoint.UseQmp())</c>.</summary>
    /// <remarks>
    /// For TLS put <c>UseHttps</c> before it; despite its name that is TLS for any protocol. An endpoint of TCP without TLS is reachable by
    /// everyone who reaches the address: keep it on loopback. Unix sockets are made with mode 0600.
    /// </remarks>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="name">Name of the service.</param>
    /// <returns>The endpoint, for more middleware.</returns>
    public static ListenOptions UseQmp(this ListenOptions endpoint, string name = QmpServiceCollectionExtensions.DefaultName)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        QmpService service = endpoint.ApplicationServices.GetRequiredKeyedService<QmpService>(name);
        var handler = new QmpConnectionHandler(service);
        endpoint.Run(handler.OnConnectedAsync);
        return endpoint;
    }
}
