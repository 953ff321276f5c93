using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Tests.Support;

namespace QapiGen.LanguageServer.Tests.Sessions;

/// <summary>Findings: published after each change, for everything that a root includes, or asked for.</summary>
public sealed class DiagnosticsTests
{
    private const string Creation = "window/workDoneProgress/create";

    [Fact]
    public async Task A_change_in_one_module_is_told_where_it_hurts_another()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["disk.json"]);
        Assert.Empty(await editor.FindingsAsync(folder["disk.json"]));

        editor.Edit(folder["disk.json"], Samples.Disk.IndexOf("'Disk',", StringComparison.Ordinal) + 5, 0, "s");

        string[] lines = await editor.FindingsAsync(folder["root.json"], static lines => lines.Length > 0);
        Assert.Contains(lines, static line => line.Contains("QAPI1022", StringComparison.Ordinal));
        editor.Edit(folder["disk.json"], Samples.Disk.IndexOf("'Disk',", StringComparison.Ordinal) + 5, 1, "");
        Assert.Empty(await editor.FindingsAsync(folder["root.json"], static lines => lines.Length == 0));
    }

    [Fact]
    public async Task A_second_definition_points_at_the_first()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["disk.json"]);
        editor.Edit(folder["disk.json"], Samples.Disk.Length, 0, "##\n# @Disk:\n#\n# A.\n##\n{ 'struct': 'Disk', 'data': {} }\n");
        await editor.FindingsAsync(folder["disk.json"]);

        JsonNode finding = editor.Said.Last(static message => message["method"]?.ToString() == "textDocument/publishDiagnostics" && message["params"]!["diagnostics"]!.AsArray().Count > 0)["params"]!["diagnostics"]![0]!;

        Assert.Equal("QAPI1020", (string?)finding["code"]);
        Assert.Equal("disk.json:41 'Disk'", editor.Show(finding["relatedInformation"]![0]!["location"]!));
    }

    [Fact]
    public async Task Every_root_that_includes_a_file_counts()
    {
        using SchemaFolder folder = new(
            ("a.json", "{ 'include': 'shared.json' }\n{ 'struct': 'A', 'data': { 'x': 'Shared' } }\n"),
            ("b.json", "{ 'include': 'shared.json' }\n{ 'struct': 'B', 'data': { 'x': 'Shared' } }\n"),
            ("shared.json", "{ 'struct': 'Shared', 'data': {} }\n"),
            ("app.csproj", "<Project><ItemGroup><QapiSchema Include=\"a.json;b.json\" /></ItemGroup></Project>"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["shared.json"]);
        Assert.Empty(await editor.FindingsAsync(folder["shared.json"]));

        JsonNode? found = await editor.AskAtAsync("textDocument/references", folder["shared.json"], "'Sha|red'");
        Assert.Equal(["a.json:2 Shared", "b.json:2 Shared", "shared.json:1 Shared"], found!.AsArray().Select(item => editor.Show(item!)).Order());
        editor.Edit(folder["shared.json"], 13, 6, "Other");

        Assert.Single(await editor.FindingsAsync(folder["a.json"], static lines => lines.Length > 0));
        Assert.Single(await editor.FindingsAsync(folder["b.json"], static lines => lines.Length > 0));
    }

    [Fact]
    public async Task A_root_that_the_user_names_is_one_in_each_folder_that_has_it()
    {
        using SchemaFolder folder = new(
            ("one/api.json", "{ 'include': 'c.json' }\n{ 'command': 'x', 'returns': 'Cc' }\n"), ("one/c.json", "{ 'struct': 'Cc', 'data': {} }\n"),
            ("two/api.json", "{ 'include': 'c.json' }\n{ 'command': 'y', 'returns': 'Cc' }\n"), ("two/c.json", "{ 'struct': 'Cc', 'data': {} }\n"));
        await using EditorSession editor = EditorSession.Connect();
        await editor.AskAsync("initialize", new
        {
            capabilities = new { },
            workspaceFolders = new[] { "one", "two" }.Select(name => new { uri = DocumentUri.FromPath(folder[name]), name }),
            initializationOptions = new { roots = new[] { "api.json" } },
        });
        editor.Tell("initialized", new { });
        editor.Open(folder["one/c.json"]);
        editor.Open(folder["two/c.json"]);

        foreach (string name in new[] { "one", "two" })
        {
            JsonNode? places = await editor.AskAtAsync("textDocument/references", folder[$"{name}/c.json"], "'C|c'", new { context = new { includeDeclaration = false } });
            Assert.Equal(DocumentUri.FromPath(folder[$"{name}/api.json"]), (string?)Assert.Single(places!.AsArray())!["uri"]);
        }
    }

    [Fact]
    public async Task A_configuration_names_roots_and_their_dialect()
    {
        using SchemaFolder folder = new(
            ("qapigen.toml", "roots = [\"schema/main.json\"]\ndialect = \"10.2\"\n"),
            ("schema/main.json", "{ 'include': 'part.json' }\n{ 'struct': 'Main', 'data': { 'x': 'Part' } }\n"),
            ("schema/part.json", "{ 'struct': 'Part', 'data': { 'Upper': 'str' } }\n"));
        await using EditorSession editor = await EditorSession.OpenAsync();
        editor.Open(folder["schema/part.json"]);

        Assert.Contains("QAPI1005", Assert.Single(await editor.FindingsAsync(folder["schema/part.json"])), StringComparison.Ordinal);
        Assert.Equal(2, (await editor.AskAtAsync("textDocument/references", folder["schema/part.json"], "'Pa|rt'"))!.AsArray().Count);
    }

    [Theory]
    [InlineData("5.2", "10.2")]
    [InlineData("10.2", "5.2")]
    public async Task A_root_that_two_projects_read_in_two_ways_has_the_findings_of_both(string first, string second)
    {
        using SchemaFolder folder = new(
            ("a/A.csproj", $"<Project><ItemGroup><QapiSchema Include=\"../w.json\" Dialect=\"{first}\" /></ItemGroup></Project>"),
            ("b/B.csproj", $"<Project><ItemGroup><QapiSchema Include=\"../w.json\" Dialect=\"{second}\" /></ItemGroup></Project>"),
            ("w.json", "{ 'union': 'Simple', 'data': { 'a': 'One' } }\n{ 'struct': 'One', 'data': {} }\n{ 'struct': 'Same', 'data': { 'x': 'Nope' } }\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["w.json"]);

        string[] found = await editor.FindingsAsync(folder["w.json"]);

        Assert.Contains(found, static line => line.Contains("QAPI1008", StringComparison.Ordinal));
        Assert.Single(found, static line => line.Contains("Nope", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("baseline = \"old.json\"\n", "")]
    [InlineData("", "baseline = \"old.json\"\n")]
    public async Task A_root_that_two_configurations_name_is_compared_as_either_says(string beside, string elsewhere)
    {
        using SchemaFolder folder = new(
            ("s/qapigen.toml", "roots = [\"w.json\"]\n" + beside),
            ("a/qapigen.toml", "roots = [\"../s/w.json\"]\n" + elsewhere),
            ("s/old.json", "{ 'command': 'gone' }\n"),
            ("a/old.json", "{ 'command': 'gone' }\n"),
            ("s/w.json", "{ 'command': 'stays' }\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["s/w.json"]);

        Assert.Contains(await editor.FindingsAsync(folder["s/w.json"]), static line => line.Contains("QAPI3101", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_module_without_project_belongs_to_the_usual_root_above_it()
    {
        using SchemaFolder folder = new(
            ("qapi/qapi-schema.json", "{ 'include': 'one.json' }\n{ 'include': 'two.json' }\n"),
            ("qapi/one.json", "{ 'struct': 'One', 'data': {} }\n"),
            ("qapi/two.json", "{ 'struct': 'Two', 'data': { 'x': 'One' } }\n"));
        await using EditorSession editor = await EditorSession.OpenAsync();

        editor.Open(folder["qapi/two.json"]);

        Assert.Empty(await editor.FindingsAsync(folder["qapi/two.json"]));
    }

    [Fact]
    public async Task Files_that_change_or_vanish_on_disk_are_noticed()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["root.json"]);
        Assert.Empty(await editor.FindingsAsync(folder["root.json"]));

        File.Delete(folder["disk.json"]);
        editor.Tell("workspace/didChangeWatchedFiles", new { changes = new[] { new { uri = DocumentUri.FromPath(folder["disk.json"]), type = 3 } } });
        string[] gone = await editor.FindingsAsync(folder["root.json"], static lines => lines.Length > 0);
        folder.Write("disk.json", Samples.Disk);
        editor.Tell("workspace/didChangeWatchedFiles", new { changes = new[] { new { uri = DocumentUri.FromPath(folder["disk.json"]), type = 1 } } });

        Assert.Contains(gone, static line => line.Contains("QAPI0041", StringComparison.Ordinal));
        Assert.Empty(await editor.FindingsAsync(folder["root.json"], static lines => lines.Length == 0));
    }

    [Fact]
    public async Task Closing_a_document_takes_its_unsaved_faults_and_its_findings_back()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["root.json"]);
        editor.Open(folder["disk.json"]);
        editor.Edit(folder["disk.json"], 0, Samples.Disk.Length, "");
        await editor.FindingsAsync(folder["root.json"], static lines => lines.Length > 0);

        editor.Close(folder["disk.json"]);

        Assert.Empty(await editor.FindingsAsync(folder["root.json"], static lines => lines.Length == 0));
    }

    [Fact]
    public async Task Clients_that_pull_are_not_pushed_at()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, new { textDocument = new { diagnostic = new { } } });
        editor.Open(folder["root.json"]);
        editor.Edit(folder["root.json"], editor.Text(folder["root.json"]).IndexOf("'Disk' }", StringComparison.Ordinal) + 1, 0, "x");

        JsonNode? first = await editor.AskDocumentAsync("textDocument/diagnostic", folder["root.json"]);
        JsonNode? again = await editor.ResultAsync("textDocument/diagnostic", new JsonObject { ["textDocument"] = new JsonObject { ["uri"] = DocumentUri.FromPath(folder["root.json"]) }, ["previousResultId"] = (string?)first!["resultId"] });
        JsonNode? all = await editor.ResultAsync("workspace/diagnostic", new JsonObject { ["previousResultIds"] = new JsonArray() });

        Assert.Equal("QAPI1022", (string?)Assert.Single(first["items"]!.AsArray())!["code"]);
        Assert.Equal("unchanged", (string?)again!["kind"]);
        Assert.Equal(2, all!["items"]!.AsArray().Count);
        Assert.DoesNotContain(editor.Said, static message => (string?)message["method"] == "textDocument/publishDiagnostics");
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public async Task Characters_are_counted_as_negotiated(string encoding)
    {
        using SchemaFolder folder = new(("a.json", ""));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, new { general = new { positionEncodings = encoding == "utf-8" ? new[] { "utf-16", "utf-8" } : new[] { "utf-16" } } });
        editor.Open(folder["a.json"], "# ää\n{ 'ä€😀': 'x' } ! \n");

        string[] lines = await editor.FindingsAsync(folder["a.json"]);

        int bad = encoding == "utf-8" ? Encoding.UTF8.GetByteCount("{ 'ä€😀': 'x' } ") : "{ 'ä€😀': 'x' } ".Length;
        Assert.Contains(lines, line => line.StartsWith($"1:{bad} QAPI0003", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dialect_is_taken_from_the_user_or_guessed()
    {
        using SchemaFolder folder = new(("a.json", "{ 'struct': 'Aa', 'data': { 'Upper': 'str' } }\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["a.json"]);
        Assert.Empty(await editor.FindingsAsync(folder["a.json"]));

        editor.Tell("workspace/didChangeConfiguration", new { settings = new { qapi = new { dialect = "auto" } } });

        Assert.Contains("QAPI1005", Assert.Single(await editor.FindingsAsync(folder["a.json"], static lines => lines.Length > 0)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("null", true)]
    [InlineData("{\"editor\":{\"tabSize\":4}}", true)]
    [InlineData("{\"qapi\":{}}", false)]
    [InlineData("{\"dialect\":\"lenient\"}", false)]
    public async Task What_was_set_at_first_holds_until_something_is_said_of_it(string settings, bool holds)
    {
        using SchemaFolder folder = new(("a.json", "{ 'struct': 'Aa', 'data': { 'Upper': 'str' } }\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, settings: new { dialect = "10.2" });
        editor.Tell("workspace/didChangeConfiguration", new JsonObject { ["settings"] = JsonNode.Parse(settings) });
        editor.Open(folder["a.json"]);

        Assert.Equal(holds ? 1 : 0, (await editor.FindingsAsync(folder["a.json"])).Length);
    }

    [Fact]
    public async Task Reading_a_schema_for_the_first_time_shows_progress()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, new { window = new { workDoneProgress = true } });
        editor.Open(folder["root.json"]);
        await editor.AskDocumentAsync("textDocument/documentSymbol", folder["root.json"]);

        await ProgressAsync(editor, 2);

        Assert.Equal(["begin", "end"], editor.Said.Where(IsProgress).Select(static message => (string?)message["params"]!["value"]!["kind"]));
    }

    [Fact]
    public async Task Each_time_that_a_schema_is_read_anew_has_a_progress_of_its_own()
    {
        using SchemaFolder folder = Samples.Create();
        folder.Write("other.json", "{ 'command': 'x' }\n");
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, new { window = new { workDoneProgress = true } });
        editor.Open(folder["root.json"]);
        await ProgressAsync(editor, 2);
        editor.Open(folder["disk.json"]);
        await editor.AskDocumentAsync("textDocument/documentSymbol", folder["disk.json"]);
        editor.Open(folder["other.json"]);
        await ProgressAsync(editor, 4);
        editor.Close(folder["root.json"]);
        editor.Close(folder["disk.json"]);
        editor.Close(folder["other.json"]);
        editor.Open(folder["root.json"]);
        await ProgressAsync(editor, 6);

        string?[] tokens = [.. editor.Said.Where(IsProgress).Select(static message => (string?)message["params"]!["token"])];
        Assert.Equal(6, tokens.Length);
        Assert.All(tokens.GroupBy(static token => token), static used => Assert.Equal(2, used.Count()));
        Assert.Equal(tokens.Distinct(), editor.Said.Where(static message => (string?)message["method"] == Creation).Select(static message => (string?)message["params"]!["token"]));
    }

    [Fact]
    public async Task A_client_that_refuses_a_progress_is_shown_none()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, new { window = new { workDoneProgress = true } });
        editor.Refused[Creation] = true;
        editor.Open(folder["root.json"]);
        await editor.SaidAsync(static message => (string?)message["method"] == Creation);
        Assert.Empty(await editor.FindingsAsync(folder["root.json"]));
        await editor.AskDocumentAsync("textDocument/documentSymbol", folder["root.json"]);

        Assert.DoesNotContain(editor.Said, IsProgress);
    }

    private static bool IsProgress(JsonObject message) => (string?)message["method"] == "$/progress";

    private static async Task ProgressAsync(EditorSession editor, int count)
    {
        while (editor.Said.Count(IsProgress) < count)
        {
            await Task.Delay(10);
        }
    }
}
