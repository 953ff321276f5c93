using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Dashboard.Jobs;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;

namespace QapiGen.Dashboard.Servers;

/// <summary>Finds out what kind of server it is.</summary>
internal static class ServerProbe
{
    // Whoever has negotiated and answers nothing is gone, and isn't "connecting" for minutes.
    private static readonly QmpCallOptions s_soon = new() { Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>The commands that it has; null if it doesn't tell.</summary>
    public static async Task<HashSet<string>?> ListCommandsAsync(QmpClient client, QmpHandshake handshake, CancellationToken cancellationToken)
    {
        try
        {
            return ReadNames(handshake == QmpHandshake.GuestAgent
                ? MemberOf(await client.ExecuteAsync("guest-info", null, s_soon, cancellationToken).ConfigureAwait(false), "supported_commands")
                : await client.ExecuteAsync("query-commands", null, s_soon, cancellationToken).ConfigureAwait(false));
        }
        catch (QmpErrorException)
        {
            // It keeps that to itself.
            return null;
        }
    }

    /// <summary>The commands of an answer that can be run.</summary>
    /// <exception cref="QmpProtocolException">It isn't a list of commands.</exception>
    public static HashSet<string> ReadNames(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw new QmpProtocolException("asked for its commands, it answers with something that is no list");
        }

        var names = new HashSet<string>();
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (TextOf(item, "name") is not { } name)
            {
                throw new QmpProtocolException("asked for its commands, it lists something that has no name");
            }

            if (!item.TryGetProperty("enabled", out JsonElement enabled) || enabled.ValueKind == JsonValueKind.True)
            {
                names.Add(name);
            }
        }

        return names;
    }

    /// <summary>What <c>query-status</c> and <c>query-name</c> say; null where there are none.</summary>
    public static async Task<(string? Status, string? Name)> DescribeAsync(QmpClient client, HashSet<string> commands, CancellationToken cancellationToken) =>
        (await AskAsync(client, commands, "query-status", "status", cancellationToken).ConfigureAwait(false),
            await AskAsync(client, commands, "query-name", "name", cancellationToken).ConfigureAwait(false));

    /// <summary>A text in an answer; null if it has none.</summary>
    public static string? TextOf(JsonElement answer, string member) => answer.ValueKind == JsonValueKind.Object ? JobEntry.Text(answer, member) : null;

    private static JsonElement MemberOf(JsonElement answer, string name) => answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out JsonElement member) ? member : default;

    private static async Task<string?> AskAsync(QmpClient client, HashSet<string> commands, string command, string member, CancellationToken cancellationToken)
    {
        if (!commands.Contains(command))
        {
            return null;
        }

        try
        {
            JsonElement answer = await client.ExecuteAsync(command, null, s_soon, cancellationToken).ConfigureAwait(false);
            return TextOf(answer, member);
        }
        catch (QmpErrorException)
        {
            return null;
        }
    }
}
