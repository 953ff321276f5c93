using System.Collections.Generic;

namespace QapiGen.Schema.Loading;

/// <summary>Modules that packages bring along, so that a missing include can say which.</summary>
public static class PackagedModules
{
    /// <summary>The names by which they are included.</summary>
    public static IReadOnlyList<string> Names { get; } = ["job.json"];

    /// <summary>The package that has a module; null if none is known.</summary>
    /// <param name="name">The include string, or the end of it: <c>job.json</c>.</param>
    public static string? FindPackage(string name) => name == "job.json" ? "QapiGen.Jobs" : null;
}
