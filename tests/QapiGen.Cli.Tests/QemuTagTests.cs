using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using QapiGen.Cli.Files;
using QapiGen.Cli.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests;

/// <summary>Every release that QEMU made with schemas in today's syntax, read from a checkout of QEMU where there is one.</summary>
public sealed class QemuTagTests
{
    private const string Variable = "QAPIGEN_QEMU_CHECKOUT";

    private static readonly string[] Roots = ["qapi/qapi-schema.json", "qapi-schema.json", "qga/qapi-schema.json", "storage-daemon/qapi/qapi-schema.json"];

    /// <summary>The tags: each release from 2.9, the first whose schemas are Python's literals and nothing else, to 10.2.</summary>
    private static readonly string[] Fixture =
    [
        "v2.9.0", "v2.10.0", "v2.11.0", "v2.12.0",
        "v3.0.0", "v3.1.0", "v4.0.0", "v4.1.0", "v4.2.0", "v5.0.0", "v5.1.0", "v5.2.0", "v6.0.0", "v6.1.0", "v6.2.0",
        "v7.0.0", "v7.1.0", "v7.2.0", "v8.0.0", "v8.1.0", "v8.2.0", "v9.0.0", "v9.1.0", "v9.2.0", "v10.0.0", "v10.1.0", "v10.2.0",
    ];

    /// <summary>The tags as rows.</summary>
    public static TheoryData<string> Tags => [.. Fixture];

    [QemuCheckoutTheory]
    [MemberData(nameof(Tags))]
    public async Task Release_compiles_whole(string tag) =>
        Assert.Equal("", (await CompileAsync(Checkout, tag)).Error);

    [QemuCheckoutTheory]
    [InlineData("v2.9.0", "v10.2.0")]
    public void Rows_are_all_releases_that_the_checkout_has(string first, string last)
    {
        Assert.Equal((first, last), (Fixture[0], Fixture[^1]));
        Assert.Equal([], ReleasesBetween(TagsOf(Checkout)).Except(Fixture));
    }

    /// <summary>The same on a repository that is made here: an old layout, today's, and one with a fault.</summary>
    [ProgramFact("git")]
    public async Task Release_with_a_fault_anywhere_is_told_from_one_that_compiles()
    {
        using var repository = new GitRepository();
        repository.Write("qapi-schema.json", "{ 'include': 'qapi/common.json' }\n{ 'command': 'a', 'data': { 'kind': 'Kind' } }\n");
        repository.Write("qapi/common.json", "{ 'enum': 'Kind', 'data': [ 'one' ] }\n");
        repository.Write("qga/qapi-schema.json", "{ 'command': 'guest-a' }\n");
        repository.Tag("v2.9.0");
        repository.Run("rm", "-q", "qapi-schema.json");
        repository.Write("qapi/qapi-schema.json", "{ 'include': 'common.json' }\n{ 'command': 'a', 'data': { 'kind': 'Kind' } }\n");
        repository.Write("storage-daemon/qapi/qapi-schema.json", "{ 'include': '../../qapi/common.json' }\n{ 'command': 'b', 'data': { 'kind': 'Kind' } }\n");
        repository.Tag("v5.2.0");
        repository.Write("storage-daemon/qapi/qapi-schema.json", "{ 'include': '../../qapi/common.json' }\n{ 'command': 'b', 'data': { 'kind': 'Gone' } }\n");
        repository.Tag("v6.0.0");
        repository.Write("readme", "no schema");
        repository.Run("rm", "-q", "-r", "qapi", "qga", "storage-daemon");
        repository.Tag("v6.1.0-rc1");

        Assert.Equal(("qapi-schema.json qga/qapi-schema.json", ""), await CompileAsync(repository.Folder, "v2.9.0"));
        Assert.Equal(("qapi/qapi-schema.json qga/qapi-schema.json storage-daemon/qapi/qapi-schema.json", ""), await CompileAsync(repository.Folder, "v5.2.0"));
        Assert.Contains("storage-daemon/qapi/qapi-schema.json", (await CompileAsync(repository.Folder, "v6.0.0")).Error, StringComparison.Ordinal);
        Assert.Contains("QAPI1022", (await CompileAsync(repository.Folder, "v6.0.0")).Error, StringComparison.Ordinal);
        Assert.Equal("v6.1.0-rc1 has no schema", (await CompileAsync(repository.Folder, "v6.1.0-rc1")).Error);
        Assert.Equal(["v2.9.0", "v5.2.0", "v6.0.0"], ReleasesBetween(TagsOf(repository.Folder)));
    }

    private static string Checkout => Path.GetFullPath(Environment.GetEnvironmentVariable(Variable)!);

    private static string[] TagsOf(string folder) => GitProgram.Git(folder, "tag").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Compiles all schemas of a commit; gives their roots, and what was wrong.</summary>
    private static async Task<(string Roots, string Error)> CompileAsync(string checkout, string tag)
    {
        using GitTree tree = GitTree.Open(checkout, tag);
        string[] roots = [.. Roots.Where(tree.FileExists)];
        var errors = new StringBuilder(roots.Length == 0 ? $"{tag} has no schema" : "");
        foreach (string root in roots)
        {
            // A schema compared with itself has been compiled without a fault, and has no findings.
            CliResult result = await new CliHarness { RealFiles = GitRepository.FilesOf(checkout) }.RunAsync("diff", $"git:{tag}:{root}", $"git:{tag}:{root}", "--fail-on", "risky");
            errors.Append(result.Error).Append(result.ExitCode is 0 or 2 ? "" : result.Output);
        }

        return (string.Join(' ', roots), errors.ToString());
    }

    /// <summary>Releases among tags, from the first to the last of <see cref="Fixture"/>: neither candidates nor what mends a release.</summary>
    private static IEnumerable<string> ReleasesBetween(IEnumerable<string> tags) =>
        from tag in tags
        where tag.StartsWith('v') && tag.EndsWith(".0", StringComparison.Ordinal)
        let version = Version.TryParse(tag[1..], out Version? parsed) ? parsed : null
        where version is { Build: 0 } && version >= Version.Parse(Fixture[0][1..]) && version <= Version.Parse(Fixture[^1][1..])
        orderby version
        select tag;

    private sealed class QemuCheckoutTheoryAttribute : TheoryAttribute
    {
        public QemuCheckoutTheoryAttribute() => Skip =
            OptionalPrograms.Find("git") is null ? "git is not installed"
            : Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder && Directory.Exists(folder) ? null
            : $"{Variable} doesn't say where a checkout of QEMU with its tags is";
    }
}
