using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Architecture;

/// <summary>A project's README says what is in its rooms.</summary>
public sealed class ReadmeTests
{
    public static TheoryData<string> Projects() => Architecture.Projects.All();

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_folder_with_code_has_a_row(string project)
    {
        string root = RepositoryPaths.Get(project);
        string readme = File.ReadAllText(Path.Combine(root, "README.md"));
        string[] named = [.. Regex.Matches(readme, @"(?m)^\| [^|]*").SelectMany(static cell => Regex.Matches(cell.Value, "`([A-Za-z]+)`").Select(static name => name.Groups[1].Value))];

        Assert.Empty(Directory.GetDirectories(root)
            .Select(Path.GetFileName)
            .Where(folder => folder is not ("bin" or "obj") && Directory.EnumerateFiles(Path.Combine(root, folder!), "*.cs", SearchOption.AllDirectories).Any())
            .Except(named));
    }

    [Fact]
    public void Every_project_of_tests_is_named()
    {
        string root = RepositoryPaths.Get("tests");
        string readme = File.ReadAllText(Path.Combine(root, "README.md"));

        // One of a library's tests is said by "QapiGen.*.Tests".
        Assert.DoesNotContain(
            Directory.GetFiles(root, "*.csproj", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension),
            project => !readme.Contains($"`{project}`", StringComparison.Ordinal) && !IsOfLibrary(project!));
    }

    private static bool IsOfLibrary(string project) =>
        project.EndsWith(".Tests", StringComparison.Ordinal) && project[..^".Tests".Length] is var library
            && (Directory.Exists(RepositoryPaths.Get("generator", library)) || Directory.Exists(RepositoryPaths.Get("runtime", library)));
}
