using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Shell.Session;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Schema.Model;

namespace QapiGen.Cli.Shell.Catalog;

/// <summary>Asks a server what it has.</summary>
internal static class CatalogLoader
{
    /// <summary>Asks the server; a server that can't say gives what it can, perhaps nothing.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="kind">What kind of server it is.</param>
    /// <param name="documented">A schema with documentation; null if there is none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ShellCatalog> FromServerAsync(
        QmpClient client, ServerKind kind, QapiSchema? documented, CancellationToken cancellationToken)
    {
        try
        {
            return kind == ServerKind.GuestAgent
                ? FromGuestInfo(await client.ExecuteAsync("guest-info", cancellationToken: cancellationToken).ConfigureAwait(false))
                : new ShellCatalog(await client.GetSchemaAsync(cancellationToken).ConfigureAwait(false), documented);
        }
        catch (Exception e) when (e is QmpErrorException or QmpProtocolException or FormatException)
        {
            return ShellCatalog.Empty;
        }
    }

    // The agent lists its commands, and nothing about their arguments (QMP spec 17).
    private static ShellCatalog FromGuestInfo(JsonElement info)
    {
        if (!info.TryGetProperty("supported_commands", out JsonElement commands) || commands.ValueKind != JsonValueKind.Array)
        {
            return ShellCatalog.Empty;
        }

        var names = new List<string>();
        var silent = new List<string>();
        foreach (JsonElement command in commands.EnumerateArray().Where(c => c.TryGetProperty("name", out JsonElement n) && n.ValueKind == JsonValueKind.String))
        {
            string name = command.GetProperty("name").GetString()!;
            names.Add(name);
            if (command.TryGetProperty("success-response", out JsonElement answers) && answers.ValueKind == JsonValueKind.False)
            {
                silent.Add(name);
            }
        }

        return new ShellCatalog(null, null, names, silent);
    }
}
