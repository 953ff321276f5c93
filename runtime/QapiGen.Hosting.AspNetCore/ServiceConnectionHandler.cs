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

    public override Task OnConnectedAsync(ConnectionContext connection)
    {
        // Kestrel asks for the end when the host stops; what runs is then finished.
        CancellationToken closing = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        return _service.ServeAsync(new ConnectionContextTransport(connection, _service.Options.CloseTimeout), closing);
    }
}
