using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Output;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;

namespace QapiGen.Cli.Shell.Catalog;

/// <summary>Asks a server what it has.</summary>
internal static class CatalogLoader
{
    /// <summary>Asks the server; a server that can't say gives what it can, perhaps nothing.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="kind">What kind of server it is.</param>
    /// <param name="file">A schema file; null if there is none. An agent that can't say what it has is taken to have this.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ShellCatalog> FromServerAsync(
        QmpClient client, ServerKind kind, SchemaFileCatalog? file, CancellationToken cancellationToken)
    {
        try
        {
            return kind == ServerKind.GuestAgent
                ? FromGuestInfo(await AskAsync(client, "guest-info", cancellationToken).ConfigureAwait(false), file)
                : new ShellCatalog(QmpSchema.Parse(await AskAsync(client, "query-qmp-schema", cancellationToken).ConfigureAwait(false)), file, silentCommands: file?.SilentCommands);
        }
        catch (Exception e) when (e is QmpErrorException or QmpProtocolException or FormatException or InvalidOperationException)
        {
            return file is null ? ShellCatalog.Empty : new ShellCatalog(file.Types, file, silentCommands: file.SilentCommands);
        }
    }

    private static async Task<JsonElement> AskAsync(QmpClient client, string command, CancellationToken cancellationToken) =>
        SafeJson.Escape(await client.ExecuteAsync(command, cancellationToken: cancellationToken).ConfigureAwait(false));

    // The agent lists its commands, and nothing about their arguments (QMP spec 17).
    private static ShellCatalog FromGuestInfo(JsonElement info, SchemaFileCatalog? file)
    {
        if (!info.TryGetProperty("supported_commands", out JsonElement commands) || commands.ValueKind != JsonValueKind.Array)
        {
            return new ShellCatalog(file?.Types, file, silentCommands: file?.SilentCommands);
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

        return new ShellCatalog(file?.Types, file, names, silent);
    }
}

/// <summary>What kind of server the shell talks to.</summary>
internal enum ServerKind
{
    /// <summary>QEMU, its storage daemon, or another server that greets (QMP spec 6).</summary>
    Qmp,

    /// <summary>QEMU's guest agent (QMP spec 17).</summary>
    GuestAgent,
}
