using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Protocol;
using QapiGen.LanguageServer.Tests.Support;

namespace QapiGen.LanguageServer.Tests.Features;

/// <summary>Mends, hints, lenses, colours, folding.</summary>
public sealed class AssistanceTests
{
    [Theory]
    [InlineData("{ 'command': 'x', 'returns': 'Dsk' }", "Dsk", "Change to 'Disk'", "{ 'command': 'x', 'returns': 'Disk' }")]
    [InlineData("{ 'command': 'x' 'returns': 'Disk' }", "'returns'", "Insert ','", "{ 'command': 'x', 'returns': 'Disk' }")]
    [InlineData("{ 'enum': 'X', 'data': [ 'a' 'b' ] }", "'b'", "Insert ','", "{ 'enum': 'X', 'data': [ 'a', 'b' ] }")]
    [InlineData("{ 'enum': 'X', 'data': [ 'a', 'b' }", "}", "Insert ']'", "{ 'enum': 'X', 'data': [ 'a', 'b' ] }")]
    [InlineData("{ 'command': 'x'\n{ 'command': 'y' }", "{ 'command': 'y'", "Insert '}'", "{ 'command': 'x' }\n{ 'command': 'y' }")]
    [InlineData("{ 'enum': 'X', 'data': [ 'a', 'b'\n{ 'struct': 'After', 'data': {} }", "{ 'struct': 'After'", "Insert '] }'", "{ 'enum': 'X', 'data': [ 'a', 'b' ] }\n{ 'struct': 'After', 'data': {} }")]
    [InlineData("{ 'struct': 'After', 'data': { 'a': [ 'str' ]", "]", "Insert '} }'", "{ 'struct': 'After', 'data': { 'a': [ 'str' ] } }")]
    [InlineData("{ 'command': 'x', 'retrns': 'Disk' }", "'retrns'", "Change to 'returns'", "{ 'command': 'x', 'returns': 'Disk' }")]
    [InlineData("{ 'command': 'x', 'gen': true }", "true", "Change to false", "{ 'command': 'x', 'gen': false }")]
    [InlineData("{ 'command': 'x', 'gen': true }", "true", "Remove 'gen'", "{ 'command': 'x' }")]
    [InlineData("{ 'command': 'x', 'boxed': false,\n  'data': 'DiskBase' }", "false", "Remove 'boxed'", "{ 'command': 'x',\n  'data': 'DiskBase' }")]
    [InlineData("{ 'boxed': false,\n  'command': 'x' }", "false", "Remove 'boxed'", "{ 'command': 'x' }")]
    [InlineData("{ 'command': 'x', 'if': { 'noot': 'A' } }", "'noot'", "Change to 'not'", "{ 'command': 'x', 'if': { 'not': 'A' } }")]
    [InlineData("{ 'union': 'X', 'base': 'DiskBase', 'discriminator': 'kind', 'data': { 'fill': 'DiskFile' } }", "fill", "Change to 'file'", "{ 'union': 'X', 'base': 'DiskBase', 'discriminator': 'kind', 'data': { 'file': 'DiskFile' } }")]
    [InlineData("{ 'comand': 'x' }", "'comand'", "Change to 'command'", "{ 'command': 'x' }")]
    [InlineData("{ 'includ': 'disk.json' }", "'includ'", "Change to 'include'", "{ 'include': 'disk.json' }")]
    [InlineData("{ 'include': 'diks.json' }", "'diks.json'", "Change to 'disk.json'", "{ 'include': 'disk.json' }")]
    [InlineData("{ 'include': '.\\\\disk.json ' }", "'.\\\\disk.json '", "Change to 'disk.json'", "{ 'include': 'disk.json' }")]
    [InlineData("{ 'pragma': { 'doc-requird': false } }", "'doc-requird'", "Change to 'doc-required'", "{ 'pragma': { 'doc-required': false } }")]
    [InlineData("{ 'command': 'x', 'data': { 'a': { 'tpye': 'str' } } }", "'a'", "Change to 'type'", "{ 'command': 'x', 'data': { 'a': { 'type': 'str' } } }")]
    [InlineData("{ 'command': 'x', 'data': { 'a': { 'type': 'str', 'iff': 'A' } } }", "'iff'", "Change to 'if'", "{ 'command': 'x', 'data': { 'a': { 'type': 'str', 'if': 'A' } } }")]
    [InlineData("{ 'enum': 'X', 'data': [ { 'nam': 'a' } ] }", "'nam'", "Change to 'name'", "{ 'enum': 'X', 'data': [ { 'name': 'a' } ] }")]
    [InlineData("{ 'command': 'x', 'if': { 'an': [ 'A', 'B' ] } }", "'an'", "Change to 'any'", "{ 'command': 'x', 'if': { 'any': [ 'A', 'B' ] } }")]
    [InlineData("{ 'union': 'X', 'base': 'DiskBase', 'discriminator': 'knd', 'data': { 'file': 'DiskFile' } }", "'knd'", "Change to 'kind'", "{ 'union': 'X', 'base': 'DiskBase', 'discriminator': 'kind', 'data': { 'file': 'DiskFile' } }")]
    public async Task Mends_make_of_what_is_written_what_was_meant(string written, string at, string title, string mended)
    {
        using SchemaFolder folder = new(("disk.json", Samples.Disk), ("root.json", "{ 'include': 'disk.json' }\n" + written + "\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["root.json"]);

        JsonNode action = await MendAsync(editor, folder["root.json"], at, title);

        Assert.Contains(mended, editor.Apply(action["edit"]!)[folder["root.json"]], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ 'command': 'x', 'boxed': false }", "false", "Remove 'boxed'")]
    [InlineData("{ 'command': 'x', 'if': { 'none': [ 'A' ] } }", "'none'", "")]
    public async Task No_mend_is_offered_that_breaks_something_else(string written, string at, string titles)
    {
        using SchemaFolder folder = new(("root.json", written + "\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, settings: new { dialect = "10.2" });
        editor.Open(folder["root.json"]);
        Assert.NotEmpty(await editor.FindingsAsync(folder["root.json"]));

        JsonArray actions = (await ActionsAsync(editor, folder["root.json"], at, new { diagnostics = Array.Empty<object>() }))!.AsArray();

        Assert.Equal(titles, string.Join(' ', actions.Select(static action => (string?)action!["title"])));
    }

    [Fact]
    public async Task A_name_in_documentation_is_mended_to_none_that_is_described_already()
    {
        using SchemaFolder folder = new(("root.json", "##\n# @X:\n#\n# Text.\n#\n# @ab: told\n#\n# @ax: told\n##\n{ 'struct': 'X', 'data': { 'ab': 'str', 'ac': 'str' } }\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, settings: new { dialect = "7.2" });
        editor.Open(folder["root.json"]);

        JsonArray actions = (await ActionsAsync(editor, folder["root.json"], "@ax", new { diagnostics = Array.Empty<object>() }))!.AsArray();

        Assert.Equal(["Change to 'ac'"], actions.Select(static action => (string?)action!["title"]));
    }

    [Theory]
    [InlineData("quickfix", 1)]
    [InlineData("", 1)]
    [InlineData("refactor", 0)]
    [InlineData("source.organizeImports", 0)]
    [InlineData("quickfix.spelling", 0)]
    public async Task Mends_are_offered_to_who_asks_for_their_kind(string only, int count)
    {
        using SchemaFolder folder = new(("root.json", "{ 'struct': 'Disk', 'data': {} }\n{ 'command': 'x', 'returns': 'Dsk' }\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["root.json"]);

        JsonNode? asked = await ActionsAsync(editor, folder["root.json"], "Dsk", new { diagnostics = Array.Empty<object>(), only = new[] { only } });
        JsonNode? all = await ActionsAsync(editor, folder["root.json"], "Dsk", new { diagnostics = Array.Empty<object>() });

        Assert.Equal(count, asked!.AsArray().Count);
        Assert.Single(all!.AsArray());
    }

    [Fact]
    public async Task Findings_lead_to_the_page_of_their_rule_where_the_build_has_a_site()
    {
        using SchemaFolder folder = new(("root.json", "{ 'command': 'x', 'returns': 'Dsk' }\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, options: new LanguageServerOptions { Site = "https://example.org/qapigen/" });
        editor.Open(folder["root.json"]);

        await editor.PublishedAsync(folder["root.json"], static found => found.Count == 1 && (string?)found[0]!["codeDescription"]?["href"] == "https://example.org/qapigen/rules/QAPI1022.html");
    }

    [Theory]
    [InlineData("# @tags: words\n", "#\n", "'*tags'", "Describe 'tags'")]
    [InlineData("# @path: where it is\n", "# @path: where it is, in words that take so many columns that they are too many\n", "that they are too", "Wrap the line")]
    [InlineData("# @DiskFile:", "# @DiskFle:", "'DiskFile', 'data'", "Document 'DiskFile'")]
    public async Task Mends_of_documentation_leave_nothing_to_say(string text, string broken, string at, string title)
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        string path = folder["disk.json"];
        editor.Open(path);
        editor.Edit(path, Samples.Disk.IndexOf(text, StringComparison.Ordinal), text.Length, broken);
        Assert.NotEmpty(await editor.FindingsAsync(path));

        JsonNode action = await MendAsync(editor, path, at, title);
        editor.Replace(path, editor.Apply(action["edit"]!)[path]);

        Assert.Empty(await editor.FindingsAsync(path));
    }

    [Theory]
    [InlineData("# .. words:: that go on and on until they reach the edge of the line and on\n", "# .. words:: that go on and on until they reach the edge of the line\n#    and on\n")]
    [InlineData("# .. words of comments that go on and on:: until they reach the edge of the line\n", "# .. words of comments that go on and on:: until they reach the edge\n#    of the line\n")]
    [InlineData("# .. |sub| replace:: words that go on until they reach the edge of the line\n", "# .. |sub| replace:: words that go on until they reach the edge of the\n#    line\n")]
    [InlineData("# .. _target: https://example.org/a/very/long/address/that/goes/on/and/on/and/on\n", null)]
    [InlineData("# .. figure:: x.png\n#    :alt: words that go on and on until they reach the edge of the line and\n", null)]
    [InlineData("# .. math::\n#\n#      words + that + go + on + until + they + reach + the + edge + of + the + line\n", null)]
    [InlineData("# .. code-block:: c\n#\n#      int words = that + go + on + until + they + reach + the + edge + of + the;\n", null)]
    [InlineData("# 1. .. qmp-example::\n#\n#       -> { 'words': 'that go on and on until they reach the edge of the line and' }\n", null)]
    public async Task A_line_is_wrapped_as_what_it_is_or_stays(string lines, string? expected)
    {
        string text = $"##\n# @x:\n#\n# Text.\n#\n{lines}#\n# Since: 1.0\n##\n{{ 'command': 'x' }}\n";
        using SchemaFolder folder = new(("root.json", text));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, settings: new { dialect = "10.2" });
        string path = folder["root.json"];
        editor.Open(path);
        Assert.Contains("QAPI2023", Assert.Single(await editor.FindingsAsync(path)), StringComparison.Ordinal);

        JsonArray? actions = (await ActionsAsync(editor, path, lines.Split('\n')[^2], new { diagnostics = Array.Empty<object>() }))?.AsArray();

        JsonNode? wrap = actions?.SingleOrDefault(static action => (string?)action!["title"] == "Wrap the line");
        Assert.Equal(expected is null ? null : text.Replace(lines, expected, StringComparison.Ordinal), wrap is null ? null : editor.Apply(wrap["edit"]!)[path]);
    }

    [Fact]
    public async Task What_is_wrapped_of_a_release_stays_a_part_of_it()
    {
        const string Text = "##\n# @x:\n#\n# Since: 8.1, and words that go on and on until they reach the edge of the line\n##\n{ 'command': 'x' }\n";
        using SchemaFolder folder = new(("root.json", Text));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, settings: new { dialect = "10.2" });
        string path = folder["root.json"];
        editor.Open(path);
        JsonNode action = await MendAsync(editor, path, "words", "Wrap the line");

        Assert.Equal(Text.Replace(" the line\n", "\n#     the line\n", StringComparison.Ordinal), editor.Apply(action["edit"]!)[path]);
    }

    [Theory]
    [InlineData("\n", "\r\n")]
    [InlineData("\r\n", "\n")]
    public async Task A_line_is_wrapped_by_the_line_end_that_it_has(string end, string others)
    {
        string text = $"##{others}# @x:{others}#{others}# Words that go on and on and on and on and on until they reach the edge of it.{end}#{others}# Since: 1.0{others}##{others}{{ 'command': 'x' }}{others}";
        using SchemaFolder folder = new(("root.json", ""));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, settings: new { dialect = "10.2" });
        string path = folder["root.json"];
        editor.Open(path, text);
        JsonNode action = await MendAsync(editor, path, "Words", "Wrap the line");

        Assert.Equal(text.Replace("the edge", $"the{end}# edge", StringComparison.Ordinal), editor.Apply(action["edit"]!)[path]);
    }

    [Theory]
    [InlineData("##\n# @x:\n#\n# Text.\n##\n", "{ 'command': 'x', 'data': { 'a': 'str', 'b': 'str' } }\n")]
    [InlineData("##\n# @x:\n#\n# Text.\n##\n", "{ 'command': 'x', 'data': { 'a': 'str' }, 'features': [ 'f', 'g' ] }\n")]
    [InlineData("##\n# @x:\n##\n", "{ 'command': 'x', 'features': [ 'f' ] }\n")]
    [InlineData("##\n# @x:\n#\n# Text.\n# Since: 1.0\n##\n", "{ 'command': 'x', 'data': { 'a': 'str' } }\n")]
    [InlineData("", "{ 'command': 'x', 'data': { 'a': 'str' }, 'features': [ 'f', 'g' ] }\n")]
    [InlineData("", "{ 'command': 'x', 'features': [ 'f' ] }\n")]
    [InlineData("##\r\n# @x:\r\n#\r\n# Text.\r\n##\r\n", "{ 'command': 'x', 'data': { 'a': 'str' } }\r\n")]
    [InlineData("", "{ 'command': 'x', 'data': { 'a': 'str' } }\r\n")]
    public async Task Mend_after_mend_describes_all_and_keeps_the_ends_of_lines(string block, string definition)
    {
        bool hasReturns = definition.Contains('\r', StringComparison.Ordinal);
        using SchemaFolder folder = new(("root.json", ""));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, settings: new { dialect = "10.2" });
        string path = folder["root.json"];
        editor.Open(path, $"{{ 'pragma': {{ 'doc-required': true }} }}\n\n{block}{definition}".ReplaceLineEndings(hasReturns ? "\r\n" : "\n"));
        for (int count = 0; (await editor.FindingsAsync(path)).Length > 0; count++)
        {
            Assert.InRange(count, 0, 3);
            string text = editor.Text(path);
            var everywhere = new { start = EditorSession.At(text, 0), end = EditorSession.At(text, text.Length) };
            JsonNode? mends = await editor.ResultAsync("textDocument/codeAction", System.Text.Json.JsonSerializer.SerializeToNode(new { textDocument = new { uri = DocumentUri.FromPath(path) }, range = everywhere })!.AsObject());
            editor.Replace(path, editor.Apply(mends![0]!["edit"]!)[path]);
        }

        Assert.Equal(hasReturns, editor.Text(path).Contains("\r\n", StringComparison.Ordinal));
        Assert.Equal(editor.Text(path).ReplaceLineEndings(hasReturns ? "\r\n" : "\n"), editor.Text(path));
    }

    [Theory]
    [InlineData("{ 'command': 'do_it' }", "'do_it'", "command-name-exceptions")]
    [InlineData("{ 'command': 'doIt' }", "'doIt'", null)]
    [InlineData("{ 'event': 'thing_done' }", "'thing_done'", null)]
    [InlineData("{ 'struct': 'thing', 'data': {} }", "'thing'", null)]
    [InlineData("{ 'struct': 'Thing', 'data': { 'X': 'str' } }", "'X'", "member-name-exceptions")]
    [InlineData("{ 'enum': 'Thing', 'data': [ 'X' ] }", "'X'", "member-name-exceptions")]
    [InlineData("{ 'alternate': 'Thing', 'data': { 'X': 'str', 'y': 'int' } }", "'X'", null)]
    [InlineData("{ 'command': 'x', 'data': { 'X': 'str' } }", "'X'", null)]
    [InlineData("{ 'command': 'x', 'features': [ 'a_b' ] }", "'a_b'", null)]
    public async Task A_name_becomes_an_exception_only_where_a_pragma_allows_it(string text, string at, string? pragma)
    {
        using SchemaFolder folder = new(("root.json", text + "\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, settings: new { dialect = "10.2" });
        string path = folder["root.json"];
        editor.Open(path);
        Assert.Contains(await editor.FindingsAsync(path), static line => line.Contains("QAPI1005", StringComparison.Ordinal));

        JsonArray actions = (await ActionsAsync(editor, path, at, new { diagnostics = Array.Empty<object>() }))!.AsArray();

        JsonNode?[] added = [.. actions.Where(static action => ((string)action!["title"]!).Contains(" to pragma ", StringComparison.Ordinal))];
        Assert.Equal(pragma is not null, added.Length == 1);
        if (pragma is not null)
        {
            editor.Replace(path, editor.Apply(added[0]!["edit"]!)[path]);
            Assert.Contains($"'{pragma}'", editor.Text(path), StringComparison.Ordinal);
            Assert.DoesNotContain(await editor.FindingsAsync(path), static line => line.Contains("QAPI1005", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task An_exception_is_added_to_a_pragma_that_lists_none()
    {
        using SchemaFolder folder = new(("root.json", "{ 'pragma': { 'command-returns-exceptions': [] } }\n{ 'command': 'x', 'returns': 'int' }\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, settings: new { dialect = "10.2" });
        editor.Open(folder["root.json"]);

        JsonNode action = await MendAsync(editor, folder["root.json"], "'int'", "Add 'x' to pragma 'command-returns-exceptions'");

        Assert.StartsWith("{ 'pragma': { 'command-returns-exceptions': [ 'x' ] } }\n", editor.Apply(action["edit"]!)[folder["root.json"]], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_no_documentation_is_given_a_block_with_its_members()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        string path = folder["root.json"];
        editor.Open(path);
        editor.Edit(path, editor.Text(path).Length, 0, "{ 'struct': 'Fresh', 'data': { 'one': 'str' } }\n");

        JsonNode action = await MendAsync(editor, path, "'Fresh'", "Document 'Fresh'");

        Assert.Contains("##\n# @Fresh:\n#\n# (to be described)\n#\n# @one: (to be described)\n##\n{ 'struct': 'Fresh'", editor.Apply(action["edit"]!)[path], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_is_added_to_the_pragma_that_lists_them()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        string path = folder["root.json"];
        editor.Open(path);
        editor.Edit(path, editor.Text(path).Length, 0, "##\n# @name-of:\n#\n# Name.\n#\n# Returns: it\n##\n{ 'command': 'name-of', 'returns': 'str' }\n");
        Assert.Single(await editor.FindingsAsync(path));

        JsonNode action = await MendAsync(editor, path, "'returns': 'str'", "Add 'name-of' to pragma 'command-returns-exceptions'", 12);
        editor.Replace(path, editor.Apply(action["edit"]!)[path]);

        Assert.Empty(await editor.FindingsAsync(path));
    }

    [Theory]
    [InlineData("", "{ 'pragma': { 'command-returns-exceptions': [ 'name-of' ] } }\n\n##\n# @name-of:")]
    [InlineData("{ 'pragma': { 'doc-required': true } }\n", "{ 'pragma': { 'doc-required': true,\n              'command-returns-exceptions': [ 'name-of' ] } }\n##\n# @name-of:")]
    public async Task A_pragma_that_lists_exceptions_is_made_where_there_is_none(string before, string expected)
    {
        using SchemaFolder folder = new(("root.json", before + "##\n# @name-of:\n#\n# Name.\n#\n# Returns: it\n##\n{ 'command': 'name-of', 'returns': 'str' }\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, settings: new { dialect = "10.2" });
        string path = folder["root.json"];
        editor.Open(path);
        Assert.Single(await editor.FindingsAsync(path));

        JsonNode action = await MendAsync(editor, path, "'returns': 'str'", "Add 'name-of' to pragma 'command-returns-exceptions'", 12);
        string mended = editor.Apply(action["edit"]!)[path];
        editor.Replace(path, mended);

        Assert.StartsWith(expected, mended, StringComparison.Ordinal);
        Assert.Empty(await editor.FindingsAsync(path));
    }

    [Fact]
    public async Task Hints_show_inherited_members_and_branches_that_are_not_written()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["disk.json"]);

        JsonNode? hints = await editor.ResultAsync("textDocument/inlayHint", WholeRange(folder["disk.json"]));

        Assert.Equal(["kind, read-only", "without members: ram, none"], hints!.AsArray().Select(static hint => (string?)hint!["label"]));
    }

    [Fact]
    public async Task A_lens_tells_what_breaks_since_the_baseline()
    {
        using SchemaFolder folder = Samples.Create();
        folder.Write("old/old.json", Samples.Root.Replace("'data': { 'disk': 'Disk' }", "'data': { 'disk': 'Disk', 'name': 'str' }", StringComparison.Ordinal));
        folder.Write("old/disk.json", Samples.Disk);
        folder.Write("app.csproj", "<Project><ItemGroup><QapiSchema Include=\"root.json\"><Baseline>old/old.json</Baseline></QapiSchema></ItemGroup></Project>");
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["root.json"]);

        JsonArray lenses = (await editor.AskDocumentAsync("textDocument/codeLens", folder["root.json"]))!.AsArray();

        JsonNode lens = Assert.Single(lenses)!;
        Assert.Contains("changed since old.json: breaks old clients", (string)lens["command"]!["title"]!, StringComparison.Ordinal);
        Assert.Equal("add-disk", editor.Show(new JsonObject { ["uri"] = DocumentUri.FromPath(folder["root.json"]), ["range"] = lens["range"]!.DeepClone() }).Split(' ')[1]);
    }

    [Fact]
    public async Task A_lens_of_what_several_roots_share_stands_once()
    {
        using SchemaFolder folder = Samples.CreateShared();
        folder.Write("old.json", "{ 'include': 'old-shared.json' }\n{ 'command': 'one', 'data': { 'x': 'Shared' } }\n{ 'command': 'two', 'data': { 'x': 'Shared' } }\n");
        folder.Write("old-shared.json", "{ 'struct': 'Shared', 'data': { 'i': 'str' } }\n");
        folder.Write("qapigen.toml", "roots = [\"one.json\", \"two.json\"]\nbaseline = \"old.json\"\n");
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["shared.json"]);
        editor.Open(folder["one.json"]);

        JsonArray shared = (await editor.AskDocumentAsync("textDocument/codeLens", folder["shared.json"]))!.AsArray();
        JsonArray one = (await editor.AskDocumentAsync("textDocument/codeLens", folder["one.json"]))!.AsArray();

        Assert.StartsWith("changed since old.json: breaks old clients", (string)Assert.Single(shared)!["command"]!["title"]!, StringComparison.Ordinal);
        Assert.Contains("two", (string)Assert.Single(one)!["command"]!["title"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lens_of_a_root_that_two_projects_name_stands_once()
    {
        using SchemaFolder folder = new(
            ("s/w.json", "{ 'command': 'do-it', 'data': { 'two': 'int' } }\n"),
            ("s/old.json", "{ 'command': 'do-it', 'data': { 'two': 'str' } }\n{ 'command': 'gone' }\n"),
            ("s/A.csproj", "<Project><ItemGroup><QapiSchema Include=\"w.json\" Dialect=\"7.2\" Baseline=\"old.json\" /></ItemGroup></Project>"),
            ("t/B.csproj", "<Project><ItemGroup><QapiSchema Include=\"../s/w.json\" Dialect=\"10.2\" Baseline=\"../s/old.json\" Namespace=\"B\" /></ItemGroup></Project>"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["s/w.json"]);

        JsonArray lenses = (await editor.AskDocumentAsync("textDocument/codeLens", folder["s/w.json"]))!.AsArray();

        Assert.Equal(2, lenses.Count);
        Assert.Single(lenses, static lens => ((string)lens!["command"]!["title"]!).Contains("gone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Colours_tell_names_apart_in_definitions_and_documentation()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        string path = folder["root.json"];
        editor.Open(path);

        int[] data = [.. (await editor.AskDocumentAsync("textDocument/semanticTokens/full", path))!["data"]!.AsArray().Select(static number => (int)number!)];

        List<string> tokens = Decode(editor.Text(path), data);
        Assert.Contains("14 add-disk function 1", tokens);
        Assert.Contains("14 Disk struct 0", tokens);
        Assert.Contains("6 add-disk function 2", tokens);
        Assert.Contains("10 disk parameter 2", tokens);
        Assert.Contains("27 deprecated decorator 0", tokens);
        Assert.Contains("36 CONFIG_DISK macro 0", tokens);
        Assert.Contains("14 command keyword 0", tokens);
    }

    [Fact]
    public async Task Documentation_definitions_and_their_bodies_fold()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["disk.json"]);

        string[] ranges = [.. (await editor.AskDocumentAsync("textDocument/foldingRange", folder["disk.json"]))!.AsArray().Select(static range => $"{range!["startLine"]}-{range["endLine"]} {range["kind"]}")];

        Assert.Contains("0-10 comment", ranges);
        Assert.Contains("40-43 ", ranges);
    }

    private static JsonObject WholeRange(string path) => new()
    {
        ["textDocument"] = new JsonObject { ["uri"] = DocumentUri.FromPath(path) },
        ["range"] = new JsonObject { ["start"] = new JsonObject { ["line"] = 0, ["character"] = 0 }, ["end"] = new JsonObject { ["line"] = 10000, ["character"] = 0 } },
    };

    private static async Task<JsonNode> MendAsync(EditorSession editor, string path, string at, string title, int delta = 1)
    {
        JsonArray actions = (await ActionsAsync(editor, path, at, new { diagnostics = Array.Empty<object>() }, delta))!.AsArray();
        return actions.FirstOrDefault(action => (string?)action!["title"] == title) ?? throw new InvalidOperationException($"'{title}' is not among: {actions.ToJsonString()}");
    }

    private static async Task<JsonNode?> ActionsAsync(EditorSession editor, string path, string at, object context, int delta = 1)
    {
        string text = editor.Text(path);
        object place = EditorSession.At(text, text.LastIndexOf(at, StringComparison.Ordinal) + delta);
        return await editor.ResultAsync("textDocument/codeAction", System.Text.Json.JsonSerializer.SerializeToNode(new { textDocument = new { uri = DocumentUri.FromPath(path) }, range = new { start = place, end = place }, context })!.AsObject());
    }

    private static List<string> Decode(string text, int[] data)
    {
        List<string> tokens = [];
        string[] lines = text.Split('\n');
        (int line, int character) = (0, 0);
        for (int i = 0; i < data.Length; i += 5)
        {
            (line, character) = (line + data[i], data[i + 1] + (data[i] == 0 ? character : 0));
            tokens.Add($"{line} {lines[line].Substring(character, data[i + 2])} {SemanticTokensLegend.Instance.TokenTypes[data[i + 3]]} {data[i + 4]}");
        }

        return tokens;
    }
}
