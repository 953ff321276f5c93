using System.Collections.Generic;
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

/// <summary>QEMU's own schemas, and the corpus: names stand where the outline says, and renaming is complete.</summary>
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

    [QemuSchemasFact]
    public async Task Whatever_is_renamed_in_a_real_tree_nothing_is_wrong_afterwards()
    {
        string path = QemuSchemas.PathOf("10.2", "qapi/block-core.json");
        await using EditorSession editor = await EditorSession.OpenAsync(settings: new { dialect = "10.2" });
        editor.Open(path);
        string text = editor.Text(path);
        Assert.Empty(await WrongAsync(editor));
        DefinitionOutline[] definitions = [.. OutlineReader.Read(Parser.Parse(new SchemaFile(path, text), Dialect.Qemu102)).Definitions];
        for (int i = 3; i < definitions.Length; i += 23)
        {
            DefinitionOutline definition = definitions[i];
            await RenameAsync(editor, path, definition.NameSpan.Start, Alike(definition.Name));
            if (definition.Parts.Count > 0)
            {
                OutlinePart part = definition.Parts[definition.Parts.Count / 2];
                await RenameAsync(editor, path, part.NameSpan.Start, Alike(part.Name));
            }
        }
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

    // As long as before: documentation mustn't have lines that are too long.
    private static string Alike(string name) => name[..^1] + (char.IsUpper(name[^1]) ? "Q" : "q");

    private static async Task RenameAsync(EditorSession editor, string path, int offset, string name)
    {
        JsonNode? edit = await editor.AskAtAsync("textDocument/rename", path, offset, new { newName = name });
        Dictionary<string, string> changed = editor.Apply(edit!);
        string before = editor.Text(path);
        foreach ((string file, string text) in changed)
        {
            if (file == path)
            {
                editor.Replace(file, text);
            }
            else
            {
                editor.Open(file, text);
            }
        }

        string[] wrong = await WrongAsync(editor);
        Assert.True(wrong.Length == 0, $"after renaming to {name}: {string.Join('\n', wrong)}");
        foreach (string other in changed.Keys.Where(file => file != path))
        {
            editor.Close(other);
        }

        editor.Replace(path, before);
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
