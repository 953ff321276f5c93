using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Docs.Tests;

/// <summary>What CONTRIBUTING.md says of commits is what they are.</summary>
public sealed partial class CommitSubjectTests
{
    // What was written before the list was complete isn't mended.
    private const int Newest = 60;

    private static readonly string[] s_skipped = ["bin", "obj", "artifacts", "node_modules", ".git", "TestResults"];

    [HistoryFact]
    public void Commits_begin_with_an_area_and_fit_into_a_line()
    {
        string[] areas = Areas();
        string[] subjects = GitProgram.Git(RepositoryPaths.Root, "-c", "safe.directory=*", "log", "--no-merges", $"-{Newest}", "--format=%s").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.NotEmpty(subjects);
        Assert.All(subjects, static subject => Assert.InRange(subject.Length, 1, 72));
        Assert.All(subjects, subject => Assert.Empty(subject[..Math.Max(0, subject.IndexOf(": ", StringComparison.Ordinal))].Split(", ").Except(areas)));
    }

    [Fact]
    public void Areas_are_projects_and_folders()
    {
        HashSet<string> names = [.. Walk(new DirectoryInfo(RepositoryPaths.Root)).Select(static folder => folder.Name.Split('.')[^1].ToLowerInvariant())];

        Assert.Empty(Areas().Except(names));
    }

    private static string[] Areas() =>
        [.. Listed().Match(File.ReadAllText(RepositoryPaths.Get("CONTRIBUTING.md"))).Groups["areas"].Value.Split(',', StringSplitOptions.TrimEntries)];

    private static IEnumerable<DirectoryInfo> Walk(DirectoryInfo folder) =>
        folder.EnumerateDirectories().Where(static inner => !s_skipped.Contains(inner.Name)).SelectMany(static inner => Walk(inner).Prepend(inner));

    [GeneratedRegex(@"a project or a folder by its last name: (?<areas>[a-z,\s]+);")]
    private static partial Regex Listed();

    // A source archive has no commits; a shallow clone has some.
    private sealed class HistoryFactAttribute : FactAttribute
    {
        public HistoryFactAttribute() => Skip = !Path.Exists(Path.Combine(RepositoryPaths.Root, ".git")) ? "these sources are no clone, and have no commits"
            : OptionalPrograms.Find("git") is null ? "git is not installed"
            : null;
    }
}
