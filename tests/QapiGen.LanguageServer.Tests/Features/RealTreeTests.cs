using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Tests.Support;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Outline;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;
using QapiGen.TestSupport;

namespace QapiGen.LanguageServer.Tests.Features;

/// <summary>QEMU's own schemas, and the corpus: names stand where the outline says, and nothing is wrong.</summary>
public sealed class RealTreeTests
{
    [Fact]
    public void Every_name_of_the_corpus_stands_where_the_outline_says()
    {
        string[] files = Directory.GetFiles(RepositoryPaths.Get("tests", "corpus"), "*.json", SearchOption.AllDirectories);

        Assert.True(files.Sum(AssertNamesStand) > 1000);
    }

    [QemuSchemasTheory]
    [InlineData("5.2")]
    [InlineData("7.2")]
    [InlineData("10.2")]
    public void Every_name_of_a_real_tree_stands_where_the_outline_says(string release)
    {
        string folder = Path.GetDirectoryName(QemuSchemas.PathOf(release, "qapi/qapi-schema.json"))!;

        Assert.True(Directory.GetFiles(folder, "*.json").Sum(AssertNamesStand) > 5_000);
    }

    [QemuSchemasTheory]
    [InlineData("5.2")]
    [InlineData("7.2")]
    [InlineData("10.2")]
    public async Task A_real_tree_has_no_findings_in_the_dialect_that_is_guessed(string release)
    {
        await using EditorSession editor = await EditorSession.OpenAsync(settings: new { dialect = "auto" });
        editor.Open(QemuSchemas.PathOf(release, "qapi/block-core.json"));

        Assert.Empty(await WrongAsync(editor));
        JsonNode? all = await editor.ResultAsync("workspace/symbol", new JsonObject { ["query"] = "query-" });
        Assert.True(all!.AsArray().Count > 50);
    }

    private static async Task<string[]> WrongAsync(EditorSession editor)
    {
        JsonNode? report = await editor.ResultAsync("workspace/diagnostic", new JsonObject { ["previousResultIds"] = new JsonArray() });
        return [.. report!["items"]!.AsArray().SelectMany(static item => EditorSession.Lines(item!["items"]!.AsArray()).Select(line => $"{item["uri"]}: {line}"))];
    }

    private static int AssertNamesStand(string path)
    {
        if (!SchemaFile.TryDecode(path, File.ReadAllBytes(path), out SchemaFile? file, out _))
        {
            return 0;
        }

        DocumentOutline outline = OutlineReader.Read(Parser.Parse(file, Dialect.Lenient));
        int last = -1;
        foreach (NameOccurrence name in outline.Occurrences)
        {
            Assert.Equal(name.Name, file.Text.Substring(name.Span.Start, name.Span.Length));
            Assert.True(name.Span.Start >= last, $"{path}: {name} comes before what is before it");
            Assert.Equal(name, outline.FindAt(name.Span.Start));
            last = name.Span.End;
        }

        return outline.Occurrences.Count;
    }
}
