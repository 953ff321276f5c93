using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Tests.Support;
using QapiGen.Schema.Dialects;
using QapiGen.TestSupport;

namespace QapiGen.LanguageServer.Tests.Editors;

/// <summary>The extension in Visual Studio Code itself.</summary>
public sealed class VisualStudioCodeTests
{
    [VisualStudioCodeFact]
    public async Task The_extension_serves_everything_that_the_editor_asks_for()
    {
        using SchemaFolder folder = Create();

        JsonObject seen = await VisualStudioCode.RunAsync(folder, asksForTrust: false);

        Assert.Null((string?)seen["fault"]);
        Assert.Equal("qapi", (string?)seen["language"]);
        Assert.Equal("json", (string?)seen["others"]);
        Assert.Equal(["disk.json:41"], Strings(seen["definition"]));
        Assert.Equal(["disk.json:37", "disk.json:41", "qapi-schema.json:11", "qapi-schema.json:15", "qapi-schema.json:3", "qapi-schema.json:9"], Strings(seen["references"]).Order(StringComparer.Ordinal));
        Assert.Equal(4, (int?)seen["highlights"]);
        Assert.Contains("union 'Disk' : DiskBase", (string?)seen["hover"], StringComparison.Ordinal);
        Assert.Equal(["add-disk", "count-disks", "DISK_GONE"], Strings(seen["symbols"]));
        Assert.Equal(["DiskFile"], Strings(seen["everywhere"]));
        Assert.True((int?)seen["tokens"] > 50);
        Assert.True((int?)seen["folding"] > 3);
        Assert.Contains("DiskFile", Strings(seen["completions"]));
        Assert.Equal(["disk.json 2", "qapi-schema.json 4"], Strings(seen["rename"]));
        Assert.Equal(["kind, read-only", "without members: ram, none"], Strings(seen["hints"]));
        Assert.Equal(["QAPI1022"], Strings(seen["typed"]));
        Assert.Contains("Change to 'Disk'", Strings(seen["actions"]));
        Assert.StartsWith("changed since old.json: breaks", Assert.Single(Strings(seen["lenses"])), StringComparison.Ordinal);
        Assert.Equal(["QAPI3101"], Strings(seen["broken"]));
        Assert.Equal(["QAPI3906"], Strings(seen["accepting"]));
        Assert.Equal((3, 3), ((int?)seen["restarted"], (int?)seen["recovered"]));
    }

    [VisualStudioCodeFact]
    public async Task A_folder_that_nobody_trusts_is_served_and_runs_nothing()
    {
        using SchemaFolder folder = Create();

        JsonObject seen = await VisualStudioCode.RunAsync(folder, asksForTrust: true);

        Assert.Null((string?)seen["fault"]);
        Assert.False((bool?)seen["isTrusted"]);
        Assert.Equal(["disk.json:41"], Strings(seen["definition"]));
        Assert.Contains("git isn't asked here", Assert.Single(Strings(seen["untrusted"])), StringComparison.Ordinal);
    }

    [Fact]
    public void The_extension_offers_the_dialects_that_there_are()
    {
        JsonNode package = JsonNode.Parse(File.ReadAllText(RepositoryPaths.Get("generator", "editors", "vscode", "package.json")))!;
        string[] offered = Strings(package["contributes"]!["configuration"]!["properties"]!["qapi.dialect"]!["enum"]);

        Assert.Equal(["lenient", "auto", .. Dialect.Presets.Skip(1).Select(static dialect => dialect.Name)], offered);
    }

    private static SchemaFolder Create() => new(
        ("qapi/qapi-schema.json", Samples.Root),
        ("qapi/disk.json", Samples.Disk),
        ("package.json", "{ }\n"),
        ("old.json", Samples.Root.Replace("'disk': 'Disk'", "'*disk': 'str'", StringComparison.Ordinal).Replace("'disk.json'", "'qapi/disk.json'", StringComparison.Ordinal)),
        ("kept/qapigen.toml", "roots = [\"kept.qapi\"]\nbaseline = \"old.qapi\"\nsuppressions = \"accepted.txt\"\n"),
        ("kept/kept.qapi", "{ 'command': 'stays' }\n"),
        ("kept/old.qapi", "{ 'command': 'stays' }\n{ 'command': 'gone' }\n"),
        ("kept/accepted.txt", ""),
        ("committed/qapigen.toml", "roots = [\"api.qapi\"]\nbaseline = \"git:HEAD\"\n"),
        ("committed/api.qapi", "{ 'command': 'stays' }\n"));

    private static string[] Strings(JsonNode? items) => [.. items!.AsArray().Select(static item => (string)item!)];
}
