using QapiGen.Compatibility.Configuration;

namespace QapiGen.LanguageServer.Workspace;

/// <summary>A root schema, and how it is read.</summary>
/// <param name="Path">Its path, absolute and normalized.</param>
/// <param name="Dialect">Name of its dialect; <c>auto</c> to guess it; null if nothing is said.</param>
/// <param name="Conditions">Which conditions hold, for the comparison; null for all.</param>
/// <param name="Baseline">Path of the schema to stay compatible with, absolute; null for none.</param>
internal sealed record RootSettings(string Path, string? Dialect = null, string? Conditions = null, string? Baseline = null)
{
    /// <summary>The file that names it, for how its comparison is judged; null if a project or the user does.</summary>
    public ProjectConfiguration? Configuration { get; init; }
}
