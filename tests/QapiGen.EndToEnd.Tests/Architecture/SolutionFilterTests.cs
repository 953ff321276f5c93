using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Architecture;

/// <summary>Who works on one half opens one half.</summary>
public sealed class SolutionFilterTests
{
    [Theory]
    [InlineData("QapiGen.Generator.slnf", "generator/QapiGen.SourceGenerator/QapiGen.SourceGenerator.csproj")]
    [InlineData("QapiGen.Runtime.slnf", "runtime/QapiGen.Runtime/QapiGen.Runtime.csproj")]
    public void A_filter_opens_its_half_with_all_that_it_builds_on(string filter, string library)
    {
        string[] opened = Projects(filter);

        Assert.Contains(library, opened);
        Assert.Empty(opened.Except(SolutionProjects()));
        Assert.Empty(opened.SelectMany(References).Except(opened));
        string half = library[..library.IndexOf('/', StringComparison.Ordinal)];
        Assert.DoesNotContain(SolutionProjects(), project => TestedIn(half, project) is { } tested && opened.Contains(tested) && !opened.Contains(project));
    }

    private static string[] Projects(string filter)
    {
        using JsonDocument content = JsonDocument.Parse(File.ReadAllBytes(RepositoryPaths.Get(filter)));
        return [.. content.RootElement.GetProperty("solution").GetProperty("projects").EnumerateArray().Select(static project => project.GetString()!.Replace('\\', '/'))];
    }

    private static string[] SolutionProjects() =>
        [.. Regex.Matches(File.ReadAllText(RepositoryPaths.Get("QapiGen.sln")), "\"([^\"]+\\.csproj)\"").Select(static match => match.Groups[1].Value.Replace('\\', '/'))];

    // The library of this half that a project of tests is named after.
    private static string? TestedIn(string half, string project) =>
        Regex.Match(project, @"^tests/(.+)\.Tests/") is { Success: true } name && name.Groups[1].Value is var tested ? $"{half}/{tested}/{tested}.csproj" : null;

    private static string[] References(string project) =>
        [.. Regex.Matches(File.ReadAllText(RepositoryPaths.Get(project)), "ProjectReference Include=\"([^\"$]+)\"")
            .Select(match => Path.GetRelativePath(RepositoryPaths.Root, Path.GetFullPath(Path.Combine(RepositoryPaths.Get(project), "..", match.Groups[1].Value.Replace('\\', '/')))))
            .Select(static path => path.Replace('\\', '/'))];
}
