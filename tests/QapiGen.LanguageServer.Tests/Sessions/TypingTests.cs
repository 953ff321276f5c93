using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Tests.Support;
using QapiGen.TestSupport;

namespace QapiGen.LanguageServer.Tests.Sessions;

/// <summary>Sessions as people have them: typed letter by letter, undone, renamed, closed; and edits at random. After each, the server knows what one that starts anew knows.</summary>
public sealed class TypingTests
{
    private const string Typed = "\n##\n# @typed-command:\n#\n# Typed.\n#\n# @arg: something, see @arg\n##\n{ 'command': 'typed-command',\n  'data': { 'arg': [ 'str' ] } }\n";

    [Fact]
    public async Task A_definition_that_is_typed_letter_by_letter_and_undone_leaves_nothing()
    {
        using SchemaFolder folder = Samples.Create();
        await PlayAsync(folder["root.json"], folder.Path, 1);
    }

    [QemuSchemasTheory]
    [InlineData("5.2", "qapi/block-core.json", "qapi/block-core.json")]
    [InlineData("7.2", "qapi/job.json", "qapi/job.json")]
    [InlineData("10.2", "qapi/block-core.json", "qapi/block-core.json")]
    public async Task A_definition_that_is_typed_into_a_real_tree_and_undone_leaves_nothing(string release, string path, string file)
    {
        string full = QemuSchemas.PathOf(release, path);
        Assert.EndsWith(file, full, StringComparison.Ordinal);

        await PlayAsync(full, null, 7);
    }

    [Fact]
    [Trait("Draws", "examples")]
    public Task After_every_edit_at_random_the_server_knows_what_a_new_one_knows() => Examples.CheckSeedsAsync([20240607], async seed =>
    {
        int count = int.TryParse(Environment.GetEnvironmentVariable("QAPIGEN_LSP_EDITS"), out int given) ? given : 60;
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        string[] paths = [folder["root.json"], folder["disk.json"]];
        Array.ForEach(paths, path => editor.Open(path));
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            string path = paths[random.Next(2)];
            string text = editor.Text(path);
            int start = random.Next(text.Length + 1);
            int length = Math.Min(random.Next(3) == 0 ? random.Next(40) : 0, text.Length - start);
            editor.Edit(path, start, length, Insertions[random.Next(Insertions.Length)]);
            if (random.Next(6) == 0)
            {
                editor.Replace(path, path == paths[0] ? Samples.Root : Samples.Disk);
            }

            await AssertKnowsWhatANewOneKnowsAsync(editor, folder.Path, paths);
        }
    });

    [Theory]
    [MemberData(nameof(Corpus))]
    public async Task Every_file_of_the_corpus_is_served_whole_and_cut_anywhere(string name)
    {
        string path = RepositoryPaths.Get("tests", "corpus", name);
        await using EditorSession editor = await EditorSession.OpenAsync();
        string text = File.ReadAllText(path);
        editor.Open(path, text);
        foreach (int cut in new[] { text.Length, text.Length / 2, text.Length / 3 })
        {
            editor.Replace(path, text[..cut]);
            await editor.FindingsAsync(path);
            foreach (string method in new[] { "textDocument/documentSymbol", "textDocument/foldingRange", "textDocument/semanticTokens/full", "textDocument/codeLens" })
            {
                Assert.NotNull(await editor.AskDocumentAsync(method, path));
            }

            foreach (string method in new[] { "textDocument/completion", "textDocument/hover", "textDocument/definition", "textDocument/references", "textDocument/prepareRename" })
            {
                await editor.AskAtAsync(method, path, cut);
                await editor.AskAtAsync(method, path, cut / 2);
            }
        }
    }

    /// <summary>A part of the corpus: all of it takes too long for every day.</summary>
    public static IEnumerable<object[]> Corpus()
    {
        string corpus = RepositoryPaths.Get("tests", "corpus");
        string[] files = [.. Directory.GetFiles(corpus, "*.json", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(corpus, path)).Order(StringComparer.Ordinal)];
        int step = Environment.GetEnvironmentVariable("QAPIGEN_LSP_EDITS") is null ? 12 : 1;
        return files.Where((_, i) => i % step == 0).Select(static path => new object[] { path });
    }

    private static readonly string[] Insertions = ["", "", "'", "{", "}", ",", "#", "##\n", "x", "'Disk'", "{ 'struct': 'New', 'data': { 'a': 'Disk' } }\n", "\n", "@kind", " ", "{ 'include': 'disk.json' }\n", "é"];

    private static async Task PlayAsync(string path, string? folder, int step)
    {
        await using EditorSession editor = await EditorSession.OpenAsync(folder);
        editor.Open(path);
        string[] before = await editor.FindingsAsync(path);
        string original = editor.Text(path);
        for (int i = 0; i < Typed.Length; i += step)
        {
            editor.Edit(path, original.Length + i, 0, Typed.Substring(i, Math.Min(step, Typed.Length - i)));
        }

        Assert.Equal(before, await editor.FindingsAsync(path));
        Assert.Contains("Typed.", (string)(await editor.AskAtAsync("textDocument/hover", path, "'typed|-command'"))!["contents"]!["value"]!, StringComparison.Ordinal);
        JsonNode? rename = await editor.AskAtAsync("textDocument/rename", path, "'a|rg': [ 'str' ]", new { newName = "argument" });
        editor.Replace(path, editor.Apply(rename!)[path]);
        Assert.Equal(before, await editor.FindingsAsync(path));
        Assert.EndsWith(Typed.Replace("arg", "argument", StringComparison.Ordinal), editor.Text(path), StringComparison.Ordinal);
        while (editor.Text(path).Length > original.Length)
        {
            int at = Math.Max(editor.Text(path).Length - step, original.Length);
            editor.Edit(path, at, editor.Text(path).Length - at, "");
        }

        Assert.Equal(before, await editor.FindingsAsync(path));
        Assert.DoesNotContain("typed-command", (await editor.AskDocumentAsync("textDocument/documentSymbol", path))!.ToJsonString(), StringComparison.Ordinal);
        editor.Close(path);
        await editor.FindingsAsync(path, static lines => lines.Length == 0);
    }

    private static async Task AssertKnowsWhatANewOneKnowsAsync(EditorSession editor, string folder, string[] paths)
    {
        await using EditorSession anew = await EditorSession.OpenAsync(folder);
        Array.ForEach(paths, path => anew.Open(path, editor.Text(path)));
        foreach (string path in paths)
        {
            foreach (string method in new[] { "textDocument/diagnostic", "textDocument/documentSymbol", "textDocument/semanticTokens/full", "textDocument/foldingRange" })
            {
                Assert.Equal((await anew.AskDocumentAsync(method, path))?.ToJsonString(), (await editor.AskDocumentAsync(method, path))?.ToJsonString());
            }

            int place = editor.Text(path).IndexOf("kind", StringComparison.Ordinal);
            if (place >= 0)
            {
                Assert.Equal((await anew.AskAtAsync("textDocument/references", path, place))?.ToJsonString(), (await editor.AskAtAsync("textDocument/references", path, place))?.ToJsonString());
            }
        }
    }
}
