using System.Text.Json.Nodes;

namespace QapiGen.Cli.Shell.Input;

/// <summary>A command to send.</summary>
/// <param name="Command">Its name.</param>
/// <param name="Arguments">Its arguments; null for none.</param>
/// <param name="IsOutOfBand">Whether it is to overtake the server's queue.</param>
/// <param name="Hint">What may be wrong with it, to be said if the server refuses it; or null.</param>
internal sealed record ShellRequest(string Command, JsonObject? Arguments, bool IsOutOfBand, string? Hint = null);
