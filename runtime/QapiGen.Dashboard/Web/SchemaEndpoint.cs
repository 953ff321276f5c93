using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using QapiGen.Dashboard.Servers;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;

namespace QapiGen.Dashboard.Web;

/// <summary>A server's schema as an array of SchemaInfo: with all its names where it is compiled in, else as the server shows it.</summary>
internal static class SchemaEndpoint
{
    /// <summary>Serves it.</summary>
    public static async Task ServeAsync(HttpContext http, DashboardContext context)
    {
        if (context.Hub.Find(http.Request.Query["server"].ToString()) is not { } server)
        {
            await Answers.ErrorAsync(http, StatusCodes.Status404NotFound, "Refused", "There is no such server.").ConfigureAwait(false);
            return;
        }

        using IDisposable viewer = context.Hub.Look();
        try
        {
            byte[] schema = server.Options.Schema is { } compiled ? ModuleArrays.Join([compiled], static module => module.Definitions) : await AskAsync(server, http).ConfigureAwait(false);
            await Answers.TaggedAsync(http, "application/json", schema).ConfigureAwait(false);
        }
        catch (QmpErrorException e)
        {
            await Answers.ErrorAsync(http, StatusCodes.Status502BadGateway, e.ErrorClassName, e.Description).ConfigureAwait(false);
        }
        catch (Exception e) when (e is QmpConnectionException or QmpTimeoutException or QmpProtocolException)
        {
            await Answers.ErrorAsync(http, StatusCodes.Status503ServiceUnavailable, "Gone", e.Message).ConfigureAwait(false);
        }
    }

    private static async Task<byte[]> AskAsync(WatchedServer server, HttpContext http)
    {
        CancellationToken cancellationToken = http.RequestAborted;
        if (server.Options.Service is not null)
        {
            // It may tell a viewer what it doesn't tell the dashboard.
            return JsonBytes.Of(await server.ExecuteAsync(Viewer.Of(http), "query-qmp-schema", null, null, cancellationToken).ConfigureAwait(false));
        }

        QmpClient client = await server.GetClientAsync(cancellationToken).ConfigureAwait(false);
        if (server.Options.Handshake == QmpHandshake.GuestAgent || !server.State.Commands.Contains("query-qmp-schema"))
        {
            return OfNames(server.State.Commands);
        }

        return JsonBytes.Of(await client.ExecuteAsync("query-qmp-schema", null, null, cancellationToken).ConfigureAwait(false));
    }

    // Who tells the names of commands only gets arguments as JSON.
    private static byte[] OfNames(IReadOnlySet<string> commands) => JsonBytes.Write(writer =>
    {
        writer.WriteStartArray();
        foreach (string name in commands)
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteString("meta-type", "command");
            writer.WriteString("arg-type", "any");
            writer.WriteString("ret-type", "any");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });
}
