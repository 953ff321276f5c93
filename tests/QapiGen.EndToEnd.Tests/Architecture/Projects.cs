using System;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Architecture;

/// <summary>Projects, and their assemblies.</summary>
internal static class Projects
{
    /// <summary>The folders of those of generator and runtime, below the repository's.</summary>
    public static string[] Folders() => In("generator", "runtime");

    /// <inheritdoc cref="Folders"/>
    public static TheoryData<string> All() => [.. Folders()];

    /// <summary>Those, and the projects of tests that are built: all of them, where the solution is.</summary>
    public static TheoryData<string> AllAndTests() =>
        [.. In("generator", "runtime"), .. In("tests").Where(static project => Find(project) is not null)];

    /// <summary>A project's assembly in the configuration that the tests were built in.</summary>
    public static string Assembly(string project) => Find(project) ?? throw new FileNotFoundException($"{project} isn't built");

    private static string? Find(string project)
    {
        string file = Directory.GetFiles(RepositoryPaths.Get(project), "*.csproj").Single();
        string name = (XDocument.Load(file).Descendants("AssemblyName").SingleOrDefault()?.Value ?? Path.GetFileNameWithoutExtension(file)) + ".dll";
        var binaries = new DirectoryInfo(RepositoryPaths.Get(project, "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name));
        return binaries.Exists ? binaries.GetDirectories().Select(framework => Path.Combine(framework.FullName, name)).SingleOrDefault(File.Exists) : null;
    }

    private static string[] In(params string[] folders) =>
        [.. folders.SelectMany(static folder => Directory.GetFiles(RepositoryPaths.Get(folder), "*.csproj", SearchOption.AllDirectories))
            .Select(static path => Path.GetRelativePath(RepositoryPaths.Root, Path.GetDirectoryName(path)!))
            .Order(StringComparer.Ordinal)];
}
