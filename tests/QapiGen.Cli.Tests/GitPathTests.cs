using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Cli.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests;

/// <summary>Where the files of a commit lie, and how results call them.</summary>
public sealed class GitPathTests : IDisposable
{
    private const string Both = "{ 'command': 'a' }\n{ 'command': 'b' }\n";
    private const string One = "{ 'command': 'b' }\n";

    private readonly GitRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [ProgramFact("git")]
    public async Task Symbolic_links_of_a_commit_are_followed_within_it()
    {
        _repository.Write("v2/root.json", "{ 'include': '../shared/types.json' }\n" + Both);
        _repository.Write("v2/plain.json", Both);
        _repository.Write("common/types.json", "{ 'struct': 'T', 'data': {} }\n");
        Link("api.json", "v2/plain.json");
        Link("current", "v2");
        Link("shared", "common");
        Link("twice.json", "current/../api.json");
        _repository.Tag("v1");
        _repository.Write("v2/root.json", One);

        foreach (string path in (string[])["api.json", "current/root.json", "twice.json"])
        {
            CliResult result = await RunAsync("", "diff", "git:v1:" + path, "v2/root.json");
            Assert.True(result.ExitCode == 1, path + result.Error);
            Assert.Contains("QAPI3101 a: command 'a' was removed", result.Output);
        }

        _repository.Write("v2/plain.json", One);
        CliResult against = await RunAsync("", "diff", "--against", "v1", "api.json");
        Assert.Contains("QAPI3101 a: command 'a' was removed", against.Output);
    }

    [ProgramFact("git")]
    public async Task Symbolic_links_that_lead_nowhere_are_said_and_are_no_new_schemas()
    {
        Link("out.json", "../../elsewhere/api.json");
        Link("absolute.json", "/elsewhere/api.json");
        Link("circle.json", "round.json");
        Link("round.json", "circle.json");
        Link("lost.json", "gone/api.json");
        _repository.Tag("v1");
        string[] names = ["out.json", "absolute.json", "circle.json", "lost.json"];
        foreach (string name in names)
        {
            File.Delete(Path.Combine(_repository.Folder, name));
            _repository.Write(name, Both);
        }

        string[] errors = [.. (await Task.WhenAll(names.Select(name => RunAsync("", "diff", "--against", "v1", name)))).Select(result => $"{result.ExitCode} {result.Error.Split('\n')[0]}")];

        Assert.Equal(
            [
                "2 git:v1:out.json: error QAPI0001: can't read schema file 'git:v1:out.json': the symbolic links of 'out.json' lead out of the commit",
                "2 git:v1:absolute.json: error QAPI0001: can't read schema file 'git:v1:absolute.json': the symbolic link 'absolute.json' leads out of the commit, to '/elsewhere/api.json'",
                "2 git:v1:circle.json: error QAPI0001: can't read schema file 'git:v1:circle.json': the symbolic links of 'circle.json' lead in a circle",
                "2 git:v1:lost.json: error QAPI0001: can't read schema file 'git:v1:lost.json': no such file",
            ],
            errors);
    }

    [ProgramFact("git")]
    public async Task Commit_is_one_of_the_repository_that_the_other_side_lies_in()
    {
        using var other = new GitRepository();
        _repository.Write("x.json", One);
        _repository.Tag("main-of-here");
        other.Write("sub/x.json", "{ 'include': '../types.json' }\n" + Both);
        other.Write("types.json", "{ 'struct': 'T', 'data': {} }\n");
        other.Write("x.json", One);
        other.Commit();
        other.Write("sub/x.json", One);
        string there = Path.Combine(other.Folder, "sub", "x.json");

        foreach (string[] sides in (string[][])[["git:main", there], ["git:main", Path.Combine(other.Folder, "sub")]])
        {
            CliResult result = await RunAsync("", ["diff", .. sides]);
            Assert.True(result.ExitCode == 1, result.Error + result.Output);
            Assert.Contains("QAPI3101 a: command 'a' was removed", result.Output);
        }

        // Whoever is in no repository at all may name one.
        CliResult outside = await new CliHarness { RealFiles = GitRepository.FilesOf(Path.GetPathRoot(other.Folder)!) }.RunAsync("diff", "git:main", there);
        Assert.Contains("QAPI3101 a", outside.Output);
        CliResult withPath = await new CliHarness { RealFiles = GitRepository.FilesOf(Path.GetPathRoot(other.Folder)!) }.RunAsync("diff", "git:main:sub/x.json", there);
        Assert.Contains("QAPI3101 a", withPath.Output);

        // A commit that is only here isn't there.
        Assert.Contains("git knows no commit 'main-of-here'", (await RunAsync("", "diff", "git:main-of-here", there)).Error);
        CliResult against = await RunAsync("", "diff", "--against", "main", there);
        Assert.Equal(2, against.ExitCode);
        Assert.Contains($"'{there}' lies outside of the repository around the working directory", against.Error);
    }

    [ProgramFact("git")]
    public async Task Roots_say_which_repository_is_meant_when_the_tool_is_called_from_outside()
    {
        _repository.Write("sub/x.json", Both);
        _repository.Commit();
        _repository.Write("sub/x.json", One);
        string parent = Path.GetDirectoryName(_repository.Folder)!;
        string relative = Path.GetFileName(_repository.Folder) + "/sub/x.json";

        foreach (string root in (string[])[relative, Path.Combine(parent, relative), Path.Combine(_repository.Folder, "sub")])
        {
            CliResult result = await new CliHarness { RealFiles = GitRepository.FilesOf(parent) }.RunAsync("diff", "--against", "main", root);

            Assert.True(result.ExitCode == 1, result.Error);
            Assert.Contains("QAPI3101 a", result.Output);
        }
    }

    [ProgramFact("git")]
    public async Task Commit_with_a_path_is_one_of_the_repository_around_the_working_directory()
    {
        using var other = new GitRepository();
        string loose = Directory.CreateTempSubdirectory("qapigen-loose-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(loose, "x.json"), One);
            _repository.Write("sub/x.json", Both);
            _repository.Write("note.txt", "nothing\n");
            _repository.Commit();
            other.Write("sub/x.json", One);
            other.Commit();

            // The other side is in no repository, or in one that has the same path.
            foreach (string there in (string[])[Path.Combine(loose, "x.json"), Path.Combine(other.Folder, "sub", "x.json")])
            {
                foreach (string from in (string[])["", "sub"])
                {
                    CliResult result = await RunAsync(from, "diff", "git:HEAD:sub/x.json", there);
                    Assert.True(result.ExitCode == 1, result.Error + result.Output);
                    Assert.Contains("QAPI3101 a: command 'a' was removed", result.Output);
                    Assert.Contains("0 breaking", (await RunAsync(from, "diff", there, "git:HEAD:sub/x.json")).Output);
                }

                CliResult manual = await RunAsync("", "docs", there, "--output", "manual", "--force", "--baseline", "git:HEAD:sub/x.json");
                Assert.True(manual.ExitCode == 0, manual.Error);
                Assert.Contains("was removed", await File.ReadAllTextAsync(Path.Combine(_repository.Folder, "manual", "changes.html")));
                Directory.Delete(Path.Combine(_repository.Folder, "manual"), recursive: true);
            }
        }
        finally
        {
            Directory.Delete(loose, recursive: true);
        }
    }

    [ProgramFact("git")]
    public async Task Baseline_of_a_configuration_is_one_of_the_repository_that_the_configuration_lies_in()
    {
        _repository.Write("api.json", Both);
        _repository.Write("qapigen.toml", "roots = ['api.json']\nbaseline = 'git:HEAD:api.json'\n");
        _repository.Commit();
        _repository.Write("api.json", One);
        _repository.Write("inner/api.json", One);
        _repository.Run("init", "-q", "-b", "main", "inner");
        _repository.Run("-C", "inner", "add", "-A");
        _repository.Run("-C", "inner", "commit", "-q", "-m", "change");

        CliResult result = await RunAsync("inner", "diff");

        Assert.True(result.ExitCode == 1, result.Error + result.Output);
        Assert.Contains("QAPI3101 a: command 'a' was removed", result.Output);
    }

    [ProgramFact("git")]
    public async Task Folder_is_a_root_of_the_working_tree_and_of_the_commit()
    {
        _repository.Write("v/qapi-schema.json", Both);
        _repository.Write("v/types.json", "{ 'struct': 'T', 'data': {} }\n");
        _repository.Write("bare/note.txt", "nothing\n");
        _repository.Write("many/a.json", Both);
        _repository.Write("many/b.json", Both);
        _repository.Commit();
        _repository.Write("v/qapi-schema.json", One);

        foreach (string[] call in (string[][])[["", "v"], ["", "v/"], ["v", "."], ["bare", "../v"]])
        {
            CliResult result = await RunAsync(call[0], "diff", "--against", "HEAD", call[1]);
            Assert.True(result.ExitCode == 1, result.Error + result.Output);
            Assert.Contains("QAPI3101 a: command 'a' was removed", result.Output);
        }

        _repository.Write("qapigen.toml", "roots = ['v']\nbaseline = 'git:HEAD'\n");
        Assert.Contains("QAPI3101 a: command 'a' was removed", (await RunAsync("", "diff")).Output);

        // One that the commit had no schema in is new; one with several has no root, on either side.
        _repository.Write("bare/api.json", Both);
        CliResult fresh = await RunAsync("", "diff", "--against", "HEAD", "bare");
        Assert.Equal((0, "bare: new since HEAD, so that there is nothing to compare it with\n"), (fresh.ExitCode, fresh.Error));
        CliResult many = await RunAsync("", "diff", "--against", "HEAD", "many");
        Assert.Equal(2, many.ExitCode);
        Assert.Contains("it is a directory\nName the root file in it.", many.Error);

        // And one that is gone has taken all with it.
        Directory.Delete(Path.Combine(_repository.Folder, "v"), recursive: true);
        Assert.Contains("v (gone)", (await RunAsync("", "diff", "--against", "HEAD", "v")).Output);
        Directory.CreateDirectory(Path.Combine(_repository.Folder, "v"));
        Assert.NotEqual(0, (await RunAsync("", "diff", "--against", "HEAD", "v")).ExitCode);
    }

    [ProgramFact("git")]
    public async Task File_of_the_working_directory_is_meant_before_one_at_the_top()
    {
        _repository.Write("x.json", One);
        _repository.Write("sub/x.json", Both);
        _repository.Commit();
        _repository.Write("sub/x.json", One);

        Assert.Contains("QAPI3101 a", (await RunAsync("sub", "diff", "git:HEAD", "x.json")).Output);
        Assert.Contains("QAPI3101 a", (await RunAsync("sub", "diff", "--against", "HEAD", "x.json")).Output);
        Assert.Contains("0 breaking", (await RunAsync("sub", "diff", "git:HEAD:x.json", "x.json")).Output);
    }

    [ProgramTheory("git")]
    [InlineData("", "../x.json")]
    [InlineData("sub", "../../x.json")]
    public async Task Path_that_leads_out_of_the_repository_leads_nowhere(string from, string path)
    {
        _repository.Write("x.json", "{ 'command': 'a' }\n");
        _repository.Write("sub/x.json", "{ 'command': 'b' }\n");
        _repository.Commit();

        CliResult result = await RunAsync(from, "diff", "git:HEAD:" + path, "x.json");

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"git:HEAD:{path}: error QAPI0001: can't read schema file 'git:HEAD:{path}': ", result.Error);
    }

    [ProgramTheory("git")]
    [InlineData("api")]
    [InlineData("")]
    [InlineData("other/deep")]
    public async Task Sarif_names_files_from_the_top_of_the_repository_wherever_it_is_called(string from)
    {
        WriteApi();
        string up = from.Length == 0 ? "" : string.Concat(Enumerable.Repeat("../", from.Split('/').Length));

        CliResult result = await RunAsync(from, "diff", "--against", "v1", up + "api/root.json", "--format", "sarif");

        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement run = json.RootElement.GetProperty("runs")[0];
        Assert.Equal(new Uri(_repository.Folder + "/").AbsoluteUri, run.GetProperty("originalUriBaseIds").GetProperty("%SRCROOT%").GetProperty("uri").GetString());
        JsonElement[] results = [.. run.GetProperty("results").EnumerateArray()];
        Assert.Equal(
            ["QAPI3101 api/root.json < api/root.json", "QAPI3301 common/types.json", "QAPI3304 common/types.json < common/types.json"],
            results.Select(r => $"{r.GetProperty("ruleId")} {Place(r.GetProperty("locations")[0])}"
                + (r.TryGetProperty("relatedLocations", out JsonElement related) ? " < " + Place(related[0]) : "")).Order(StringComparer.Ordinal));
    }

    [ProgramTheory("git")]
    [InlineData("api", "root.json", "root.json", "../common/types.json")]
    [InlineData("", "api/root.json", "api/root.json", "api/../common/types.json")]
    public async Task Other_forms_name_files_of_both_sides_from_the_working_directory(string from, string root, string rootPath, string typesPath)
    {
        WriteApi();

        CliResult result = await RunAsync(from, "diff", "--against", "v1", root, "--format", "json");

        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.Equal(
            [$"QAPI3101 {rootPath}:2 ", $"QAPI3301  {typesPath}:1", $"QAPI3304 {typesPath}:1 "],
            json.RootElement.EnumerateArray().Select(f => $"{f.GetProperty("rule")} {f.GetProperty("old")} {f.GetProperty("new")}").Order(StringComparer.Ordinal));
    }

    [ProgramTheory("git")]
    [InlineData("@/api/old.json", "@/api/root.json")]
    [InlineData("git:v1:api/root.json", "@/api/root.json")]
    [InlineData("git:v1", "@/api/root.json")]
    [InlineData("@/api/root.json", "git:v1:api/old.json")]
    public async Task Sarif_names_files_from_the_top_of_their_repository_when_it_is_called_from_outside(string old, string @new)
    {
        WriteApi();
        _repository.Write("api/old.json", "{ 'command': 'a' }\n{ 'command': 'b' }\n{ 'command': 'c' }\n");
        _repository.Commit();
        _repository.Run("tag", "-f", "v1");
        _repository.Write("api/root.json", "{ 'command': 'b' }\n");
        string parent = Path.GetDirectoryName(_repository.Folder)!;
        string name = Path.GetFileName(_repository.Folder);
        var cli = new CliHarness { RealFiles = GitRepository.FilesOf(parent) };

        CliResult result = await cli.RunAsync("diff", old.Replace("@", name, StringComparison.Ordinal), @new.Replace("@", name, StringComparison.Ordinal), "--format", "sarif");

        Assert.True(result.ExitCode < 2, result.Error);
        AssertBelowRoot(result);
        AssertBelowRoot(await cli.RunAsync("check", name + "/api/old.json", name + "/qapigen.toml", "--format", "sarif"));
    }

    [ProgramFact("git")]
    public async Task Check_names_files_from_the_top_of_the_repository_too()
    {
        _repository.Write("api/root.json", "{ 'include': '../common/types.json' }\n");
        _repository.Write("common/types.json", "{ 'struct': 'T', 'data': { 'x': 'Gone' } }\n");

        CliResult result = await RunAsync("api", "check", "root.json", "--format", "sarif");

        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement fault = json.RootElement.GetProperty("runs")[0].GetProperty("results")[0];
        Assert.Equal(("common/types.json", "api/root.json"), (Place(fault.GetProperty("locations")[0]), Place(fault.GetProperty("relatedLocations")[0])));
    }

    private void AssertBelowRoot(CliResult result)
    {
        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement run = json.RootElement.GetProperty("runs")[0];
        Assert.Equal(new Uri(_repository.Folder + "/").AbsoluteUri, run.GetProperty("originalUriBaseIds").GetProperty("%SRCROOT%").GetProperty("uri").GetString());
        Assert.NotEmpty(run.GetProperty("results").EnumerateArray());
        Assert.All(
            run.GetProperty("results").EnumerateArray().SelectMany(static r => r.GetProperty("locations").EnumerateArray()),
            location => Assert.DoesNotContain("..", Place(location), StringComparison.Ordinal));
    }

    private static string Place(JsonElement location)
    {
        JsonElement artifact = location.GetProperty("physicalLocation").GetProperty("artifactLocation");
        Assert.Equal("%SRCROOT%", artifact.GetProperty("uriBaseId").GetString());
        return artifact.GetProperty("uri").GetString()!;
    }

    private void WriteApi()
    {
        _repository.Write("api/root.json", "{ 'include': '../common/types.json' }\n{ 'command': 'a' }\n{ 'command': 'b', 'data': 'T' }\n");
        _repository.Write("common/types.json", "{ 'struct': 'T', 'data': { '*x': 'int' } }\n");
        _repository.Write("other/deep/note.txt", "nothing\n");
        _repository.Tag("v1");
        _repository.Write("api/root.json", "{ 'include': '../common/types.json' }\n{ 'command': 'b', 'data': 'T' }\n");
        _repository.Write("common/types.json", "{ 'struct': 'T', 'data': { 'y': 'str' } }\n");
    }

    private void Link(string path, string target) => File.CreateSymbolicLink(Path.Combine(_repository.Folder, path), target);

    private Task<CliResult> RunAsync(string from, params string[] args) => new CliHarness { RealFiles = _repository.Files(from) }.RunAsync(args);
}
