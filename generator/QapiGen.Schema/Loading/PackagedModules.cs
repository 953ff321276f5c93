namespace QapiGen.Schema.Loading;

/// <summary>Modules that packages bring along, so that a missing include can say which.</summary>
public static class PackagedModules
{
    /// <summary>The package that has a module; null if none is known.</summary>
    /// <param name="name">The include string, or the end of it: <c>job.json</c>.</param>
    public static string? FindPackage(string name) => name == "job.json" ? "QapiGen.Jobs" : null;
}
