using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using QapiGen.Runtime.Server;

namespace QapiGen.Hosting.AspNetCore;

/// <summary>Gives Kestrel's connections to a service.</summary>
internal sealed class ServiceConnectionHandler : ConnectionHandler
{
    private readonly QmpService _service;

    public ServiceConnectionHandler(QmpService service) => _service = service;

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        // Kestrel asks for the end when the host stops; what runs is then finished.
        CancellationToken closing = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        var transport = new ConnectionContextTransport(connection, _service.Options.CloseTimeout);

        // A command may block the thread that it is called on, Kestrel's otherwise, which then waits for a connection that was given up.
        Task serving = Task.Run(() => _service.ServeAsync(transport, closing), CancellationToken.None);
        await (await Task.WhenAny(serving, transport.WhenAborted).ConfigureAwait(false)).ConfigureAwait(false);
    }
}
