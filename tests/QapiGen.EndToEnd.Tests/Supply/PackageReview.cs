using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using QapiGen.TestSupport;

namespace QapiGen.EndToEnd.Tests.Supply;

/// <summary>Compares the packages that projects bring in, those of packages included, with what was reviewed and with what is known to be faulty.</summary>
internal static class PackageReview
{
    /// <summary>The name that NuGet gives to lock files.</summary>
    public const string LockFile = "packages.lock.json";

    private static string Folder => Path.Combine(RepositoryPaths.Root, "tests", "QapiGen.EndToEnd.Tests", "Supply");

    /// <summary>The repository's projects.</summary>
    public static IEnumerable<string> Projects() =>
        ((string[])["generator", "runtime", "samples", "tests"])
        .SelectMany(part => Directory.GetDirectories(Path.Combine(RepositoryPaths.Root, part)))
        .SelectMany(folder => Directory.GetFiles(folder, "*.csproj"));

    /// <summary>What lock files let the repository's projects bring in, and the tools that its scripts run.</summary>
    public static IEnumerable<(string Id, string Version)> InUse() =>
        Projects().SelectMany(project => Locked(Path.GetDirectoryName(project)!)).Concat(Tools(RepositoryPaths.Get(".config", "dotnet-tools.json"))).Distinct();

    /// <summary>The packages in a manifest of tools.</summary>
    public static IEnumerable<(string Id, string Version)> Tools(string manifest)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(manifest));
        return [.. document.RootElement.GetProperty("tools").EnumerateObject().Select(static tool => (tool.Name, tool.Value.GetProperty("version").GetString()!))];
    }

    /// <summary>The packages in the lock file of a project's folder.</summary>
    public static IEnumerable<(string Id, string Version)> Locked(string folder)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, LockFile)));
        return [.. document.RootElement.GetProperty("dependencies").EnumerateObject()
            .SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => package.Value.GetProperty("type").GetString() != "Project")
            .Select(package => (package.Name, package.Value.GetProperty("resolved").GetString()!))
            .Distinct()];
    }

    /// <summary>What is wrong with packages: one sentence for each fault.</summary>
    /// <param name="packages">The packages.</param>
    /// <param name="list">The end of the lists' names: <c>packages</c>, or those of npm.</param>
    public static IEnumerable<string> Faults(IEnumerable<(string Id, string Version)> packages, string list = "packages")
    {
        HashSet<(string, string)> reviewed = [.. Lines($"reviewed-{list}.txt").Select(line => (line[0].ToUpperInvariant(), line[1]))];
        ILookup<string, string[]> bad = Lines($"known-bad-{list}.txt").ToLookup(line => line[0], StringComparer.OrdinalIgnoreCase);
        foreach ((string id, string version) in packages)
        {
            if (!reviewed.Contains((id.ToUpperInvariant(), version)))
            {
                yield return $"{id} {version} isn't reviewed: look at it, then add it to Supply/reviewed-{list}.txt";
            }

            foreach (string[] line in bad[id].Where(line => Parse(version) < Parse(line[1])))
            {
                yield return $"{id} {version} is faulty before {line[1]}: {line[2]}";
            }
        }
    }

    private static Version Parse(string version) => Version.Parse(version.Split('-', '+')[0]);

    private static IEnumerable<string[]> Lines(string file) =>
        File.ReadAllLines(Path.Combine(Folder, file)).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ', 3));
}
