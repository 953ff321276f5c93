using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Shell.Catalog;
using QapiGen.Cli.Shell.Input;
using QapiGen.Runtime.Client;

namespace QapiGen.Cli.Shell.Session;

/// <summary>A connection, and what is known of the server behind it.</summary>
internal sealed class ShellSession : IAsyncDisposable
{
    private readonly QmpClient _client;

    /// <summary>Makes a session, which owns the client.</summary>
    public ShellSession(QmpClient client, ServerKind kind, ShellCatalog catalog)
    {
        _client = client;
        Kind = kind;
        Catalog = catalog;
        Requests = new RequestReader(catalog);
    }

    /// <summary>What kind of server it is.</summary>
    public ServerKind Kind { get; }

    /// <summary>What the server has.</summary>
    public ShellCatalog Catalog { get; }

    /// <summary>Reads lines as commands of this server.</summary>
    public RequestReader Requests { get; }

    /// <summary>The connection.</summary>
    public QmpClient Client => _client;

    /// <summary>Sends a command and waits for its result.</summary>
    public ValueTask<JsonElement> ExecuteAsync(ShellRequest request, CancellationToken cancellationToken)
    {
        JsonElement? arguments = request.Arguments is null ? null : TypedJson.ToElement(request.Arguments);
        var options = new QmpCallOptions { OutOfBand = request.IsOutOfBand, NoSuccessResponse = Catalog.IsSilent(request.Command) };
        return _client.ExecuteAsync(request.Command, arguments, options, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
