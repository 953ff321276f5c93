using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using QapiGen.TestSupport;

namespace QapiGen.EndToEnd.Tests.Supply;

/// <summary>The packages of npm that the lock file of the extension for Visual Studio Code names.</summary>
internal static class NpmPackages
{
    /// <summary>The end of the names of their lists.</summary>
    public const string List = "npm-packages";

    /// <summary>Where the extension is.</summary>
    public static string Folder => RepositoryPaths.Get("generator/editors/vscode");

    /// <summary>What a lock file names; without <paramref name="withDevelopment"/> what is packed only.</summary>
    public static IEnumerable<NpmPackage> Locked(string text, bool withDevelopment = true)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return [.. document.RootElement.GetProperty("packages").EnumerateObject()
            .Where(package => package.Name.Length > 0 && (withDevelopment || !package.Value.TryGetProperty("dev", out _)))
            .Select(package => new NpmPackage(
                package.Name[(package.Name.LastIndexOf("node_modules/", System.StringComparison.Ordinal) + "node_modules/".Length)..],
                package.Value.GetProperty("version").GetString()!,
                package.Value.TryGetProperty("integrity", out JsonElement hash) ? hash.GetString()! : ""))];
    }

    /// <summary>The lock file's text.</summary>
    public static string LockFile() => File.ReadAllText(Path.Combine(Folder, "package-lock.json"));
}

/// <summary>A package that a lock file names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Hash">What its content has to have; empty for anything.</param>
internal sealed record NpmPackage(string Name, string Version, string Hash);
