using System;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using QapiGen.Dashboard.Jobs;
using QapiGen.Dashboard.Servers;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Wire;

namespace QapiGen.Dashboard.Web;

/// <summary>Sends a command for a viewer: <c>{"server": …, "command": …, "arguments": …}</c>, answered as QMP answers.</summary>
internal static class ExecuteEndpoint
{
    private const int MaxBodyBytes = 16 * 1024 * 1024;
    private const string WrongForm =
        "The request has to be a JSON object with the texts 'server' and 'command', and 'arguments', if there are any, an object; all of it Unicode.";

    private static readonly DashboardAction s_unread = new("", "", default);

    /// <summary>Serves it.</summary>
    public static async Task ServeAsync(HttpContext http, DashboardContext context)
    {
        (DashboardAction action, bool isWhole) = await ReadAsync(http).ConfigureAwait(false);
        if (!isWhole)
        {
            await RefuseAsync(http, context, action, StatusCodes.Status400BadRequest, WrongForm).ConfigureAwait(false);
            return;
        }

        if (!await context.Tokens.IsValidAsync(http).ConfigureAwait(false))
        {
            http.Response.Headers[ActionTokens.StateHeader] = "expired";
            await RefuseAsync(http, context, action, StatusCodes.Status400BadRequest, "This page is too old, or the request didn't come from it. Load it again.").ConfigureAwait(false);
            return;
        }

        if (FindRefusal(http, context, action) is { } refusal)
        {
            await RefuseAsync(http, context, action, StatusCodes.Status403Forbidden, refusal).ConfigureAwait(false);
            return;
        }

        if (context.Hub.Find(action.Server) is not { } server)
        {
            await RefuseAsync(http, context, action, StatusCodes.Status404NotFound, $"There is no server '{action.Server}'.").ConfigureAwait(false);
            return;
        }

        using IDisposable viewer = context.Hub.Look();
        await RunAsync(http, context, server, action).ConfigureAwait(false);
    }

    /// <summary>Tells of one from elsewhere, of which nothing is read.</summary>
    public static Task NoteForeignAsync(HttpContext http, DashboardContext context, string reason) =>
        ActionAudit.NoteAsync(http, context, s_unread, QapiDashboardOutcome.Refused, reason);

    private static async Task RefuseAsync(HttpContext http, DashboardContext context, DashboardAction action, int status, string reason)
    {
        await ActionAudit.NoteAsync(http, context, action, QapiDashboardOutcome.Refused, reason).ConfigureAwait(false);
        await Answers.ErrorAsync(http, status, "Refused", reason).ConfigureAwait(false);
    }

    private static string? FindRefusal(HttpContext http, DashboardContext context, DashboardAction action) =>
        context.IsReadOnly(http) ? "You may look, but not act."
        : context.IsAllowed(action.Command) ? null
        : $"The dashboard isn't allowed to send '{action.Command}'.";

    private static async Task RunAsync(HttpContext http, DashboardContext context, WatchedServer server, DashboardAction action)
    {
        try
        {
            // A viewer who goes doesn't take the command along: nobody would know what came of it.
            JsonElement? arguments = action.Arguments.ValueKind == JsonValueKind.Object ? action.Arguments : null;
            JsonElement result = await server.ExecuteAsync(Viewer.Of(http), action.Command, arguments, OptionsOf(action.Command), http.RequestAborted).ConfigureAwait(false);
            await ActionAudit.NoteAsync(http, context, action, QapiDashboardOutcome.Succeeded, null).ConfigureAwait(false);
            await AnswerAsync(http, result).ConfigureAwait(false);
        }
        catch (QmpErrorException e)
        {
            await ActionAudit.NoteAsync(http, context, action, QapiDashboardOutcome.Failed, e.Description).ConfigureAwait(false);
            await Answers.ErrorAsync(http, StatusCodes.Status200OK, e.ErrorClassName, e.Description).ConfigureAwait(false);
        }
        catch (Exception e) when (e is QmpConnectionException or QmpTimeoutException or QmpProtocolException)
        {
            await ActionAudit.NoteAsync(http, context, action, QapiDashboardOutcome.Unknown, e.Message).ConfigureAwait(false);
            await Answers.ErrorAsync(http, StatusCodes.Status503ServiceUnavailable, "Gone", e.Message).ConfigureAwait(false);
        }
    }

    private static Task AnswerAsync(HttpContext http, JsonElement result)
    {
        byte[] bytes = "{}"u8.ToArray();
        if (result.ValueKind != JsonValueKind.Undefined && !JsonBytes.TryWrite(result, out bytes))
        {
            return Answers.ErrorAsync(http, StatusCodes.Status200OK, "Unreadable", "The command succeeded, but its result has texts that aren't Unicode.");
        }

        return Answers.JsonAsync(http, StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName("return");
            writer.WriteRawValue(bytes, skipInputValidation: true);
            writer.WriteEndObject();
        });
    }

    // Answered by nothing but an error, if there is one.
    private static QmpCallOptions? OptionsOf(string command) =>
        command is "guest-shutdown" or "guest-suspend-disk" or "guest-suspend-ram" or "guest-suspend-hybrid" ? new QmpCallOptions { NoSuccessResponse = true } : null;

    // With what could be read of one that isn't whole: who tries is told of, too.
    private static async Task<(DashboardAction Action, bool IsWhole)> ReadAsync(HttpContext http)
    {
        if (http.Request.ContentLength is > MaxBodyBytes || http.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
        {
            return (s_unread, false);
        }

        try
        {
            using JsonDocument body = await JsonDocument.ParseAsync(http.Request.Body, new JsonDocumentOptions { MaxDepth = WireJson.MaxDepth }, http.RequestAborted).ConfigureAwait(false);
            return Read(body.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or a name that is no Unicode.
            return (s_unread, false);
        }
    }

    private static (DashboardAction Action, bool IsWhole) Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return (s_unread, false);
        }

        string server = Text(root, "server");
        string command = Text(root, "command");
        bool hasArguments = root.TryGetProperty("arguments", out JsonElement arguments);
        bool canSend = !hasArguments || (arguments.ValueKind == JsonValueKind.Object && JsonBytes.TryWrite(arguments, out _));
        return (new DashboardAction(server, command, hasArguments && canSend ? arguments.Clone() : default), canSend && server.Length > 0 && command.Length > 0);
    }

    // Half a pair of surrogates is none: nothing of it can be looked up, logged or sent.
    private static string Text(JsonElement root, string name) => JobEntry.Text(root, name) ?? "";
}
