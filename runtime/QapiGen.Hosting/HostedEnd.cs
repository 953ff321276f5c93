using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using QapiGen.Runtime.Server;

namespace QapiGen.Hosting;

/// <summary>
/// Ends a service whose host is disposed of without having been stopped, since its start failed or was given up: in the order of an ordinary stop,
/// extensions first, so that clients hear of it, and in the time that the host has for a stop.
/// </summary>
/// <remarks>A container disposes first of what it made last: this is made when the host starts, after what its services and Kestrel are made of.</remarks>
internal sealed class HostedEnd(string service, IEnumerable<IQmpHostingExtension> extensions, IOptions<HostOptions> options) : IAsyncDisposable
{
    private readonly IQmpHostingExtension[] _extensions = [.. extensions];
    private QmpServer? _server;

    /// <summary>From now on the service is to be ended.</summary>
    public void Begin(QmpServer server) => _server = server;

    /// <summary>An ordinary stop ends it.</summary>
    public void Forget() => _server = null;

    public async ValueTask DisposeAsync()
    {
        if (_server is not { } server)
        {
            return;
        }

        using var patience = new CancellationTokenSource(options.Value.ShutdownTimeout);
        using CancellationTokenSource ofCommands = new HostedPatience(options.Value.ShutdownTimeout, TimeProvider.System).NewSource();
        try
        {
            foreach (IQmpHostingExtension extension in _extensions)
            {
                await extension.OnEndAsync(service, patience.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            await server.StopAsync(ofCommands.Token).ConfigureAwait(false);
        }
    }
}
