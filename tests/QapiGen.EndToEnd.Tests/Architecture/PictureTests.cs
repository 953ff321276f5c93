using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Architecture;

/// <summary>What <c>ARCHITECTURE.md</c> shows is what is there.</summary>
public sealed partial class PictureTests
{
    private static readonly string s_page = File.ReadAllText(RepositoryPaths.Get("ARCHITECTURE.md"));

    [Fact]
    public void Arrows_are_the_references_of_projects()
    {
        string[] drawn = [.. Arrow().Matches(s_page).Select(static match => match.Value.Trim()).Order(StringComparer.Ordinal)];
        string[] real =
        [
            .. Projects().SelectMany(static project => ProjectReferenceTests.Libraries(project)
                .Select(used => $"{Path.GetFileName(project)} --> {used}")).Order(StringComparer.Ordinal),
        ];

        Assert.Equal(string.Join('\n', real), string.Join('\n', drawn));
    }

    [Fact]
    public void Files_that_several_projects_compile_are_those_of_the_table()
    {
        string[] told =
        [
            .. Shared().Matches(s_page).SelectMany(static row => Place().Matches(row.Groups["files"].Value)
                .SelectMany(file => row.Groups["users"].Value.Split(", ").Select(user => $"{file.Groups["path"].Value} > {user}"))).Order(StringComparer.Ordinal),
        ];
        string[] real =
        [
            .. Projects().SelectMany(static project => ProjectReferenceTests.CompiledIn(project)
                .Select(file => $"{file} > {Path.GetFileName(project)["QapiGen.".Length..]}")).Order(StringComparer.Ordinal),
        ];

        Assert.Equal(string.Join('\n', real), string.Join('\n', told));
    }

    [Fact]
    public void Places_of_new_things_exist()
    {
        string table = s_page[s_page.IndexOf("## Where a new thing goes", StringComparison.Ordinal)..];
        string[] lost = [.. Place().Matches(table).Select(static match => match.Groups["path"].Value).Where(static path => !Exists(path))];

        Assert.Empty(lost);
    }

    [Fact]
    public void What_the_walks_name_is_there()
    {
        HashSet<string> known = [.. Projects().SelectMany(static project => Directory.EnumerateFiles(RepositoryPaths.Get(project), "*.*", SearchOption.AllDirectories))
            .Where(static path => (path.EndsWith(".cs", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal)) || Path.GetFileName(path).StartsWith("PublicAPI.", StringComparison.Ordinal))
            .SelectMany(static path => Word().Matches(File.ReadAllText(path))).Select(static word => word.Value)
            .Concat(Directory.EnumerateFiles(RepositoryPaths.Get("tests"), "*Tests.cs", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).OfType<string>())];
        string[] lost = [.. Name().Matches(s_page).SelectMany(static name => name.Groups["name"].Value.Split('.')).Where(word => !known.Contains(word))];

        Assert.Empty(lost);
    }

    [Fact]
    public void Types_of_the_walks_are_where_they_are_said_to_be()
    {
        Match[] told = [.. Placed().Matches(s_page).Cast<Match>()];
        string[] lost = [.. told.Where(static type => !IsIn(type.Groups["type"].Value, type.Groups["place"].Value)).Select(static type => type.Value)];

        Assert.True(told.Length >= 10);
        Assert.Empty(lost);
    }

    [Fact]
    public void Every_project_has_a_readme()
    {
        Assert.DoesNotContain(Projects(), static project => !File.Exists(RepositoryPaths.Get(project, "README.md")));
    }

    private static IEnumerable<string> Projects() =>
        new[] { "generator", "runtime" }
            .SelectMany(static folder => Directory.GetFiles(RepositoryPaths.Get(folder), "*.csproj", SearchOption.AllDirectories))
            .Select(static path => Path.GetRelativePath(RepositoryPaths.Root, Path.GetDirectoryName(path)!));

    // A place is a project, one of its folders, or a folder of the project that was named before.
    private static bool IsIn(string type, string place) =>
        Projects().SelectMany(project => Directory.EnumerateFiles(RepositoryPaths.Get(project), $"{type}.cs", SearchOption.AllDirectories))
            .Select(static path => Path.GetDirectoryName(Path.GetRelativePath(RepositoryPaths.Root, path))!.Replace("runtime/QapiGen.", "", StringComparison.Ordinal).Replace("generator/QapiGen.", "", StringComparison.Ordinal))
            .Any(folder => folder == place || folder.EndsWith("/" + place, StringComparison.Ordinal));

    private static bool Exists(string place)
    {
        string[] roots = ["generator/QapiGen.", "runtime/QapiGen."];
        return roots.Any(root => Directory.GetFileSystemEntries(
            Path.GetDirectoryName(RepositoryPaths.Get(root + place)) is { } folder && Directory.Exists(folder) ? folder : RepositoryPaths.Root,
            Path.GetFileName(place)).Length > 0 && Directory.Exists(Path.GetDirectoryName(RepositoryPaths.Get(root + place))));
    }

    [GeneratedRegex(@"^\s+QapiGen\.[\w.]+ --> QapiGen\.[\w.]+", RegexOptions.Multiline)]
    private static partial Regex Arrow();

    [GeneratedRegex(@"`(?<path>[A-Z][\w.]*/[\w./*]+)`")]
    private static partial Regex Place();

    [GeneratedRegex(@"^\| (?<files>`[A-Z][^|]*\.cs`) \| (?<users>[\w., ]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Shared();

    // A type, or one of its members.
    [GeneratedRegex(@"`(?<name>[A-Z]\w+(\.[A-Z]\w+)?)`")]
    private static partial Regex Name();

    // `Type` (Place), `Type.Member` (Place).
    [GeneratedRegex(@"`(?<type>[A-Z]\w+)(\.[A-Z]\w+)?` \((?<place>[A-Z]\w+(/\w+)?)[,)]")]
    private static partial Regex Placed();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
