using System;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace QapiGen.Dashboard.Web;

/// <summary>Tells of every action: the log, and the application's hook.</summary>
internal static partial class ActionAudit
{
    /// <summary>Tells of one that has ended.</summary>
    public static async Task NoteAsync(HttpContext http, DashboardContext context, DashboardAction action, QapiDashboardOutcome outcome, string? error)
    {
        string? address = http.Connection.RemoteIpAddress?.ToString();
        LogAction(context.Logger, Clean(http.User.Identity?.Name ?? address ?? "somebody"), Clean(action.Command), Clean(action.Server), outcome, Clean(error));
        if (context.Options.Audit is { } audit)
        {
            try
            {
                await audit(new QapiDashboardAuditEntry(http.User, address, action.Server, action.Command, action.Arguments, outcome, error)).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // The action is done; a fault of the hook can't undo it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogAuditFault(context.Logger, e);
            }
        }
    }

    // A line of the log stays a line.
    private static string? Clean(string? text) => text is null ? null : JsonEncodedText.Encode(text).ToString();

    [LoggerMessage(1, LogLevel.Information, "{User} sent {Command} to {Server}: {Outcome} {Error}")]
    private static partial void LogAction(ILogger logger, string? user, string? command, string? server, QapiDashboardOutcome outcome, string? error);

    [LoggerMessage(2, LogLevel.Error, "The audit hook failed")]
    private static partial void LogAuditFault(ILogger logger, Exception fault);
}

/// <summary>What a viewer wants to be done.</summary>
/// <param name="Server">The server's name.</param>
/// <param name="Command">The command.</param>
/// <param name="Arguments">Its arguments; undefined if there are none.</param>
internal sealed record DashboardAction(string Server, string Command, JsonElement Arguments);
