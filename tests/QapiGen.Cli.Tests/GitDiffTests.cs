using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Cli.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests;

/// <summary>Sides in commits.</summary>
public sealed class GitDiffTests : IDisposable
{
    private const string Root = "{ 'include': '../common/types.json' }\n{ 'command': 'a', 'data': 'T' }\n{ 'command': 'b' }\n";

    private readonly Lazy<GitRepository> _made = new(() =>
    {
        var made = new GitRepository();
        made.Write("api/root.json", Root);
        made.Write("common/types.json", "{ 'struct': 'T', 'data': { 'x': 'int' } }\n");
        made.Write("package.json", "{ \"name\": \"no schema\" }\n");
        made.Commit();
        made.Run("tag", "v1");
        made.Write("common/types.json", "{ 'struct': 'T', 'data': { 'x': 'int', 'y': 'int' } }\n");
        return made;
    });

    private GitRepository Repository => _made.Value;

    public void Dispose()
    {
        if (_made.IsValueCreated)
        {
            Repository.Dispose();
        }
    }

    [ProgramFact("git")]
    public async Task Commit_is_a_side_with_all_its_files()
    {
        CliResult result = await RunAsync("", "diff", "git:v1:api/root.json", "api/root.json");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("QAPI3301 T.y: mandatory argument 'T.y' was added", result.Output);
        Assert.Contains("1 breaking, 0 risky", result.Output);
    }

    [ProgramFact("git")]
    public async Task Commit_without_a_path_is_looked_into_for_the_other_side()
    {
        Assert.Contains("1 breaking, 0 risky", (await RunAsync("", "diff", "git:v1", "api/root.json")).Output);
        Assert.Contains("1 breaking, 0 risky", (await RunAsync("api", "diff", "git:v1", "root.json")).Output);
        Assert.Contains("1 breaking, 0 risky", (await RunAsync("api", "diff", "git:HEAD:./root.json", "root.json")).Output);
    }

    [ProgramFact("git")]
    public async Task Of_two_commits_one_says_the_path()
    {
        Repository.Commit();

        Assert.Contains("1 breaking, 0 risky", (await RunAsync("", "diff", "git:v1:api/root.json", "git:HEAD")).Output);
        Assert.Contains("1 breaking, 0 risky", (await RunAsync("", "diff", "git:v1", "git:HEAD:api/root.json")).Output);
        Assert.Contains("1 breaking, 0 risky", (await RunAsync("api", "diff", "git:v1", "git:HEAD:./root.json")).Output);
    }

    [ProgramFact("git")]
    public async Task Working_tree_is_compared_against_a_commit_root_by_root()
    {
        Repository.Write("other/new.json", "{ 'command': 'n' }\n");
        Repository.Write("gone.json", "{ 'event': 'E' }\n");
        Repository.Commit();
        Repository.Run("tag", "v2");
        Repository.Run("rm", "-q", "gone.json");
        Repository.Write("api/root.json", Root.Replace("{ 'command': 'b' }\n", ""));
        Repository.Write("fresh.json", "{ 'command': 'f' }\n");

        CliResult result = await RunAsync("", "diff", "--against", "v2", "--format", "json-report");

        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.Equal(
            ["git:v2:api/root.json api/root.json QAPI3101", "git:v2:other/new.json other/new.json ", "git:v2:gone.json gone.json (gone) QAPI3201"],
            json.RootElement.GetProperty("comparisons").EnumerateArray().Select(c =>
                $"{c.GetProperty("old").GetProperty("name")} {c.GetProperty("new").GetProperty("name")} "
                + string.Join(' ', c.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("rule")))));
        Assert.Equal("fresh.json: new since v2, so that there is nothing to compare it with\n", result.Error);
        Assert.Equal(1, result.ExitCode);
    }

    [ProgramFact("git")]
    public async Task Root_that_became_a_part_of_another_or_empty_is_compared_all_the_same()
    {
        Repository.Write("other/new.json", "{ 'command': 'n' }\n");
        Repository.Commit();
        Repository.Run("tag", "v2");
        Repository.Write("whole.json", "{ 'include': 'api/root.json' }\n");
        Repository.Write("api/root.json", Root.Replace("{ 'command': 'b' }\n", ""));
        Repository.Write("other/new.json", "# nothing\n");

        CliResult result = await RunAsync("", "diff", "--against", "v2", "--format", "json-report");

        using JsonDocument json = JsonDocument.Parse(result.Output);
        string[] broken = [.. json.RootElement.GetProperty("comparisons").EnumerateArray()
            .Where(static c => c.GetProperty("findings").EnumerateArray().Any(static f => f.GetProperty("verdict").GetString() == "breaking"))
            .Select(static c => c.GetProperty("new").GetProperty("name").GetString()!)];
        Assert.Contains("api/root.json", broken);
        Assert.Contains("other/new.json", broken);
        Assert.Equal("whole.json: new since v2, so that there is nothing to compare it with\n", result.Error);
        Assert.Equal(1, result.ExitCode);
    }

    [ProgramFact("git")]
    public async Task Faulty_schema_that_nobody_named_is_left_out_and_stops_nothing()
    {
        const string Faulty = "# a compiler's test\n{ 'command': 'z', 'data': 'Missing' }\n";
        Repository.Write("tests/bad.json", Faulty);
        Repository.Write("tests/mended.json", Faulty);
        Repository.Commit();
        Repository.Run("tag", "v2");
        Repository.Write("tests/mended.json", "{ 'command': 'z' }\n");
        Repository.Write("tests/worse.json", "{ 'command' }\n");

        CliResult result = await RunAsync("", "diff", "--against", "v2");

        Assert.Equal(
            "tests/bad.json(2,27): warning QAPI3905: 'tests/bad.json' is left out of the comparison, since both sides have faults: In command 'z': 'data' uses unknown type 'Missing' (QAPI1022)\n"
            + "tests/mended.json(2,27): warning QAPI3905: 'tests/mended.json' is left out of the comparison, since its old side has faults: In command 'z': 'data' uses unknown type 'Missing' (QAPI1022)\n"
            + "tests/worse.json(1,13): warning QAPI3905: 'tests/worse.json' is left out of the comparison, since it has faults: found '}'; expected ':' after key 'command' (QAPI0011)\n",
            result.Error);
        Assert.Equal("git:v2:api/root.json → api/root.json\n\n0 breaking, 0 risky, 0 compatible (profile full)\n", result.Output);
        Assert.Equal(0, result.ExitCode);

        // Who asks for certainty gets it; what has the same text on both sides is the same.
        Assert.Equal(1, (await RunAsync("", "diff", "--against", "v2", "--fail-on", "risky")).ExitCode);
        Repository.Run("rm", "-q", "-f", "tests/mended.json");
        System.IO.File.Delete(System.IO.Path.Combine(Repository.Folder, "tests/worse.json"));
        Repository.Commit();
        Assert.Equal(0, (await RunAsync("", "diff", "--against", "HEAD", "--fail-on", "risky")).ExitCode);

        // A change that breaks something is found all the same, and programs learn what was left out.
        Repository.Write("api/root.json", Root.Replace("{ 'command': 'b' }\n", ""));
        CliResult broken = await RunAsync("", "diff", "--against", "HEAD", "--format", "json");
        using JsonDocument json = JsonDocument.Parse(broken.Output);
        Assert.Equal(
            ["QAPI3905 compatible tests/bad.json never tests/bad.json:2", "QAPI3101 breaking b when-used api/root.json:3"],
            json.RootElement.EnumerateArray().Select(f => $"{f.GetProperty("rule")} {f.GetProperty("verdict")} {f.GetProperty("path")} "
                + $"{f.GetProperty("breaks").GetProperty("oldClients")} {f.GetProperty("old")}"));
        Assert.Equal(1, broken.ExitCode);
    }

    [ProgramFact("git")]
    public async Task Root_that_a_change_breaks_has_no_verdict_and_the_others_have_one()
    {
        Repository.Write("other/new.json", "{ 'command': 'n' }\n");
        Repository.Commit();
        Repository.Write("api/root.json", Root.Replace("'T'", "'U'"));
        Repository.Write("other/new.json", "{ 'command': 'm' }\n");

        CliResult result = await RunAsync("", "diff", "--against", "HEAD", "--fail-on", "never");

        Assert.Equal("api/root.json(2,27): error QAPI1022: In command 'a': 'data' uses unknown type 'U'\n", result.Error.Replace("    ", ""));
        Assert.Contains("QAPI3901", result.Output);
        Assert.Contains("QAPI3101 n: command 'n' was removed", result.Output);
        Assert.Equal(2, result.ExitCode);
    }

    [ProgramFact("git")]
    public async Task Named_root_with_a_fault_on_both_sides_is_an_error_that_is_said_once()
    {
        Repository.Write("bad.json", "{ 'command': 'z', 'data': 'Missing' }\n");
        Repository.Commit();

        CliResult named = await RunAsync("", "diff", "--against", "HEAD", "bad.json", "api/root.json");
        Repository.Run("rm", "-q", "-r", "api");
        CliResult alone = await RunAsync("", "diff", "--against", "HEAD", "--fail-on", "never", "bad.json");

        foreach (CliResult result in (CliResult[])[named, alone])
        {
            Assert.Equal("bad.json(1,27): error QAPI1022: In command 'z': 'data' uses unknown type 'Missing'\n", result.Error);
            Assert.Equal(2, result.ExitCode);
        }
    }

    [ProgramFact("git")]
    public async Task Where_no_schema_is_sound_nothing_passes()
    {
        Repository.Run("rm", "-q", "-r", "-f", "api", "common");
        Repository.Write("bad.json", "{ 'command': 'z', 'data': 'Missing' }\n");
        Repository.Commit();

        CliResult result = await RunAsync("", "diff", "--against", "HEAD");

        Assert.Equal("bad.json(1,27): error QAPI1022: In command 'z': 'data' uses unknown type 'Missing'\n", result.Error);
        Assert.Equal(2, result.ExitCode);
    }

    [ProgramFact("git")]
    public async Task File_of_types_that_nobody_includes_is_no_root()
    {
        Repository.Write("spare/types.json", "{ 'struct': 'S', 'data': { 'x': 'int' } }\n");
        Repository.Commit();
        Repository.Write("spare/types.json", "{ 'struct': 'S', 'data': { 'y': 'int' } }\n");

        CliResult result = await RunAsync("", "diff", "--against", "HEAD", "--fail-on", "risky");

        Assert.Empty(result.Error);
        Assert.Equal("git:HEAD:api/root.json → api/root.json\n\n0 breaking, 0 risky, 0 compatible (profile full)\n", result.Output);
        Assert.Equal(0, result.ExitCode);

        // Values that are kept are those of types; and who names it means it.
        Assert.Contains("QAPI3301 S.y", (await RunAsync("", "diff", "--against", "HEAD", "--profile", "stored")).Output);
        Assert.Contains("QAPI3903", (await RunAsync("", "diff", "--against", "HEAD", "spare/types.json")).Output);
    }

    [ProgramFact("git")]
    public async Task Root_that_was_empty_is_a_warning_in_every_form_though_nobody_named_it()
    {
        Repository.Write("cut.json", "");
        Repository.Write("later.json", "{ 'struct': 'S', 'data': { 'x': 'int' } }\n");
        Repository.Commit();
        Repository.Write("cut.json", "{ 'command': 'c' }\n");
        Repository.Write("later.json", "{ 'struct': 'S', 'data': { 'x': 'int' } }\n{ 'command': 's', 'data': 'S' }\n");

        foreach (string format in (string[])["text", "json", "json-report", "markdown", "sarif", "changelog"])
        {
            CliResult result = await RunAsync("", "diff", "--against", "HEAD", "--format", format);
            string said = format == "changelog" ? result.Error : result.Output;

            Assert.Equal(1, result.ExitCode);
            Assert.Equal(2, said.Split("neither commands nor events, so that nothing can break").Length - 1);
            Assert.Contains("cut.json", said);
            Assert.Contains("later.json", said);
            Assert.DoesNotContain("new since", result.Error);
        }

        // Nothing was compared, whatever may pass; who knows that says so.
        Assert.Equal(1, (await RunAsync("", "diff", "--against", "HEAD", "--fail-on", "never")).ExitCode);
        Repository.Write("qapigen.toml", "[severity]\nQAPI3903 = 'none'\n");
        Assert.Equal(0, (await RunAsync("", "diff", "--against", "HEAD")).ExitCode);
    }

    [ProgramFact("git")]
    public async Task First_schema_of_a_repository_has_a_report_without_findings()
    {
        Repository.Run("rm", "-q", "-r", "--cached", ".");
        Repository.Run("commit", "-q", "-m", "nothing");

        foreach (string format in (string[])["sarif", "json-report", "json", "markdown", "changelog", "text"])
        {
            CliResult result = await RunAsync("", "diff", "--against", "HEAD", "--format", format, "--fail-on", "risky");

            Assert.True(result.ExitCode == 0, $"{format}: {result.Output} {result.Error}");
            Assert.Contains("new since HEAD", result.Error, StringComparison.Ordinal);
            Assert.Equal(format is "sarif" or "json-report", result.Output.Contains("\"api/root.json: new since HEAD, so that", StringComparison.Ordinal));
            Assert.DoesNotContain("\"ruleId\"", result.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("\"rule\":", result.Output, StringComparison.Ordinal);
        }
    }

    [ProgramFact("git")]
    public async Task Roots_may_be_named()
    {
        CliResult result = await RunAsync("api", "diff", "--against", "v1", "root.json");

        Assert.StartsWith("git:v1:api/root.json → root.json\n", result.Output);
        Assert.Equal(1, result.ExitCode);
    }

    [ProgramFact("git")]
    public async Task Commit_or_path_that_isnt_there_gives_two()
    {
        CliResult noCommit = await RunAsync("", "diff", "git:v9", "api/root.json");
        CliResult noPath = await RunAsync("", "diff", "git:v1:nothing.json", "api/root.json");
        CliResult nothing = await RunAsync("", "diff", "git:", "api/root.json");

        Assert.Equal([2, 2, 2], new[] { noCommit.ExitCode, noPath.ExitCode, nothing.ExitCode });
        Assert.Contains("git knows no commit 'v9'", noCommit.Error);
        Assert.Contains("git:v1:nothing.json", noPath.Error);
        Assert.Contains("'git:' names no commit", nothing.Error);
    }

    [ProgramFact("git")]
    public async Task Branch_that_is_behind_is_compared_with_where_it_parted()
    {
        Repository.Run("checkout", "-q", "--", ".");
        Repository.Run("checkout", "-q", "-b", "side");
        Repository.Write("api/root.json", Root.Replace("{ 'command': 'b' }\n", ""));
        Repository.Commit();
        Repository.Run("checkout", "-q", "main");
        Repository.Write("api/root.json", Root + "{ 'command': 'later' }\n");
        Repository.Commit();
        Repository.Run("checkout", "-q", "side");

        // What main has got since isn't what the branch took away.
        Assert.Contains("command 'later' was removed", (await RunAsync("", "diff", "--against", "main")).Output);
        foreach (string[] call in (string[][])[["--against", "main..."], ["git:main...", "api/root.json"], ["git:main...:api/root.json", "api/root.json"]])
        {
            CliResult result = await RunAsync("", ["diff", .. call]);

            Assert.Equal(1, result.ExitCode);
            Assert.Contains("command 'b' was removed", result.Output);
            Assert.Contains("1 breaking, 0 risky", result.Output);
            Assert.Empty(result.Error);
        }

        Repository.Write("qapigen.toml", "roots = ['api/root.json']\nbaseline = 'git:main...'\n");
        Assert.StartsWith("git:main...:api/root.json → api/root.json\n", (await RunAsync("api", "diff")).Output.Replace("→ root", "→ api/root"));

        // Once it is merged, both mean the same.
        Repository.Run("merge", "-q", "-s", "ours", "main");
        Assert.Contains("2 breaking", (await RunAsync("", "diff", "--against", "main...")).Output);

        Repository.Run("checkout", "-q", "--orphan", "apart");
        Repository.Commit();
        CliResult apart = await RunAsync("", "diff", "--against", "main...");
        Assert.Equal(2, apart.ExitCode);
        Assert.Equal("qapigen: error: git knows no commit that 'main' and HEAD have in common\nWithout '...' at the end, 'main' itself is compared with.\n", apart.Error);
        Assert.Contains("'git:...' names no commit", (await RunAsync("", "diff", "git:...", "api/root.json")).Error);
    }

    [ProgramFact("git")]
    public async Task Commit_that_a_shallow_clone_lacks_is_to_be_fetched_first()
    {
        Repository.Run("branch", "side");
        Repository.Write("common/types.json", "{ 'struct': 'T', 'data': { 'x': 'int' } }\n# later\n");
        Repository.Commit();
        using var clone = new GitRepository();
        clone.Run("remote", "add", "-t", "side", "origin", "file://" + Repository.Folder);
        clone.Run("fetch", "-q", "--depth=1", "origin", "side");
        clone.Run("checkout", "-q", "FETCH_HEAD");
        Task<CliResult> Diff(string reference) => new CliHarness { RealFiles = clone.Files("") }.RunAsync("diff", "--against", reference);

        CliResult branch = await Diff("origin/main");
        CliResult tag = await Diff("v0");
        Assert.Equal(
            "qapigen: error: git knows no commit 'origin/main' in this shallow clone\n"
            + "Fetch it first: git fetch --depth=1 origin +main:refs/remotes/origin/main; or clone with the whole history (fetch-depth: 0, GIT_DEPTH: 0).\n",
            branch.Error);
        Assert.Contains("Fetch it first: git fetch --unshallow --tags origin; or clone", tag.Error);
        Assert.Equal([2, 2], new[] { branch.ExitCode, tag.ExitCode });
        Repository.Run("remote", "add", "origin", "file:///nowhere");
        Assert.Contains("If it is elsewhere, fetch it first: git fetch origin +main:refs/remotes/origin/main.", (await RunAsync("", "diff", "--against", "origin/main")).Error);

        // And what it says helps.
        clone.Run("fetch", "-q", "--depth=1", "origin", "+main:refs/remotes/origin/main");
        Assert.Equal(0, (await Diff("origin/main")).ExitCode);
    }

    // As in a repository that was made a minute ago.
    [ProgramFact("git")]
    public async Task What_the_front_page_shows_works_where_nothing_was_pushed()
    {
        string readme = System.IO.File.ReadAllText(RepositoryPaths.Get("README.md"));
        string[] command = System.Text.RegularExpressions.Regex.Match(readme, "`qapigen (diff --against [^`]*)`").Groups[1].Value.Split(' ');

        CliResult shown = await RunAsync("", command);
        CliResult remote = await RunAsync("", "diff", "--against", "origin/main");

        Assert.Equal(1, shown.ExitCode);
        Assert.Contains("1 breaking, 0 risky", shown.Output);
        Assert.Equal(
            "qapigen: error: git knows no commit 'origin/main'\nSides in commits are git:REF or git:REF:PATH. There is no remote 'origin' here that it could be fetched from; the last commit is HEAD.\n",
            remote.Error);
    }

    private Task<CliResult> RunAsync(string from, params string[] args) => new CliHarness { RealFiles = Repository.Files(from) }.RunAsync(args);
}
