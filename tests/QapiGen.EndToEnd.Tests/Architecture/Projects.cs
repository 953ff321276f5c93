using System;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Architecture;

/// <summary>The projects of generator and runtime, and their assemblies.</summary>
internal static class Projects
{
    /// <summary>Their folders, below the repository's.</summary>
    public static TheoryData<string> All() =>
        [.. new[] { "generator", "runtime" }
            .SelectMany(static folder => Directory.GetFiles(RepositoryPaths.Get(folder), "*.csproj", SearchOption.AllDirectories))
            .Select(static path => Path.GetRelativePath(RepositoryPaths.Root, Path.GetDirectoryName(path)!))
            .Order(StringComparer.Ordinal)];

    /// <summary>A project's assembly in the configuration that the tests were built in.</summary>
    public static string Assembly(string project)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string file = Directory.GetFiles(RepositoryPaths.Get(project), "*.csproj").Single();
        string name = (XDocument.Load(file).Descendants("AssemblyName").SingleOrDefault()?.Value ?? Path.GetFileNameWithoutExtension(file)) + ".dll";
        return Directory.GetDirectories(RepositoryPaths.Get(project, "bin", configuration))
            .Select(framework => Path.Combine(framework, name))
            .Single(File.Exists);
    }
}
