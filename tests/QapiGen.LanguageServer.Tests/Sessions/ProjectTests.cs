using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Programs;
using QapiGen.LanguageServer.Tests.Support;
using QapiGen.LanguageServer.Workspace;
using QapiGen.Schema.Text;
using QapiGen.TestSupport;

namespace QapiGen.LanguageServer.Tests.Sessions;

/// <summary>What a build knows beyond the schema's files: configuration, baseline, accepted findings, packages.</summary>
public sealed class ProjectTests
{
    private const string Api = "{ 'struct': 'Disk', 'data': { 'path': 'str' } }\n{ 'command': 'add-disk', 'data': 'Disk' }\n{ 'command': 'drop-disk', 'data': { 'path': 'str' } }\n";

    [ProgramFact("git")]
    public async Task What_breaks_since_a_commit_is_shown_until_it_is_committed()
    {
        using SchemaFolder folder = new(("schema/api.json", Api), ("qapigen.toml", "roots = [\"schema/api.json\"]\nbaseline = \"git:HEAD\"\n"));
        Commit(folder, isFirst: true);
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, options: new() { Programs = new ProgramsOfTests() });
        string api = folder["schema/api.json"];
        editor.Open(api);
        Assert.Empty(await editor.FindingsAsync(api));
        Assert.Empty((await editor.AskDocumentAsync("textDocument/codeLens", api))!.AsArray());

        editor.Edit(api, Api.IndexOf("'path': 'str' } }\n{ 'command': 'add", StringComparison.Ordinal), 0, "'speed': 'int', ");

        Assert.StartsWith("0:30 QAPI3301", Assert.Single(await editor.FindingsAsync(api)), StringComparison.Ordinal);
        JsonNode lens = Assert.Single((await editor.AskDocumentAsync("textDocument/codeLens", api))!.AsArray())!;
        Assert.StartsWith("changed since git:HEAD: breaks old clients", (string)lens["command"]!["title"]!, StringComparison.Ordinal);

        folder.Write("schema/api.json", editor.Text(api));
        Commit(folder);
        editor.Tell("textDocument/didSave", new { textDocument = new { uri = DocumentUri.FromPath(api) } });
        Assert.Empty(await editor.FindingsAsync(api, static lines => lines.Length == 0));
        Assert.Empty((await editor.AskDocumentAsync("textDocument/codeLens", api))!.AsArray());
    }

    [Fact]
    public async Task A_baseline_need_not_keep_the_rules_of_the_dialect()
    {
        const string Loose = "##\n# @drop-it:\n#\n# Words of documentation that go on in one line as only older releases have let them.\n##\n{ 'command': 'drop-it' }\n";
        using SchemaFolder folder = new(("old.json", Api + Loose), ("api.json", Api), ("qapigen.toml", "roots = [\"api.json\"]\nbaseline = \"old.json\"\ndialect = \"10.2\"\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["api.json"]);

        Assert.Contains("QAPI3101", Assert.Single(await editor.FindingsAsync(folder["api.json"])), StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public async Task A_path_in_a_commit_begins_at_the_top_of_the_repository()
    {
        using SchemaFolder folder = new(("old/api.json", Api), ("new/api.json", Api), ("qapigen.toml", "roots = [\"new/api.json\"]\nbaseline = \"git:HEAD:old/api.json\"\n"));
        Commit(folder, isFirst: true);
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, options: new() { Programs = new ProgramsOfTests() });
        string api = folder["new/api.json"];
        editor.Open(api);
        Assert.Empty(await editor.FindingsAsync(api));

        editor.Edit(api, Api.IndexOf("{ 'command': 'drop", StringComparison.Ordinal), Api.Length - Api.IndexOf("{ 'command': 'drop", StringComparison.Ordinal), "");

        Assert.Contains("QAPI3101", Assert.Single(await editor.FindingsAsync(api)), StringComparison.Ordinal);
    }

    [ProgramTheory("git")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_commit_is_compared_with_what_names_and_packages_add_to_it_too(bool isMoved)
    {
        const string Part = "{ 'struct': 'Part', 'data': { 'x': 'int' } }\n";
        const string Root = "{ 'include': 'named.json' }\n{ 'include': 'job.json' }\n{ 'command': 'add', 'data': 'Part', 'returns': 'Job' }\n{ 'command': 'drop' }\n";
        using SchemaFolder package = new(("content/brought.json", "{ 'include': 'more.json' }\n{ 'struct': 'Job', 'data': { 'm': 'More' } }\n"), ("content/more.json", "{ 'enum': 'More', 'data': [ 'a' ] }\n"));
        using SchemaFolder folder = new(
            ("app/schema/api.json", Root),
            ("parts/part.qapi", Part),
            ("app/app.csproj", $"<Project><ItemGroup><QapiSchema Include=\"schema/*.json\" Baseline=\"git:HEAD\" /><QapiInclude Include=\"../{(isMoved ? "moved" : "parts")}/part.qapi\" Name=\"named.json\" /><QapiInclude Include=\"{package["content/brought.json"]}\" Name=\"job.json\" /></ItemGroup></Project>"));
        Commit(folder, isFirst: true);
        string api = folder["app/schema/api.json"];
        string part = folder["parts/part.qapi"];
        if (isMoved)
        {
            GitProgram.Git(folder.Path, "mv", "parts", "moved");
            GitProgram.Git(folder.Path, "mv", "app/schema/api.json", "app/schema/service.json");
            (api, part) = (folder["app/schema/service.json"], folder["moved/part.qapi"]);
        }

        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, options: new() { Programs = new ProgramsOfTests() });
        editor.Open(api);
        editor.Open(part);
        Assert.Empty(await editor.FindingsAsync(api));

        editor.Edit(part, Part.IndexOf("int", StringComparison.Ordinal), 3, "str");
        editor.Edit(api, Root.IndexOf("{ 'command': 'drop", StringComparison.Ordinal), "{ 'command': 'drop' }".Length, "");

        Assert.Contains("QAPI3401", Assert.Single(await editor.FindingsAsync(part, static lines => lines.Length > 0)), StringComparison.Ordinal);
        Assert.Contains("QAPI3101", Assert.Single(await editor.FindingsAsync(api, static lines => lines.Length > 0)), StringComparison.Ordinal);
    }

    [ProgramFact("git")]
    public async Task A_baseline_that_cant_be_had_is_a_fault_of_the_line_that_names_it()
    {
        using SchemaFolder folder = new(("api.json", Api), ("qapigen.toml", "# roots\nroots = [\"api.json\"]\nbaseline = \"git:nowhere\"\n"));
        Commit(folder, isFirst: true);
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, options: new() { Programs = new ProgramsOfTests() });
        editor.Open(folder["api.json"]);

        string fault = Assert.Single(await editor.FindingsAsync(folder["qapigen.toml"], static lines => lines.Length > 0));

        Assert.StartsWith("2:0 QAPI3901", fault, StringComparison.Ordinal);
        Assert.Contains("nowhere", fault, StringComparison.Ordinal);
        Assert.Empty(await editor.FindingsAsync(folder["api.json"]));
    }

    [ProgramFact("git")]
    public async Task A_schema_that_the_commit_doesnt_have_yet_has_nothing_to_break()
    {
        using SchemaFolder folder = new(("qapigen.toml", "roots = [\"api.json\", \"missing.json\"]\nbaseline = \"git:HEAD\"\n"));
        Commit(folder, isFirst: true);
        folder.Write("api.json", Api);
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, options: new() { Programs = new ProgramsOfTests() });
        editor.Open(folder["api.json"]);

        Assert.Empty(await editor.FindingsAsync(folder["api.json"]));
        string fault = Assert.Single(await editor.FindingsAsync(folder["qapigen.toml"], static lines => lines.Length > 0));
        Assert.Contains("missing.json", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("conditions = [\"CONFIG_A\", \"a b\"]\n", "", "qapigen.toml", "1:0", 2)]
    [InlineData("", "Conditions=\"CONFIG_A;a;b\"", "api.json", "0:0", 2)]
    [InlineData("conditions = \"CONFIG_A\"\n", "", "qapigen.toml", "", 0)]
    [InlineData("conditions = \"all\"\n", "", "qapigen.toml", "", 0)]
    public async Task A_symbol_that_no_condition_asks_for_is_told_where_it_is_said(string configured, string metadata, string file, string place, int count)
    {
        using SchemaFolder folder = new(
            ("api.json", "{ 'command': 'x', 'if': 'CONFIG_A' }\n"),
            ("qapigen.toml", "roots = [\"api.json\"]\n" + configured),
            ("app.csproj", $"<Project><ItemGroup><QapiSchema Include=\"api.json\" {metadata} /></ItemGroup></Project>"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, settings: new { programs = false });
        editor.Open(folder["qapigen.toml"]);
        editor.Open(folder["api.json"]);

        string[] found = await editor.FindingsAsync(folder[file], lines => lines.Length == count);
        Assert.Equal(count == 0 ? [] : [$"{place} QAPI4020 no condition of the schema asks for 'a', which Conditions names; they ask for: CONFIG_A", $"{place} QAPI4020 no condition of the schema asks for 'b', which Conditions names; they ask for: CONFIG_A"], found);
    }

    [Fact]
    public async Task Nobody_asks_git_or_MSBuild_where_the_user_forbids_it()
    {
        using SchemaFolder folder = new(("api.json", Api), ("qapigen.toml", "roots = [\"api.json\"]\nbaseline = \"git:HEAD\"\n"), ("app.csproj", "<Project><ItemGroup><QapiSchema Include=\"api.json\" /></ItemGroup></Project>"));
        var programs = new ProgramsOfTests();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, settings: new { programs = false }, options: new() { Programs = programs });
        editor.Open(folder["api.json"]);

        Assert.Contains("git isn't asked", Assert.Single(await editor.FindingsAsync(folder["qapigen.toml"], static lines => lines.Length > 0)), StringComparison.Ordinal);
        Assert.Empty(programs.Asked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# why not\nQAPI3101 gone # nobody called it\n\n# later\nQAPI3950 z # rest")]
    [InlineData("QAPI3950 z # rest\n")]
    [InlineData("QAPI3101 a # first")]
    public async Task What_breaks_can_be_accepted_where_it_is_shown(string accepted)
    {
        using SchemaFolder folder = new(
            ("old.json", Api),
            ("api.json", Api.Replace("'path': 'str' } }\n{ 'command': 'add", "'path': 'int' } }\n{ 'command': 'add", StringComparison.Ordinal)),
            ("accepted.txt", accepted),
            ("qapigen.toml", "roots = [\"api.json\"]\nbaseline = \"old.json\"\nsuppressions = \"accepted.txt\"\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["api.json"]);
        string broken = Assert.Single(await editor.FindingsAsync(folder["api.json"]));
        int place = editor.Text(folder["api.json"]).IndexOf("'path': 'int'", StringComparison.Ordinal);

        object range = new { start = EditorSession.At(editor.Text(folder["api.json"]), place), end = EditorSession.At(editor.Text(folder["api.json"]), place + 4) };
        JsonArray actions = (await editor.AskAtAsync("textDocument/codeAction", folder["api.json"], place, new { range, context = new { diagnostics = Array.Empty<object>() } }))!.AsArray();
        JsonNode action = Assert.Single(actions)!;
        Assert.Equal($"Accept {broken.Split(' ')[1]} at 'Disk.path' in accepted.txt", (string?)action["title"]);
        Assert.Equal(broken, Assert.Single(EditorSession.Lines(action["diagnostics"]!.AsArray())));
        string written = editor.Apply(action["edit"]!)[folder["accepted.txt"]];

        Assert.All(accepted.Split('\n'), line => Assert.Contains(line, written, StringComparison.Ordinal));
        folder.Write("accepted.txt", written);
        editor.Tell("workspace/didChangeWatchedFiles", new { changes = new[] { new { uri = DocumentUri.FromPath(folder["accepted.txt"]), type = 2 } } });
        Assert.Empty(await editor.FindingsAsync(folder["api.json"], static lines => lines.Length == 0));
        JsonNode pulled = (await editor.AskDocumentAsync("textDocument/diagnostic", folder["accepted.txt"]))!;
        Assert.DoesNotContain(EditorSession.Lines(pulled["items"]!.AsArray()), static line => line.Contains("QAPI3906", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_accepted_is_not_shown_and_what_is_accepted_needlessly_is()
    {
        using SchemaFolder folder = new(
            ("old.json", Api),
            ("api.json", Api.Replace("'path': 'str' } }\n{ 'command': 'add", "'path': 'int' } }\n{ 'command': 'add", StringComparison.Ordinal)),
            ("accepted.txt", ""),
            ("qapigen.toml", "roots = [\"api.json\"]\nbaseline = \"old.json\"\nsuppressions = \"accepted.txt\"\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["api.json"]);
        string broken = Assert.Single(await editor.FindingsAsync(folder["api.json"]));
        string rule = broken.Split(' ')[1];

        await AcceptAsync($"{rule} Disk.path # everybody was told\n");
        Assert.Empty(await editor.FindingsAsync(folder["api.json"], static lines => lines.Length == 0));
        Assert.Empty((await editor.AskDocumentAsync("textDocument/codeLens", folder["api.json"]))!.AsArray());

        await AcceptAsync($"{rule} Disk.path # everybody was told\n{rule} Disk.speed # and this\n");
        Assert.StartsWith("1:0 QAPI3902", Assert.Single(await editor.FindingsAsync(folder["accepted.txt"], static lines => lines.Length > 0)), StringComparison.Ordinal);

        await AcceptAsync($"\n{rule} Disk.path\n");
        Assert.StartsWith("1:0 QAPI3906", Assert.Single(await editor.FindingsAsync(folder["accepted.txt"], static lines => lines is [string only] && only.Contains("3906", StringComparison.Ordinal))), StringComparison.Ordinal);

        Task AcceptAsync(string text)
        {
            folder.Write("accepted.txt", text);
            editor.Tell("workspace/didChangeWatchedFiles", new { changes = new[] { new { uri = DocumentUri.FromPath(folder["accepted.txt"]), type = 2 } } });
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task An_accepted_finding_that_another_root_may_need_is_not_called_needless()
    {
        using SchemaFolder folder = new(
            ("old.json", Api), ("one.json", Api), ("two.json", Api),
            ("accepted.txt", "QAPI3101 drop-disk # gone in two\n"),
            ("qapigen.toml", "roots = [\"one.json\", \"two.json\"]\nbaseline = \"old.json\"\nsuppressions = \"accepted.txt\"\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, new { textDocument = new { diagnostic = new { } } });
        editor.Open(folder["one.json"]);

        JsonNode? all = await editor.ResultAsync("workspace/diagnostic", []);

        Assert.All(all!["items"]!.AsArray(), static item => Assert.Empty(item!["items"]!.AsArray()));
    }

    [Fact]
    public async Task Faults_of_a_configuration_are_shown_as_they_are_typed_and_on_disk()
    {
        using SchemaFolder folder = new(("api.json", Api), ("qapigen.toml", "roots = [\"api.json\"]\ndialect = \"10.2\"\n"));
        string toml = folder["qapigen.toml"];
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["api.json"]);
        Assert.Empty(await editor.FindingsAsync(folder["api.json"]));
        editor.Open(toml);
        Assert.Empty(await editor.FindingsAsync(toml));

        editor.Edit(toml, editor.Text(toml).IndexOf("10.2", StringComparison.Ordinal), 4, "3.14");
        Assert.StartsWith("1:0 QAPI4001 '3.14' is no dialect", Assert.Single(await editor.FindingsAsync(toml)), StringComparison.Ordinal);
        editor.Replace(toml, "roots = [\"gone.json\"]\n");
        Assert.Contains("gone.json' can't be had: not found", Assert.Single(await editor.FindingsAsync(toml)), StringComparison.Ordinal);
        editor.Close(toml);
        Assert.Empty(await editor.FindingsAsync(toml, static lines => lines.Length == 0));

        folder.Write("qapigen.toml", "roots = [\"api.json\"]\n\nrots = \"x\"\n");
        editor.Tell("workspace/didChangeWatchedFiles", new { changes = new[] { new { uri = DocumentUri.FromPath(toml), type = 2 } } });
        Assert.StartsWith("2:0 QAPI4001 'rots' is no setting", Assert.Single(await editor.FindingsAsync(toml, static lines => lines.Length > 0)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_completes_the_items_of_projects_below_it()
    {
        using SchemaFolder folder = new(
            ("qapigen.toml", "dialect = \"10.2\"\nbaseline = \"old.json\"\n"),
            ("old.json", Api),
            ("app/app.csproj", "<Project><ItemGroup><QapiSchema Include=\"api.json\" Role=\"Client\" /></ItemGroup></Project>"),
            ("app/api.json", Api.Replace("'path': 'str' } }\n{ 'command': 'add", "'Path': 'str' } }\n{ 'command': 'add", StringComparison.Ordinal)));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["app/api.json"]);
        string[] faults = await editor.FindingsAsync(folder["app/api.json"]);

        editor.Replace(folder["app/api.json"], Api.Replace("'path': 'str' } }\n{ 'command': 'add", "'path': 'int' } }\n{ 'command': 'add", StringComparison.Ordinal));

        Assert.Contains("QAPI1005", Assert.Single(faults), StringComparison.Ordinal);
        Assert.Contains("QAPI3", Assert.Single(await editor.FindingsAsync(folder["app/api.json"])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_root_that_was_never_saved_is_missed_when_it_is_closed()
    {
        using SchemaFolder folder = new(("qapigen.toml", "roots = [\"new.json\"]\n"), ("a.json", "{ 'command': 'a' }\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["qapigen.toml"]);
        editor.Open(folder["a.json"]);
        Assert.Single(await editor.FindingsAsync(folder["qapigen.toml"], static lines => lines.Length > 0));

        editor.Open(folder["new.json"], "{ 'command': 'b' }\n");
        Assert.Empty(await editor.FindingsAsync(folder["qapigen.toml"], static lines => lines.Length == 0));
        editor.Close(folder["new.json"]);

        Assert.Contains("new.json", Assert.Single(await editor.FindingsAsync(folder["qapigen.toml"], static lines => lines.Length > 0)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_root_that_nothing_changed_in_is_not_read_again_open_or_not()
    {
        using SchemaFolder folder = Samples.CreateShared();
        var workspace = new WorkspaceHolder(null);
        SchemaFile File(string text) => new(folder["one.json"], text);
        workspace.Change(state => state with { Folders = [folder.Path] });
        workspace.Change(state => state.With(folder["one.json"], new OpenDocument("", 1, File("{ 'command': 'one' }\n"))));
        RootSnapshot idle = Assert.Single(workspace.Current.Value.Idle);

        workspace.Change(state => state.With(folder["one.json"], new OpenDocument("", 2, File("{ 'command': 'other' }\n"))));

        Assert.Same(idle, Assert.Single(workspace.Current.Value.Idle));
    }

    [Fact]
    public async Task A_module_that_a_package_brings_is_found_when_MSBuild_has_answered()
    {
        using SchemaFolder folder = new(
            ("app/api.json", "{ 'include': 'job.json' }\n{ 'command': 'first-job', 'returns': 'JobInfo' }\n"),
            ("app/app.csproj", "<Project><ItemGroup><QapiSchema Include=\"api.json\" /></ItemGroup></Project>"),
            ("packages/job.json", "{ 'struct': 'JobInfo', 'data': { 'id': 'str' } }\n"));
        string api = folder["app/api.json"];
        var answer = new TaskCompletionSource<EvaluatedProject>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, options: new() { Programs = new ProgramsOfTests { Evaluate = _ => answer.Task } });
        editor.Open(api);
        Assert.Contains("QAPI0041", Assert.Single(await editor.FindingsAsync(api)), StringComparison.Ordinal);

        answer.SetResult(new EvaluatedProject([new EvaluatedSchema(api, new Dictionary<string, string>())], [("job.json", folder["packages/job.json"])]));

        Assert.Empty(await editor.FindingsAsync(api, static lines => lines.Length == 0));
        JsonNode? declared = await editor.AskAtAsync("textDocument/definition", api, "'Job|Info'");
        Assert.Equal("job.json:1 JobInfo", editor.Show(Assert.Single(declared!.AsArray())!));
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => editor.AskAtAsync("textDocument/rename", api, "'Job|Info'", new { newName = "Info" }));
        Assert.Contains("packages/job.json", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_module_that_no_package_brings_is_a_fault_when_MSBuild_has_answered()
    {
        using SchemaFolder folder = new(
            ("api.json", "{ 'include': 'job.json' }\n"),
            ("app.csproj", "<Project><ItemGroup><QapiSchema Include=\"api.json\" /></ItemGroup></Project>"));
        var programs = new ProgramsOfTests { Evaluate = project => Task.FromResult(new EvaluatedProject([new EvaluatedSchema($"{Path.GetDirectoryName(project)}/api.json", new Dictionary<string, string>())], [])) };
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, options: new() { Programs = programs });
        editor.Open(folder["api.json"]);

        await editor.PublishedAsync(folder["api.json"], static findings => (int?)findings.FirstOrDefault()?["severity"] == 1);
    }

    [Fact]
    public async Task What_MSBuild_works_out_of_a_project_is_found_as_by_check()
    {
        using SchemaFolder folder = new(
            ("app/schema/api.json", "{ 'include': 'shared.json' }\n{ 'struct': 'Api', 'data': { 'x': 'Shared', 'Upper': 'str' } }\n"),
            ("elsewhere/other.json", "{ 'struct': 'Shared', 'data': {} }\n"),
            ("Directory.Build.props", "<Project><PropertyGroup><Where>schema</Where></PropertyGroup><ItemGroup><QapiInclude Include=\"$(MSBuildThisFileDirectory)elsewhere/other.json\" Name=\"shared.json\" /></ItemGroup></Project>"),
            ("app/app.csproj", "<Project><Import Project=\"../Directory.Build.props\" /><ItemGroup><QapiSchema Include=\"$(Where)/api.json\" Dialect=\"10.2\" /></ItemGroup></Project>"));
        string api = folder["app/schema/api.json"];
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, options: new() { Programs = new ProgramsOfTests() });
        editor.Open(api);

        string only = Assert.Single(await editor.FindingsAsync(api, static lines => lines is [string line] && !line.Contains("QAPI0041", StringComparison.Ordinal)));

        Assert.Contains("QAPI1005", only, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_that_MSBuild_cant_read_is_told_to_the_log_once_and_read_as_it_is_written()
    {
        using SchemaFolder folder = new(("api.json", Api), ("app.csproj", "<Project><ItemGroup><QapiSchema Include=\"api.json\" Dialect=\"10.2\" /></ItemGroup></Project>"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, options: new() { Programs = new ProgramsOfTests { Evaluate = static _ => throw new ProgramException("no SDK here") } });
        editor.Open(folder["api.json"]);
        Assert.Empty(await editor.FindingsAsync(folder["api.json"]));
        await editor.SaidAsync(static message => (string?)message["params"]?["message"] == "no SDK here");

        editor.Tell("textDocument/didSave", new { textDocument = new { uri = DocumentUri.FromPath(folder["api.json"]) } });
        editor.Edit(folder["api.json"], 0, 0, "\n");

        Assert.Empty(await editor.FindingsAsync(folder["api.json"]));
        Assert.Single(editor.Said, static message => (string?)message["params"]?["message"] == "no SDK here");
    }

    [Theory]
    [InlineData("mine/.git/HEAD", "mine/schema")]
    [InlineData("mine/schema/README", "mine")]
    [InlineData("mine/schema/README", null)]
    public async Task Projects_above_the_repository_or_the_workspace_are_somebody_elses(string extra, string? workspace)
    {
        const string Project = "<Project><ItemGroup><QapiSchema Include=\"schema/api.json\" /></ItemGroup></Project>";
        using SchemaFolder folder = new(
            ("app.csproj", Project),
            ("mine/app.csproj", Project.Replace("/>", "Role=\"Client\" />", StringComparison.Ordinal)),
            ("mine/schema/api.json", Api),
            (extra, ""));
        var programs = new ProgramsOfTests { Evaluate = static _ => throw new ProgramException("no SDK here") };
        await using EditorSession editor = await EditorSession.OpenAsync(workspace is null ? null : folder[workspace], options: new() { Programs = programs });

        editor.Open(folder["mine/schema/api.json"]);

        Assert.Empty(await editor.FindingsAsync(folder["mine/schema/api.json"]));
        if (workspace is not null)
        {
            await editor.SaidAsync(static message => (string?)message["params"]?["message"] == "no SDK here");
        }

        await editor.AskAsync("shutdown", null);
        Assert.Equal(workspace is null ? [] : ["msbuild app.csproj"], programs.Asked);
    }

    private static void Commit(SchemaFolder folder, bool isFirst = false)
    {
        if (isFirst)
        {
            GitProgram.Init(folder.Path);
        }

        GitProgram.CommitAll(folder.Path);
    }
}
