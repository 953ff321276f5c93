using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Cli.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests;

/// <summary>Which schemas of the working tree and of a commit are compared.</summary>
public sealed class GitRootTests : IDisposable
{
    private readonly Lazy<GitRepository> _made = new(() =>
    {
        var made = new GitRepository();
        made.Write("api/root.json", "{ 'include': '../common/types.json' }\n{ 'command': 'a', 'data': 'T' }\n{ 'command': 'b' }\n");
        made.Write("common/types.json", "{ 'struct': 'T', 'data': { 'x': 'int' } }\n");
        made.Write("package.json", "{ \"name\": \"no schema\" }\n");
        made.Commit();
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
    public async Task Roots_are_found_whatever_their_files_are_called()
    {
        Repository.Write("one.qapi", "# a schema\n{ 'command': 'one' }\n{ 'command': 'gone' }\n");
        Repository.Write("sub/two", "{ 'command': 'two' }\n");
        Repository.Write("sub/notes.txt", "none\n");
        Repository.Write("notes.txt", "Some say\n{ 'command': 'no-schema' }\n");
        Repository.Commit();
        Repository.Write("one.qapi", "# a schema\n{ 'command': 'one' }\n");
        Repository.Run("rm", "-q", "sub/two");

        Assert.Equal(["api/root.json", "one.qapi QAPI3101", "sub/two (gone) QAPI3101"], await ComparedAsync(""));
        Assert.Equal(["two (gone) QAPI3101"], await ComparedAsync("sub"));
    }

    [ProgramTheory("git")]
    [InlineData("color.ui", "always")]
    [InlineData("color.grep", "always")]
    [InlineData("submodule.recurse", "true")]
    [InlineData("grep.fullName", "true")]
    [InlineData("grep.patternType", "fixed")]
    [InlineData("grep.column", "true")]
    [InlineData("diff.relative", "true")]
    [InlineData("diff.renames", "false")]
    public async Task Roots_are_found_whatever_git_is_set_to_show(string setting, string value)
    {
        Repository.Write("sub/one.qapi", "{ 'command': 'one' }\n{ 'command': 'gone' }\n");
        Repository.Write("sub/two", "{ 'command': 'two' }\n");
        Repository.Write("sub/from/moved.qapi", "{ 'command': 'm' }\n{ 'command': 'n' }\n");
        Repository.Commit();
        Repository.Run("config", setting, value);
        Repository.Write("sub/one.qapi", "{ 'command': 'one' }\n");
        Repository.Write("sub/three", "{ 'command': 'three' }\n");
        Repository.Run("rm", "-q", "sub/two");
        Repository.Run("mv", "sub/from", "sub/to");

        CliResult result = await RunAsync("sub", "diff", "--against", "HEAD", "--format", "json-report");
        Assert.Equal("three: new since HEAD, so that there is nothing to compare it with\n", result.Error);
        Assert.Equal(["one.qapi QAPI3101", "to/moved.qapi", "two (gone) QAPI3101"], Compared(result));
    }

    [ProgramFact("git")]
    public async Task Roots_are_found_however_they_are_laid_out()
    {
        // A brace on a line of its own, or set in; a name for binary files; and what only looks like it.
        Repository.Write("alone.qapi", "# a schema\n{\n  'command': 'alone',\n  'data': { 'x': 'int' }\n}\n");
        Repository.Write("behind.qapi", "{ # why\n  'event'\n  : 'BEHIND' }\n");
        Repository.Write("set-in.qapi", "  { 'command': 'set-in' }\n");
        Repository.Write("data.bin", "{ 'command': 'data' }\n");
        Repository.Write(".gitattributes", "*.bin binary\n");
        Repository.Write("no-schema.py", "{ 'name': 'build',\n  'command': 'make' }\n");
        Repository.Commit();
        Repository.Write("alone.qapi", "# a schema\n{\n  'command': 'alone'\n}\n");
        Repository.Write("behind.qapi", "{ # why\n  'event'\n  : 'BEFORE' }\n");
        Repository.Write("set-in.qapi", "  { 'command': 'set-out' }\n");
        Repository.Write("data.bin", "{ 'command': 'date' }\n");

        Assert.Equal(
            ["alone.qapi QAPI3303", "api/root.json", "behind.qapi QAPI3201 QAPI3202", "data.bin QAPI3103", "set-in.qapi QAPI3101 QAPI3102"], await ComparedAsync(""));
    }

    [ProgramFact("git")]
    public async Task Root_that_others_only_mention_in_comments_is_none_the_less_one()
    {
        // A hash in a string begins no comment; one between an include's words takes nothing from it.
        Repository.Write("api/root.json", "# { 'include': '../b.json' }\n{ 'command': 'a' } # or { 'include': '../b.json' }\n{ # why\n 'include' # it's 'here'\n : '../c#.json' }\n");
        Repository.Write("b.json", "{ 'command': 'b' }\n{ 'command': 'gone' }\n");
        Repository.Write("c#.json", "{ 'command': 'c' }\n");
        Repository.Commit();
        Repository.Write("b.json", "{ 'command': 'b' }\n");

        Assert.Equal(["api/root.json", "b.json QAPI3101"], Compared(await RunAsync("", "diff", "--against", "HEAD", "--format", "json-report")));
    }

    [ProgramFact("git")]
    public async Task Roots_that_projects_name_are_found()
    {
        // One that another root includes, too, and one that begins as none does; what can't be told without MSBuild is left to the search.
        Repository.Write("Host/Host.csproj", "<Project><ItemGroup><QapiSchema Include=\"..\\common\\types.json;odd.qapi\" /><QapiSchema Include=\"$(Where)/*.json\" /></ItemGroup></Project>\n");
        Repository.Write("Host/odd.qapi", "{ 'data': { 'x': 'int' }, 'command': 'odd' }\n");
        Repository.Write("broken.csproj", "<Project>\n");
        Repository.Write("common/types.json", "{ 'struct': 'T', 'data': { 'x': 'int' } }\n{ 'command': 't' }\n");
        Repository.Commit();
        Repository.Write("Host/odd.qapi", "{ 'data': { 'x': 'int' }, 'command': 'even' }\n");

        Assert.Equal(["api/root.json", "common/types.json", "Host/odd.qapi QAPI3101 QAPI3102"], await ComparedAsync(""));
        Assert.Equal(["odd.qapi QAPI3101 QAPI3102"], (await ComparedAsync("Host")).Where(line => !line.StartsWith("../", StringComparison.Ordinal)));
    }

    [ProgramFact("git")]
    public async Task Roots_of_the_configuration_count_whatever_their_files_are_called()
    {
        Repository.Write("qapigen.toml", "roots = ['api/schema']\n");
        Repository.Write("api/schema", "{ 'command': 'one' }\n");
        Repository.Commit();
        Repository.Write("api/schema", "{ 'event': 'E' }\n");

        Assert.Equal(["api/schema QAPI3101 QAPI3202"], await ComparedAsync(""));
        Assert.Equal(["schema QAPI3101 QAPI3202"], await ComparedAsync("api"));
    }

    [ProgramFact("git")]
    public async Task Roots_that_a_change_takes_from_the_configuration_are_compared_all_the_same()
    {
        Repository.Write("qapigen.toml", "roots = ['api/root.json', 'gone.json', 'moved.json', 'kept.json', 'faulty.json', 'never-there.json']\n");
        Repository.Write("gone.json", "{ 'command': 'gone' }\n");
        Repository.Write("moved.json", "{ 'command': 'moved' }\n");
        Repository.Write("kept.json", "{ 'command': 'kept' }\n");
        Repository.Write("faulty.json", "{ 'command'\n");
        Repository.Commit();
        Repository.Run("rm", "-q", "gone.json");
        Repository.Run("mv", "moved.json", "here.json");
        Repository.Write("here.json", "{ 'command': 'here' }\n");
        Repository.Write("qapigen.toml", "roots = ['api/root.json', 'here.json']\nbaseline = 'git:HEAD'\n");

        foreach (string[] call in (string[][])[["diff", "--against", "HEAD"], ["diff"]])
        {
            CliResult result = await RunAsync("", [.. call, "--format", "json-report"]);

            Assert.Equal(["faulty.json QAPI3905", "api/root.json", "gone.json (gone) QAPI3101", "moved.json (gone) QAPI3101", "kept.json"], Compared(result));
            Assert.StartsWith("here.json: new since HEAD, so that there is nothing to compare it with\nfaulty.json(1,12): warning QAPI3905: ", result.Error);
            Assert.Equal(1, result.ExitCode);
        }

        // Who names roots has named them all.
        Assert.Equal(["api/root.json"], Compared(await RunAsync("", "diff", "--against", "HEAD", "--format", "json-report", "api/root.json")));
    }

    [ProgramFact("git")]
    public async Task Roots_that_go_with_the_first_configuration_are_compared_all_the_same()
    {
        Repository.Write("gone.qapi", "{ 'command': 'gone' }\n");
        Repository.Write("fixture.json", "{ 'command': 'fixture' }\n");
        Repository.Commit();
        Repository.Run("rm", "-q", "gone.qapi");
        Repository.Write("fixture.json", "{ 'command': 'other' }\n");
        Repository.Write("qapigen.toml", "roots = ['api/root.json']\n");

        // What is left out on purpose stays left out.
        Assert.Equal(["api/root.json", "gone.qapi (gone) QAPI3101"], await ComparedAsync(""));

        // So it is where the configuration of then can't be read.
        Repository.Run("checkout", "-q", ".");
        Repository.Write("qapigen.toml", "roots = 'api/root.json'\n");
        Repository.Write("gone.qapi", "{ 'command': 'gone' }\n");
        Repository.Commit();
        Repository.Run("rm", "-q", "gone.qapi");
        Repository.Write("qapigen.toml", "roots = ['api/root.json']\n");
        Assert.Equal(["api/root.json", "gone.qapi (gone) QAPI3101"], await ComparedAsync(""));
    }

    [ProgramFact("git")]
    public async Task Root_that_moves_is_compared_with_what_it_was()
    {
        const string Moving = "{ 'include': 'part.json' }\n{ 'command': 'm', 'data': 'P' }\n{ 'command': 'n' }\n{ 'command': 'o' }\n";
        Repository.Write("from/moving.json", Moving);
        Repository.Write("from/part.json", "{ 'struct': 'P', 'data': { 'x': 'int' } }\n");
        Repository.Commit();
        Repository.Run("mv", "from", "to ü");
        Repository.Run("mv", "to ü/moving.json", "to ü/moved.qapi");

        Assert.Equal(["api/root.json", "to ü/moved.qapi"], await ComparedAsync(""));

        // And what changes on the way is told, however the root is found.
        Repository.Write("to ü/moved.qapi", Moving.Replace("{ 'command': 'o' }\n", ""));
        Repository.Write("to ü/part.json", "{ 'struct': 'P', 'data': { 'x': 'str' } }\n");
        Assert.Equal(["api/root.json", "to ü/moved.qapi QAPI3101 QAPI3401"], await ComparedAsync(""));
        CliResult named = await RunAsync("", "diff", "--against", "HEAD", "to ü/moved.qapi");
        Assert.StartsWith("git:HEAD:from/moving.json → to ü/moved.qapi\n", named.Output);
        Assert.Equal((1, ""), (named.ExitCode, named.Error));

        // Who still names where it was means that.
        Assert.Equal(["from/moving.json (gone) QAPI3101 QAPI3101 QAPI3101"], Compared(await RunAsync("", "diff", "--against", "HEAD", "--format", "json-report", "from/moving.json")));
    }

    [ProgramFact("git")]
    public async Task Root_that_moves_into_or_out_of_the_folder_of_a_call_is_compared_with_what_it_was()
    {
        Repository.Write("out/one.json", "{ 'include': 'part.json' }\n{ 'command': 'one', 'data': 'P' }\n{ 'command': 'two' }\n");
        Repository.Write("out/part.json", "{ 'struct': 'P', 'data': { 'x': 'int' } }\n");
        Repository.Write("in/three.json", "{ 'command': 'three' }\n{ 'command': 'four' }\n{ 'command': 'five' }\n");
        Repository.Write("in/stays.json", "{ 'command': 'stays' }\n");
        Repository.Commit();
        Repository.Run("mv", "out/one.json", "in/one.json");
        Repository.Run("mv", "out/part.json", "in/part.json");
        Repository.Run("mv", "in/three.json", "three.json");

        Assert.Equal(["one.json", "stays.json", "../three.json"], await ComparedAsync("in"));

        Repository.Write("in/part.json", "{ 'struct': 'P', 'data': { 'x': 'str' } }\n");
        Repository.Write("three.json", "{ 'command': 'three' }\n{ 'command': 'four' }\n");
        Assert.Equal(["one.json QAPI3401", "stays.json", "../three.json QAPI3101"], await ComparedAsync("in"));
        Assert.Equal(["api/root.json", "in/one.json QAPI3401", "in/stays.json", "three.json QAPI3101"], await ComparedAsync(""));
    }

    [ProgramFact("git")]
    public async Task Folder_that_moves_is_compared_with_what_it_was()
    {
        Repository.Write("f/qapi-schema.json", "{ 'command': 'f', 'data': { 'x': 'str' } }\n{ 'command': 'g' }\n{ 'command': 'h' }\n{ 'command': 'staying' }\n{ 'command': 'staying-too' }\n");
        Repository.Write("qapigen.toml", "roots = ['f']\n");
        Repository.Commit();
        Repository.Run("mv", "f", "g");
        Repository.Write("g/qapi-schema.json", "{ 'command': 'f', 'data': { 'x': 'bool' } }\n{ 'command': 'g' }\n{ 'command': 'h' }\n{ 'command': 'staying' }\n{ 'command': 'staying-too' }\n");

        foreach (string name in (string[])["g", "g/", "g/qapi-schema.json"])
        {
            CliResult result = await RunAsync("", "diff", "--against", "HEAD", "--format", "json-report", name);
            Assert.Equal([$"{name} QAPI3401"], Compared(result));
            Assert.Equal((1, ""), (result.ExitCode, result.Error));
        }

        Repository.Write("qapigen.toml", "roots = ['g']\n");
        Assert.Equal(["g QAPI3401"], await ComparedAsync(""));
    }

    [ProgramFact("git")]
    public async Task What_packages_bring_is_taken_from_the_include_options_for_a_commit_too()
    {
        using var elsewhere = new GitRepository();
        elsewhere.Write("job.json", "{ 'include': 'part.json' }\n{ 'command': 'job', 'data': 'P' }\n");
        elsewhere.Write("part.json", "{ 'struct': 'P', 'data': { 'y': 'int' } }\n");
        Repository.Write("work.json", "{ 'include': 'job.json' }\n{ 'command': 'start', 'data': { 'x': 'str' } }\n");
        Repository.Commit();
        Repository.Write("work.json", "{ 'include': 'job.json' }\n{ 'command': 'start', 'data': { 'x': 'int' } }\n");

        foreach (string include in (string[])[elsewhere.Folder, $"job.json={elsewhere.Folder}/job.json"])
        {
            foreach (string[] call in (string[][])[["--against", "HEAD"], ["--against", "HEAD", "work.json"], ["git:HEAD", "work.json"]])
            {
                CliResult result = await RunAsync("", ["diff", "--format", "json-report", "--include", include, .. call]);
                Assert.Equal(("work.json QAPI3401", 1, ""), (Compared(result)[^1], result.ExitCode, result.Error));
            }
        }

        // What the commit has is its own, whatever the working tree has by now.
        Repository.Write("lib/job.json", "{ 'command': 'job' }\n{ 'command': 'cancel' }\n");
        Repository.Commit();
        Repository.Write("lib/job.json", "{ 'command': 'job' }\n");
        Assert.Equal("work.json QAPI3101", Compared(await RunAsync("", "diff", "--format", "json-report", "--against", "HEAD", "--include", "lib", "work.json"))[^1]);
    }

    [ProgramTheory("git")]
    [InlineData("job.json=new/foo.qapi", "old/foo.qapi", "new/foo.qapi")]
    [InlineData("job.json=@/new/foo.qapi", "old/foo.qapi", "new/foo.qapi")]
    [InlineData("new", "old/job.json", "new/job.json")]
    public async Task File_that_an_option_names_and_that_moved_is_compared_with_what_it_was(string include, string from, string to)
    {
        const string Parts = "{ 'struct': 'P', 'data': { 'y': 'int' } }\n";
        const string Job = "{ 'include': 'deep/part.inc' }\n{ 'command': 'job', 'data': 'P' }\n{ 'command': 'cancel' }\n{ 'command': 'pause' }\n";
        using var above = new GitRepository();
        string link = Path.Combine(above.Folder, "link");
        Directory.CreateSymbolicLink(link, Repository.Folder);
        Repository.Write("work.json", "{ 'include': 'job.json' }\n{ 'command': 'start' }\n");
        Repository.Write("old/deep/part.inc", Parts);
        Repository.Write(from, Job);
        Repository.Commit();
        Repository.Run("mv", "old", "new");
        Repository.Write(to, Job.Replace("{ 'command': 'cancel' }\n", "", StringComparison.Ordinal));
        Repository.Write("new/deep/part.inc", Parts.Replace("int", "str", StringComparison.Ordinal));
        Repository.Run("add", "-A");

        foreach (string[] call in (string[][])[["--against", "HEAD", "work.json"], ["git:HEAD", "work.json"]])
        {
            CliResult result = await RunAsync("", ["diff", "--format", "json-report", "--include", include.Replace("@", link, StringComparison.Ordinal), .. call]);
            Assert.Equal(("work.json QAPI3101 QAPI3401", 1, ""), (Compared(result)[^1], result.ExitCode, result.Error));
        }
    }

    [ProgramFact("git")]
    public async Task File_that_an_option_names_is_what_is_gone_and_most_like_it_or_else_said_to_be_new()
    {
        const string Part = "{ 'struct': 'P', 'data': { 'x': 'int' } }\n";
        const string More = "{ 'struct': 'Q', 'data': { 'a': 'int' } }\n";
        Repository.Write("work.json", "{ 'include': 'job.json' }\n{ 'command': 'start', 'data': 'P' }\n");
        Repository.Write("old.qapi", Part + More);
        Repository.Write("a/part.qapi", Part);
        Repository.Commit();

        // Less than the half of either is left: a line, and a name.
        Repository.Run("mv", "old.qapi", "new.qapi");
        Repository.Run("mv", "a", "b");
        Repository.Write("new.qapi", Part.Replace("int", "str", StringComparison.Ordinal) + More + "{ 'enum': 'E', 'data': [ 'a', 'b', 'c' ] }\n");
        Repository.Write("b/part.qapi", Part.Replace("int", "str", StringComparison.Ordinal));
        Repository.Run("add", "-A");
        foreach (string named in (string[])["new.qapi", "b/part.qapi"])
        {
            CliResult moved = await RunAsync("", "diff", "--format", "json-report", "--include", "job.json=" + named, "git:HEAD", "work.json");
            Assert.Equal(("work.json QAPI3401", 1, ""), (Compared(moved)[^1], moved.ExitCode, moved.Error));
        }

        // Nothing is gone that it may have been.
        Repository.Run("checkout", "-q", "HEAD", "--", "old.qapi", "a");
        CliResult result = await RunAsync("", "diff", "--format", "json-report", "--include", "job.json=new.qapi", "git:HEAD", "work.json");
        Assert.Equal(("work.json", 0), (Compared(result)[^1].TrimEnd(), result.ExitCode));
        Assert.Equal("git:HEAD → work.json: warning: 'new.qapi' is new since a commit that includes a file of this name: what it is now counts for both sides\n", result.Error);
        Assert.Contains("\"notes\": [\n    \"'new.qapi' is new since", result.Output, StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public async Task Sound_schema_that_only_a_faulty_one_includes_is_compared_all_the_same()
    {
        Repository.Write("alone.json", "{ 'command': 'alone' }\n{ 'command': 'gone' }\n");
        Repository.Write("tests/bad/twice.json", "{ 'include': '../../alone.json' }\n{ 'include': 'part.json' }\n{ 'command': 'alone' }\n{ 'command': 'p', 'data': 'P' }\n");
        Repository.Write("tests/bad/part.json", "{ 'command': 'q', 'data': 'Nowhere' }\n");
        Repository.Commit();
        Repository.Write("alone.json", "{ 'command': 'alone' }\n");

        CliResult result = await RunAsync("", "diff", "--against", "HEAD", "--format", "json-report");
        Assert.Equal(["tests/bad/twice.json QAPI3905", "api/root.json", "alone.json QAPI3101"], Compared(result));
        Assert.Equal(1, result.ExitCode);

        // Where no root is sound, none of their parts makes it pass.
        Repository.Run("rm", "-q", "-r", "api", "common");
        Repository.Commit();
        Assert.Equal(2, (await RunAsync("", "diff", "--against", "HEAD")).ExitCode);
    }

    [ProgramFact("git")]
    public async Task Found_root_of_which_nothing_is_asked_for_does_not_fail()
    {
        Repository.Write("other.json", "{ 'command': 'other' }\n");
        Repository.Commit();

        CliResult found = await RunAsync("", "diff", "--against", "HEAD", "--format", "json-report", "--commands", "other");
        Assert.Equal(["api/root.json", "other.json"], Compared(found));
        Assert.Equal((0, ""), (found.ExitCode, found.Error));

        // One that is named is meant; and what no root has is mistyped.
        CliResult named = await RunAsync("", "diff", "--against", "HEAD", "--format", "json-report", "--commands", "other", "api/root.json", "other.json");
        Assert.Equal(["api/root.json QAPI3903", "other.json"], Compared(named));
        Assert.Equal(1, named.ExitCode);
        CliResult mistyped = await RunAsync("", "diff", "--against", "HEAD", "--format", "json-report", "--commands", "othre");
        Assert.Equal(["api/root.json QAPI3903", "other.json QAPI3903"], Compared(mistyped));
        Assert.Equal(1, mistyped.ExitCode);
    }

    [ProgramFact("git")]
    public async Task Root_that_a_sparse_checkout_leaves_out_is_not_gone()
    {
        Repository.Write("far/away.json", "{ 'command': 'away' }\n");
        Repository.Write("gone.json", "{ 'command': 'gone' }\n");
        Repository.Commit();
        Repository.Run("sparse-checkout", "set", "--no-cone", "/*", "!/far/");
        Repository.Run("rm", "-q", "gone.json");

        foreach (string[] call in (string[][])[[], ["api/root.json", "gone.json", "far/away.json"]])
        {
            CliResult result = await RunAsync("", ["diff", "--against", "HEAD", "--format", "json-report", .. call]);

            Assert.Equal(["api/root.json", "gone.json (gone) QAPI3101"], Compared(result));
            Assert.Equal("far/away.json: not checked out here, so that it isn't compared\n", result.Error);
            using JsonDocument json = JsonDocument.Parse(result.Output);
            Assert.Equal("far/away.json: not checked out here, so that it isn't compared", Assert.Single(json.RootElement.GetProperty("notes").EnumerateArray()).GetString());
        }
    }

    // What a clone brings is not only files: git keeps links, to wherever they lead.
    [ProgramTheory("git")]
    [InlineData("x.json", "/dev/zero")]
    [InlineData("x.json", "/proc/self/mem")]
    [InlineData("x.csproj", "/dev/zero")]
    [InlineData("x.csproj", "PIPE")]
    public async Task What_is_no_file_is_no_root_and_holds_nothing_up(string name, string target)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string pipe = Path.Combine(Repository.Folder, ".git", "pipe");
        using Process made = Process.Start("mkfifo", [pipe]);
        await made.WaitForExitAsync();
        File.CreateSymbolicLink(Path.Combine(Repository.Folder, name), target == "PIPE" ? pipe : target);
        Repository.Commit();

        Assert.Equal(["api/root.json"], await ComparedAsync("").WaitAsync(TimeSpan.FromSeconds(120)));
    }

    // It is found by git before the repository that the files came in, and its settings name programs.
    [ProgramFact("git")]
    public async Task What_lies_in_a_clone_as_a_repository_does_runs_nothing()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string sub = Path.Combine(Repository.Folder, "sub");
        string ran = Path.Combine(Repository.Folder, "ran");
        Repository.Run("init", "-q", "--bare", sub);
        Repository.Write("sub/api.json", "{ 'command': 'ping' }\n");
        Repository.Write("sub/hook", $"#!/bin/sh\necho >'{ran}'\n");
        File.SetUnixFileMode(Path.Combine(sub, "hook"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        string[] inside = ["--git-dir", sub, "--work-tree", Repository.Folder];
        Repository.Run([.. inside, "add", "sub/api.json"]);
        Repository.Run([.. inside, "commit", "-q", "-m", "change"]);
        Repository.Run("config", "-f", Path.Combine(sub, "config"), "core.bare", "false");
        Repository.Run("config", "-f", Path.Combine(sub, "config"), "core.worktree", "..");
        Repository.Run("config", "-f", Path.Combine(sub, "config"), "core.fsmonitor", Path.Combine(sub, "hook"));

        foreach (string[] call in (string[][])[["diff", "--against", "HEAD"], ["diff", "git:HEAD:sub/api.json", "api.json"], ["check", "api.json"]])
        {
            await RunAsync("sub", call);
            Assert.False(File.Exists(ran), string.Join(' ', call));
        }
    }

    private async Task<string[]> ComparedAsync(string from)
    {
        CliResult result = await RunAsync(from, "diff", "--against", "HEAD", "--format", "json-report");
        Assert.Empty(result.Error);
        return Compared(result);
    }

    private static string[] Compared(CliResult result)
    {
        using JsonDocument json = JsonDocument.Parse(result.Output);
        return
        [
            .. json.RootElement.GetProperty("comparisons").EnumerateArray().Select(static c =>
                string.Join(' ', c.GetProperty("findings").EnumerateArray().Select(static f => f.GetProperty("rule").GetString()!).Order().Prepend(c.GetProperty("new").GetProperty("name").GetString()!))),
        ];
    }

    private Task<CliResult> RunAsync(string from, params string[] args) => new CliHarness { RealFiles = Repository.Files(from) }.RunAsync(args);
}
