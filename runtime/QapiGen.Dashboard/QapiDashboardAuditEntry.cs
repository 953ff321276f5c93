using System.Security.Claims;
using System.Text.Json;

namespace QapiGen.Dashboard;

/// <summary>An action of somebody at a dashboard.</summary>
/// <param name="User">Who, as the application's authentication says.</param>
/// <param name="RemoteAddress">Where from; null if it isn't known.</param>
/// <param name="Server">The server's name; empty if the request didn't say it in a form that could be read.</param>
/// <param name="Command">The command; empty if the request didn't say it in a form that could be read.</param>
/// <param name="Arguments">Its arguments; undefined if there were none, or none that could be read.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Error">What the server, or the dashboard, said against it; null if it succeeded.</param>
public sealed record QapiDashboardAuditEntry(
    ClaimsPrincipal User,
    string? RemoteAddress,
    string Server,
    string Command,
    JsonElement Arguments,
    QapiDashboardOutcome Outcome,
    string? Error);

/// <summary>What came of an action.</summary>
public enum QapiDashboardOutcome
{
    /// <summary>The server did it.</summary>
    Succeeded,

    /// <summary>The server refused.</summary>
    Failed,

    /// <summary>
    /// The dashboard refused: the viewer may only look, the command isn't one of those allowed, there is no such server, the request comes from elsewhere, isn't of the form that it
    /// has to be of, or has no token of a page (one that is older than the program gets itself another, and asks again). Nothing was sent.
    /// </summary>
    Refused,

    /// <summary>The server was gone, or went while it was asked; whether it did it isn't known.</summary>
    Unknown,
}
