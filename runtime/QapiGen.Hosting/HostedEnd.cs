using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Server;

namespace QapiGen.Hosting;

/// <summary>
/// Ends a service in the order of an ordinary stop, extensions first, so that clients hear of it, where the host doesn't come to that: its patience is over while it is at
/// something else, such as Kestrel's connections or another's end; or it is disposed of without having been stopped, since its start failed or was given up.
/// </summary>
/// <remarks>A container disposes first of what it made last: this is made when the host starts, after what its services and Kestrel are made of.</remarks>
internal sealed class HostedEnd(string service, IEnumerable<IQmpHostingExtension> extensions, HostedPatience patience) : IAsyncDisposable
{
    private readonly IQmpHostingExtension[] _extensions = [.. extensions];
    private CancellationTokenRegistration _whenOver;
    private QmpServer? _server;

    /// <summary>From now on the service is to be ended.</summary>
    public void Begin(QmpServer server)
    {
        _server = server;
        _whenOver = patience.Over.Register(() => _ = EndAsync(server, new CancellationToken(canceled: true)));
    }

    /// <summary>An ordinary stop ends it.</summary>
    public void Forget()
    {
        _server = null;
        _whenOver.Unregister();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not { } server)
        {
            return;
        }

        Forget();
        patience.Begin();
        await EndAsync(server, patience.Over).ConfigureAwait(false);
    }

    private async Task EndAsync(QmpServer server, CancellationToken commands)
    {
        using var time = new CancellationTokenSource(patience.Time);
        try
        {
            foreach (IQmpHostingExtension extension in _extensions)
            {
                await extension.OnEndAsync(service, time.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            await server.StopAsync(commands).ConfigureAwait(false);
        }
    }
}
