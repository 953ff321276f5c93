using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Tests.Support;

namespace QapiGen.LanguageServer.Tests.Sessions;

/// <summary>Files that the server asks its client to tell of.</summary>
public sealed class WatchedFilesTests
{
    private static readonly (string, string)[] Files =
    [
        ("old.json", "{ 'command': 'a' }\n"),
        ("api.json", "{ 'include': 'part.inc' }\n"),
        ("part.inc", "{ 'command': 'a' }\n"),
        ("qapigen.toml", Settings("accepted.txt")),
        ("accepted.txt", ""),
        ("taken [1].txt", ""),
    ];

    [Fact]
    public async Task Files_with_names_of_the_users_choice_are_watched_as_long_as_they_are_of_interest()
    {
        using SchemaFolder folder = new(Files);
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, new { workspace = new { didChangeWatchedFiles = new { dynamicRegistration = true } } });
        editor.Open(folder["api.json"]);
        await editor.SaidAsync(static message => Patterns(message).SequenceEqual(["**/accepted.txt", "**/part.inc"]));

        folder.Write("qapigen.toml", Settings("taken [1].txt"));
        editor.Tell("workspace/didChangeWatchedFiles", new { changes = new[] { new { uri = DocumentUri.FromPath(folder["qapigen.toml"]), type = 2 } } });

        await editor.SaidAsync(static message => Patterns(message).SequenceEqual(["**/part.inc", "**/taken ?1?.txt"]));
        string[] methods = [.. editor.Said.Select(static message => (string?)message["method"]).OfType<string>().Where(static method => method.StartsWith("client/", StringComparison.Ordinal))];
        Assert.Equal(["client/registerCapability", "client/registerCapability", "client/unregisterCapability", "client/registerCapability"], methods);
        JsonNode old = Assert.Single(editor.Said.First(static message => (string?)message["method"] == "client/unregisterCapability")["params"]!["unregisterations"]!.AsArray())!;
        Assert.Equal((string?)Registrations(editor).First(static item => (string?)item["id"] != "qapigen/files")["id"], (string?)old["id"]);
    }

    [Fact]
    public async Task Files_beside_the_workspace_are_watched_where_the_client_can()
    {
        using SchemaFolder folder = new(("app/api.json", "{ 'include': '../shared/part.json' }\n"), ("shared/part.json", "{ 'command': 'a' }\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder["app"], new { workspace = new { didChangeWatchedFiles = new { dynamicRegistration = true, relativePatternSupport = true } } });

        editor.Open(folder["app/api.json"]);

        await editor.SaidAsync(static message => (string?)message["params"]?["registrations"]?[0]?["id"] is { } id && id != "qapigen/files");
        JsonNode pattern = Registrations(editor).Last()["registerOptions"]!["watchers"]![0]!["globPattern"]!;
        Assert.Equal((DocumentUri.FromPath(folder["shared"]), "part.json"), ((string?)pattern["baseUri"], (string?)pattern["pattern"]));
    }

    [Fact]
    public async Task Documents_with_names_of_the_users_choice_are_asked_for_and_count_as_they_are_typed()
    {
        using SchemaFolder folder = new(Files);
        folder.Write("part.inc", "# gone\n");
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, new { textDocument = new { synchronization = new { dynamicRegistration = true } } });
        editor.Open(folder["api.json"]);
        Assert.Single(await editor.FindingsAsync(folder["api.json"], static lines => lines.Length > 0));
        await editor.SaidAsync(static message => (string?)message["method"] == "client/registerCapability");

        Assert.Equal(["textDocument/didOpen", "textDocument/didChange", "textDocument/didClose"], Registrations(editor).Select(static item => (string?)item["method"]));
        Assert.All(Registrations(editor), item => Assert.Equal([folder["accepted.txt"], folder["part.inc"]], item["registerOptions"]!["documentSelector"]!.AsArray().Select(static filter => (string?)filter!["pattern"])));

        editor.Open(folder["accepted.txt"]);
        editor.Edit(folder["accepted.txt"], 0, 0, "QAPI3101 a # nobody calls it\n");
        Assert.Empty(await editor.FindingsAsync(folder["api.json"], static lines => lines.Length == 0));
        editor.Close(folder["accepted.txt"]);
        Assert.Single(await editor.FindingsAsync(folder["api.json"], static lines => lines.Length > 0));
    }

    [Fact]
    public async Task Nothing_is_asked_for_that_a_client_cant_do_or_tells_anyway()
    {
        using SchemaFolder folder = new(Files);
        await using EditorSession simple = await EditorSession.OpenAsync(folder.Path);
        simple.Open(folder["api.json"]);
        using SchemaFolder usual = Samples.Create();
        await using EditorSession able = await EditorSession.OpenAsync(usual.Path, new { workspace = new { didChangeWatchedFiles = new { dynamicRegistration = true, relativePatternSupport = true } }, textDocument = new { synchronization = new { dynamicRegistration = true } } });
        able.Open(usual["root.json"]);

        // What is registered goes out after the findings of one change, and before those of the next.
        foreach ((EditorSession editor, string path) in new[] { (simple, folder["api.json"]), (able, usual["root.json"]) })
        {
            await editor.FindingsAsync(path);
            editor.Edit(path, 0, 0, "# more\n");
            await editor.FindingsAsync(path);
        }

        Assert.Empty(Registrations(simple));
        Assert.Equal("qapigen/files", (string?)Assert.Single(Registrations(able))["id"]);
    }

    private static string Settings(string accepted) => $"roots = [\"api.json\"]\nbaseline = \"old.json\"\nsuppressions = \"{accepted}\"\n";

    private static JsonNode[] Registrations(EditorSession editor) =>
        [.. editor.Said.Where(static message => (string?)message["method"] == "client/registerCapability").SelectMany(static message => message["params"]!["registrations"]!.AsArray()).OfType<JsonNode>()];

    private static string[] Patterns(JsonObject message) =>
        (string?)message["method"] != "client/registerCapability" ? []
        : [.. message["params"]!["registrations"]!.AsArray().SelectMany(static item => item!["registerOptions"]!["watchers"]!.AsArray()).Select(static watcher => (string)watcher!["globPattern"]!)];
}
