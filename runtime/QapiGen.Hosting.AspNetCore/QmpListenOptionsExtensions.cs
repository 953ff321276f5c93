using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QapiGen.Runtime.Server;

namespace QapiGen.Hosting.AspNetCore;

/// <summary>Makes QMP endpoints of Kestrel's.</summary>
public static class QmpListenOptionsExtensions
{
    // By section of the configuration: what Kestrel binds anew after a change takes the place of what it was.
    private static readonly ConditionalWeakTable<QmpHostedEndpoints, ConcurrentDictionary<string, ListenOptions>> Configured = new();

    // What serves an endpoint sees its connections, and nothing after it does.
    private static readonly ConditionalWeakTable<ListenOptions, string> Served = new();

    /// <summary>Serves QMP on an endpoint: <c>kestrel.ListenUnixSocket(path, endpoint => endpoint.UseQmp())</c>.</summary>
    /// <remarks>
    /// For TLS put <c>UseHttps</c> before it; despite its name that is TLS for any protocol. TLS that comes after it, as an address that begins
    /// with <c>https://</c> asks for, would never be spoken: the host then refuses to start. An endpoint of TCP without TLS is reachable by
    /// everyone who reaches the address: keep it on loopback. Unix sockets are made with mode 0600; at the end the file goes if it is still that one.
    /// </remarks>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="name">Name of the service.</param>
    /// <returns>The endpoint.</returns>
    /// <exception cref="InvalidOperationException">There is no such service, or the endpoint serves one already.</exception>
    public static ListenOptions UseQmp(this ListenOptions endpoint, string name = QmpServiceCollectionExtensions.DefaultName)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return Serve(endpoint, name, null);
    }

    /// <summary>
    /// Serves QMP on an endpoint from configuration, with TLS if its address begins with <c>https://</c>:
    /// <c>kestrel.Configure(configuration.GetSection("Kestrel")).Endpoint("Qmp", endpoint => endpoint.UseQmp())</c>.
    /// </summary>
    /// <remarks>Settings by name of the server (<c>Sni</c>) have no effect on it: such an endpoint is refused.</remarks>
    /// <exception cref="InvalidOperationException">The endpoint asks for TLS and has no certificate, has settings by name, or serves a service already.</exception>
    /// <inheritdoc cref="UseQmp(ListenOptions, string)" path="/param|/returns"/>
    public static EndpointConfiguration UseQmp(this EndpointConfiguration endpoint, string name = QmpServiceCollectionExtensions.DefaultName)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (endpoint.IsHttps && !IsTls(endpoint.ListenOptions))
        {
            // Kestrel applies what a name in TLS's handshake asks for only where it sets TLS up itself, which comes after the middleware that serves QMP.
            if (endpoint.ConfigSection.GetSection("Sni") is { } names && names.GetChildren().Any())
            {
                throw new InvalidOperationException(
                    $"'{names.Path}' has no effect on an endpoint of QMP: certificates and the demand for certificates of clients would be passed over. "
                    + $"Set 'Certificate' and 'ClientCertificateMode' of '{endpoint.ConfigSection.Path}' itself, in an endpoint for each name");
            }

            if (endpoint.HttpsOptions is { ServerCertificate: null, ServerCertificateSelector: null })
            {
                throw new InvalidOperationException($"The endpoint '{endpoint.ConfigSection.Path}' asks for TLS and has no certificate: set its 'Certificate:Path'");
            }

            endpoint.ListenOptions.UseHttps(endpoint.HttpsOptions);
        }

        Serve(endpoint.ListenOptions, name, endpoint.ConfigSection);
        return endpoint;
    }

    private static ListenOptions Serve(ListenOptions endpoint, string name, IConfigurationSection? section)
    {
        if (!Served.TryAdd(endpoint, name))
        {
            Served.TryGetValue(endpoint, out string? first);
            throw new InvalidOperationException(first == name
                ? $"UseQmp(\"{name}\") is called twice for the endpoint {endpoint}: leave one of them out"
                : $"The endpoint {endpoint} serves the QMP service '{first}', so that no connection of it would reach '{name}': give each service an endpoint of its own");
        }

        IServiceProvider services = endpoint.ApplicationServices;
        ListeningSockets.Apply(services, endpoint.EndPoint);
        bool isTlsBefore = IsTls(endpoint);
        services.GetQmpHosting(name);
        QmpHostedEndpoints endpoints = services.GetRequiredKeyedService<QmpHostedEndpoints>(name);
        if (section is not null)
        {
            Configured.GetOrCreateValue(endpoints)[section.Path] = endpoint;
        }

        endpoints.AddWhile(
            () => section is null || (section.Exists() && Configured.TryGetValue(endpoints, out var latest) && latest[section.Path] == endpoint),
            endpoint.ToString()!,
            () => endpoint.EndPoint,
            isTlsBefore);
        QmpService service = services.GetRequiredKeyedService<QmpService>(name);
        if (endpoint.SocketPath is { Length: > 0 } socket)
        {
            UnixSocketPlace.Apply(services.GetRequiredService<IOptions<SocketTransportOptions>>().Value, socket, service);
        }

        var handler = new ServiceConnectionHandler(service);
        endpoint.Use(_ =>
        {
            // Asked when Kestrel binds the endpoint: what was added after this call would never see a connection.
            if (IsTls(endpoint) && !isTlsBefore)
            {
                throw new InvalidOperationException(
                    $"The endpoint {endpoint} of the QMP service '{name}' asks for TLS after UseQmp(), where it has no effect. Put UseHttps() before UseQmp(), "
                    + "or, for an endpoint from configuration, call UseQmp() on the EndpointConfiguration");
            }

            return handler.OnConnectedAsync;
        });
        return endpoint;
    }

    // Kestrel shows in the address what it knows of TLS, and nowhere else to others.
    private static bool IsTls(ListenOptions endpoint) => endpoint.ToString()!.StartsWith("https:", StringComparison.Ordinal);
}
