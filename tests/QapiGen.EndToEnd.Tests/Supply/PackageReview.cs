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
    private static string Folder => Path.Combine(RepositoryPaths.Root, "tests", "QapiGen.EndToEnd.Tests", "Supply");

    /// <summary>What restoring the repository's projects has brought in.</summary>
    public static IEnumerable<(string Id, string Version)> InUse() =>
        ((string[])["generator", "runtime", "samples", "tests"])
        .SelectMany(part => Directory.GetDirectories(Path.Combine(RepositoryPaths.Root, part)))
        .Select(project => Path.Combine(project, "obj", "project.assets.json"))
        .Where(File.Exists)
        .SelectMany(path => Packages(File.ReadAllText(path)))
        .Distinct();

    /// <summary>The packages in the text of a <c>project.assets.json</c>.</summary>
    public static IEnumerable<(string Id, string Version)> Packages(string assets)
    {
        using JsonDocument document = JsonDocument.Parse(assets);
        return [.. document.RootElement.GetProperty("libraries").EnumerateObject()
            .Where(library => library.Value.GetProperty("type").GetString() == "package")
            .Select(library => library.Name.Split('/'))
            .Select(parts => (parts[0], parts[1]))];
    }

    /// <summary>What is wrong with packages: one sentence for each fault.</summary>
    public static IEnumerable<string> Faults(IEnumerable<(string Id, string Version)> packages)
    {
        HashSet<(string, string)> reviewed = [.. Lines("reviewed-packages.txt").Select(line => (line[0].ToUpperInvariant(), line[1]))];
        ILookup<string, string[]> bad = Lines("known-bad-packages.txt").ToLookup(line => line[0], StringComparer.OrdinalIgnoreCase);
        foreach ((string id, string version) in packages)
        {
            if (!reviewed.Contains((id.ToUpperInvariant(), version)))
            {
                yield return $"{id} {version} isn't reviewed: look at it, then add it to Supply/reviewed-packages.txt";
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
