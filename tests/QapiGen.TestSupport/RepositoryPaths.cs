using System;
using System.IO;

namespace QapiGen.TestSupport;

/// <summary>Where things are in the repository that the tests were built from.</summary>
public static class RepositoryPaths
{
    /// <summary>The repository's root: the nearest directory above the test's binaries with the central package list.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>A path below the root.</summary>
    public static string Get(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot(string start)
    {
        for (DirectoryInfo? directory = new(start); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Directory.Packages.props")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException($"no repository root above {start}");
    }
}
