using System;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Architecture;

/// <summary>No two folders of a project use each other.</summary>
public sealed class RoomCycleTests
{
    public static TheoryData<string> Projects() =>
        [.. new[] { "generator", "runtime" }
            .SelectMany(static folder => Directory.GetFiles(RepositoryPaths.Get(folder), "*.csproj", SearchOption.AllDirectories))
            .Select(static path => Path.GetRelativePath(RepositoryPaths.Root, Path.GetDirectoryName(path)!))
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_two_folders_use_each_other(string project)
    {
        RoomGraph graph = RoomGraph.Read(Assembly(project), Path.GetFileName(project));
        string[] cycles = [.. graph.MutualPairs(), .. graph.LongerCycles()];
        string[] fresh = [.. cycles.Except(AcceptedCycles.Of(project))];
        string[] gone = [.. AcceptedCycles.Of(project).Except(cycles)];

        Assert.True(fresh.Length == 0, $"new in {project}:\n{string.Join('\n', fresh)}");
        Assert.True(gone.Length == 0, $"accepted in {project}, but not there any more:\n{string.Join('\n', gone)}");
    }

    /// <summary>The project's assembly in the configuration that the tests were built in.</summary>
    private static string Assembly(string project)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string file = Directory.GetFiles(RepositoryPaths.Get(project), "*.csproj").Single();
        string name = (XDocument.Load(file).Descendants("AssemblyName").SingleOrDefault()?.Value ?? Path.GetFileNameWithoutExtension(file)) + ".dll";
        return Directory.GetDirectories(RepositoryPaths.Get(project, "bin", configuration))
            .Select(framework => Path.Combine(framework, name))
            .Single(File.Exists);
    }
}
