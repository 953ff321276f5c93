using System.Text.Json;

namespace QapiGen.Dashboard.Web;

/// <summary>What a viewer wants to be done.</summary>
/// <param name="Server">The server's name.</param>
/// <param name="Command">The command.</param>
/// <param name="Arguments">Its arguments; undefined if there are none.</param>
internal sealed record DashboardAction(string Server, string Command, JsonElement Arguments);
