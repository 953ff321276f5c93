using System.IO.Pipelines;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using QapiGen.Runtime.Transport;

namespace QapiGen.Hosting.AspNetCore;

/// <summary>A connection of Kestrel's as a transport.</summary>
internal sealed class ConnectionContextTransport : IQmpAbortableTransport
{
    private readonly ConnectionContext _connection;

    public ConnectionContextTransport(ConnectionContext connection) => _connection = connection;

    public PipeReader Input => _connection.Transport.Input;

    public PipeWriter Output => _connection.Transport.Output;

    public string Description => $"kestrel:{_connection.LocalEndPoint}";

    public void Abort() => _connection.Abort();

    public async ValueTask DisposeAsync()
    {
        // Kestrel closes the socket when what was written has been sent.
        await Output.CompleteAsync().ConfigureAwait(false);
        await Input.CompleteAsync().ConfigureAwait(false);
    }
}
