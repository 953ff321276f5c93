using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Tests.Support;

namespace QapiGen.LanguageServer.Tests.Features;

/// <summary>Definition, references, highlights, hover and symbols.</summary>
public sealed class NavigationTests
{
    [Theory]
    [InlineData("root.json", "'disk': 'Di|sk'", "disk.json:41 Disk")]
    [InlineData("root.json", "a `Di|sk`", "disk.json:41 Disk")]
    [InlineData("root.json", "see @Di|sk", "disk.json:41 Disk")]
    [InlineData("root.json", "[ 'Di|sk' ]", "disk.json:41 Disk")]
    [InlineData("root.json", "'include': 'dis|k.json'", "disk.json:1 ")]
    [InlineData("root.json", "# @di|sk: what", "root.json:15 disk")]
    [InlineData("disk.json", "'discriminator': 'ki|nd'", "disk.json:23 kind")]
    [InlineData("disk.json", "'data': { 'fi|le'", "disk.json:12 file")]
    [InlineData("disk.json", "some @ki|nd", "disk.json:23 kind")]
    [InlineData("disk.json", "'base': 'Disk|Base'", "disk.json:23 DiskBase")]
    public async Task Definition_leads_to_where_a_name_is_declared(string file, string place, string expected)
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder[file]);

        JsonNode? found = await editor.AskAtAsync("textDocument/definition", folder[file], place);

        Assert.Equal(expected, editor.Show(Assert.Single(found!.AsArray())!));
    }

    [Theory]
    [InlineData(":qapi:struct:`Ab|c`", "a.json:1 Abc")]
    [InlineData(":qapi:struct:`see <Ab|c>`", "a.json:1 Abc")]
    [InlineData(":qapi:member:`Ab|c.mem`", "a.json:1 Abc")]
    [InlineData(":qapi:member:`Abc.me|m`", "a.json:1 mem")]
    [InlineData(":qapi:member:`own|er`", "a.json:37 owner")]
    [InlineData(", `Abc.me|m`", "a.json:1 mem")]
    [InlineData("`~A|bc`", "a.json:1 Abc")]
    [InlineData("`text <A|bc>`", "a.json:1 Abc")]
    [InlineData("`query-|x[].mem <query-x>`", "a.json:37 query-x")]
    [InlineData("`query-x[].mem <query|-x>`", "a.json:37 query-x")]
    [InlineData("`query-x[].me|m <query-x>`", "a.json:1 mem")]
    [InlineData("\"execute\": \"query|-x\"", "a.json:37 query-x")]
    [InlineData("\"exec-oob\" :\"query|-x\"", "a.json:37 query-x")]
    [InlineData("\"event\": \"query|-x\"", "")]
    [InlineData("`own|er` plain", "a.json:37 owner")]
    [InlineData("@owner.me|m", "a.json:1 mem")]
    [InlineData("`QMP:a.que|ry-x`", "a.json:37 query-x")]
    [InlineData("`two\n#   <A|bc>`", "a.json:1 Abc")]
    [InlineData("with `Ab|c` in", "a.json:1 Abc")]
    [InlineData("# = On `Ab|c`", "a.json:1 Abc")]
    [InlineData("`!Ab|c`", "")]
    [InlineData("``Ab|c``", "")]
    [InlineData(":ref:`Ab|c`", "")]
    [InlineData("literal `Ab|c`", "")]
    public async Task Whatever_form_a_cross_reference_has_it_leads_to_what_it_names(string place, string expected)
    {
        using SchemaFolder folder = new(("a.json", Samples.CrossReferences));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["a.json"]);

        JsonNode? found = await editor.AskAtAsync("textDocument/definition", folder["a.json"], place);
        JsonNode? hover = await editor.AskAtAsync("textDocument/hover", folder["a.json"], place);
        JsonNode? highlights = await editor.AskAtAsync("textDocument/documentHighlight", folder["a.json"], place);

        Assert.Equal(expected, string.Join(' ', found!.AsArray().Select(item => editor.Show(item!))));
        Assert.Equal(expected.Length > 0, hover is not null);
        Assert.Equal(expected.Length > 0, highlights!.AsArray().Count > 1);
    }

    [Fact]
    public async Task A_member_of_a_branch_may_be_named_as_the_unions()
    {
        using SchemaFolder folder = new(("a.json", "##\n# @Branch:\n#\n# See `Choice.quick`.\n##\n{ 'struct': 'Branch', 'data': { 'quick': 'bool' } }\n{ 'enum': 'Tag', 'data': [ 'a' ] }\n{ 'union': 'Choice', 'base': { 'tag': 'Tag' }, 'discriminator': 'tag', 'data': { 'a': 'Branch' } }\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["a.json"]);

        JsonNode? found = await editor.AskAtAsync("textDocument/definition", folder["a.json"], "`Choice.qui|ck`");

        Assert.Equal("a.json:6 quick", editor.Show(Assert.Single(found!.AsArray())!));
    }

    [Fact]
    public async Task References_of_a_value_are_its_branches_and_its_description()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["disk.json"]);

        JsonNode? found = await editor.AskAtAsync("textDocument/references", folder["disk.json"], "'name': 'fi|le'", new { context = new { includeDeclaration = true } });

        Assert.Equal(["disk.json:12 file", "disk.json:44 file", "disk.json:8 file"], found!.AsArray().Select(item => editor.Show(item!)).Order());
    }

    [Fact]
    public async Task References_of_a_type_cross_modules_and_reach_documentation_and_pragmas()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["disk.json"]);

        JsonNode? found = await editor.AskAtAsync("textDocument/references", folder["disk.json"], "'union': 'Di|sk'", new { context = new { includeDeclaration = false } });

        Assert.Equal(
            ["disk.json:37 Disk", "root.json:11 Disk", "root.json:15 Disk", "root.json:3 Disk", "root.json:9 Disk"],
            found!.AsArray().Select(item => editor.Show(item!)).Order());
    }

    [Fact]
    public async Task Hover_tells_kind_members_with_inherited_ones_documentation_and_who_uses_it()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["root.json"]);

        string text = (string)(await editor.AskAtAsync("textDocument/hover", folder["root.json"], "'disk': 'Di|sk'"))!["contents"]!["value"]!;

        Assert.Contains("union 'Disk' : DiskBase", text, System.StringComparison.Ordinal);
        Assert.Contains("kind: DiskKind   (discriminator)", text, System.StringComparison.Ordinal);
        Assert.Contains("read-only?: bool", text, System.StringComparison.Ordinal);
        Assert.Contains("[file] DiskFile", text, System.StringComparison.Ordinal);
        Assert.Contains("A disk of some `kind`.", text, System.StringComparison.Ordinal);
        Assert.Contains("sent by 1 command (`add-disk`)", text, System.StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_parts_are_there_and_that_they_go_away_is_told_wherever_they_are_listed()
    {
        using SchemaFolder folder = new(("root.json", """
            { 'struct': 'Parts', 'data': { 'old': { 'type': 'str', 'if': 'CONFIG_OLD', 'features': [ 'deprecated' ] }, 'new': 'str' } }
            { 'enum': 'Words', 'data': [ 'now', { 'name': 'then', 'features': [ 'deprecated' ] } ] }
            { 'command': 'gone', 'data': 'Parts', 'returns': 'Words', 'features': [ 'deprecated' ] }
            """));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        string path = folder["root.json"];
        editor.Open(path);

        string text = (string)(await editor.AskAtAsync("textDocument/hover", path, "'data': 'Par|ts'"))!["contents"]!["value"]!;
        JsonArray symbols = (await editor.AskDocumentAsync("textDocument/documentSymbol", path))!.AsArray();
        JsonArray found = (await editor.AskAsync("workspace/symbol", new { query = "" }))["result"]!.AsArray();
        int[] tokens = [.. (await editor.AskDocumentAsync("textDocument/semanticTokens/full", path))!["data"]!.AsArray().Select(static number => (int)number!)];

        Assert.Contains("old: str   (if CONFIG_OLD, deprecated)\n  new: str\n", text, System.StringComparison.Ordinal);
        Assert.Equal(["old", "then", "gone"], Marked(symbols.SelectMany(static symbol => (symbol!["children"]?.AsArray() ?? []).Append(symbol))));
        Assert.Equal(["gone"], Marked(found));

        // Of five numbers, the last is the modifiers: 1 declares, 4 goes away.
        Assert.Equal(3, tokens.Chunk(5).Count(static token => token[4] == 5));

        static string[] Marked(IEnumerable<JsonNode?> nodes) => [.. nodes.Where(static node => node!["tags"] is not null).Select(static node => (string)node!["name"]!)];
    }

    [Theory]
    [InlineData("root.json", "'kind': 'Disk|Kind'", "received in 1 event (`DISK_GONE`)")]
    [InlineData("root.json", "'command': 'add|-disk'", "*Since 1.2*")]
    [InlineData("root.json", "'if': 'CONFIG|_DISK'", "in 2 conditions")]
    [InlineData("root.json", "'depre|cated'", "feature `deprecated`, at 1 place")]
    [InlineData("root.json", "'returns': 'i|nt'", "built-in")]
    [InlineData("disk.json", "'name': 'fi|le'", "in a file")]
    [InlineData("disk.json", "'*read|-only'", "DiskBase.read-only?: bool")]
    [InlineData("disk.json", "{ 'un|ion': 'Disk'", "`union`: defines an object whose further members depend on a discriminator")]
    [InlineData("disk.json", "'discri|minator'", "`discriminator`: the member of the base")]
    [InlineData("disk.json", "'da|ta': { 'file': 'DiskFile'", "`data`: the branches")]
    [InlineData("disk.json", "{ 'na|me': 'file'", "`name`: its name")]
    [InlineData("root.json", "'feat|ures': [", "`features`: what clients can find out about it")]
    [InlineData("root.json", "'doc-req|uired'", "`doc-required`: whether every definition has to be documented")]
    public async Task Hover_tells_what_matters(string file, string place, string expected)
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder[file]);

        JsonNode? hover = await editor.AskAtAsync("textDocument/hover", folder[file], place);

        Assert.Contains(expected, (string)hover!["contents"]!["value"]!, System.StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_shows_no_Markdown_is_told_without_marks()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, new { textDocument = new { hover = new { contentFormat = new[] { "plaintext" } } } });
        editor.Open(folder["disk.json"], Samples.Disk.Replace("What all disks have.", "What *all* disks have::\n#\n#   literal", StringComparison.Ordinal));

        JsonNode? hover = await editor.AskAtAsync("textDocument/hover", folder["disk.json"], "'struct': 'Disk|Base'");

        Assert.Equal("plaintext", (string?)hover!["contents"]!["kind"]);
        Assert.Equal(
            "struct 'DiskBase'\n  kind: DiskKind\n  read-only?: bool\n\nWhat all disks have:\n\n  literal\n\n- 'kind': the kind\n- 'read-only': whether it can't be written\n\nsent by 1 command ('add-disk')",
            (string?)hover["contents"]!["value"]);
    }

    [Fact]
    public async Task A_client_that_knows_no_trees_is_given_a_list_of_symbols()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession old = await EditorSession.OpenAsync(folder.Path, new { textDocument = new { documentSymbol = new { hierarchicalDocumentSymbolSupport = false } } });
        old.Open(folder["disk.json"]);

        JsonArray symbols = (await old.AskDocumentAsync("textDocument/documentSymbol", folder["disk.json"]))!.AsArray();

        Assert.Equal(["DiskKind", "ram in DiskKind", "file in DiskKind", "none in DiskKind"], symbols.Take(4).Select(static item => (string?)item!["name"] + ((string?)item["containerName"] is { } container ? $" in {container}" : "")));
        Assert.All(symbols, item => Assert.Equal(DocumentUri.FromPath(folder["disk.json"]), (string?)item!["location"]!["uri"]));
    }

    [Fact]
    public async Task Tables_words_and_letters_are_shown_in_a_hover()
    {
        using SchemaFolder folder = new(("a.json", "##\n# @a:\n#\n# .. table:: Who\n#\n#    ==  =====\n#    A   B\n#    ==  =====\n#    c   ``|``\n#    ==  =====\n#\n# Word\n#     What it is.\n# Other:\n#     - x\n#\n# a. one\n# b. two\n##\n{ 'command': 'a' }\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["a.json"]);

        JsonNode? hover = await editor.AskAtAsync("textDocument/hover", folder["a.json"], "'command': 'a|'");

        Assert.Contains(
            "Who\n\n| A | B |\n| --- | --- |\n| c | `\\|` |\n\n- Word: What it is.\n- Other:\n\n  - x\n\n- a. one\n- b. two",
            (string?)hover!["contents"]!["value"],
            System.StringComparison.Ordinal);
    }

    // Who writes a schema is whom they are for.
    [Fact]
    public async Task What_is_to_be_done_is_told_in_a_hover()
    {
        using SchemaFolder folder = new(("a.json", "##\n# @a:\n#\n# Does it.\n#\n# TODO: what `a` should be\n#\n# Since: 1.0\n##\n{ 'command': 'a' }\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["a.json"]);

        string hover = (string)(await editor.AskAtAsync("textDocument/hover", folder["a.json"], "'command': '|a'"))!["contents"]!["value"]!;

        Assert.EndsWith("Does it.\n\n**TODO:** what `a` should be\n\n*Since 1.0*", hover, System.StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_is_one_in_a_hover_whatever_it_stands_behind()
    {
        using SchemaFolder folder = new(("a.json", "##\n# @a:\n#\n# Does it.\n#\n# @x:\n#     - one,\n#       two\n#     - three\n#\n# Errors:\n#     - if none,\n#       NotFound\n##\n{ 'command': 'a', 'data': { 'x': 'int' } }\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["a.json"]);

        string hover = (string)(await editor.AskAtAsync("textDocument/hover", folder["a.json"], "'command': '|a'"))!["contents"]!["value"]!;

        Assert.Contains("\n- `x`:\n\n  - one, two\n  - three\n", hover, System.StringComparison.Ordinal);
        Assert.EndsWith("\n\n**Errors:**\n\n- if none, NotFound", hover, System.StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_shared_file_declares_is_found_in_roots_that_have_no_open_file()
    {
        using SchemaFolder folder = Samples.CreateShared();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["one.json"]);

        JsonNode? found = await editor.AskAtAsync("textDocument/references", folder["one.json"], "'Sha|red'");

        Assert.Equal(["one.json:2 Shared", "shared.json:1 Shared", "two.json:2 Shared"], found!.AsArray().Select(item => editor.Show(item!)).Order());
    }

    [Fact]
    public async Task Symbols_and_findings_of_the_workspace_are_there_before_a_document_is_opened()
    {
        using SchemaFolder folder = Samples.CreateShared();
        folder.Write("two.json", "{ 'include': 'shared.json' }\n{ 'command': 'two', 'data': { 'x': 'Shred' } }\n");
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, new { textDocument = new { diagnostic = new { } } });

        JsonNode? symbols = await editor.ResultAsync("workspace/symbol", new JsonObject { ["query"] = "" });
        JsonNode? findings = await editor.ResultAsync("workspace/diagnostic", new JsonObject { ["previousResultIds"] = new JsonArray() });

        Assert.Equal(["Shared", "one", "two"], symbols!.AsArray().Select(static item => (string?)item!["name"]));
        Assert.Equal("QAPI1022", (string?)Assert.Single(findings!["items"]!.AsArray().SelectMany(static item => item!["items"]!.AsArray()))!["code"]);
    }

    [Fact]
    public async Task Hover_goes_on_while_the_schema_is_broken()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["disk.json"]);
        editor.Edit(folder["disk.json"], editor.Text(folder["disk.json"]).IndexOf("'discriminator'", System.StringComparison.Ordinal), 0, "'oops ");

        JsonNode? hover = await editor.AskAtAsync("textDocument/hover", folder["disk.json"], "'struct': 'Disk|Base'");

        Assert.Contains("What all disks have.", (string)hover!["contents"]!["value"]!, System.StringComparison.Ordinal);
    }

    [Fact]
    public async Task Document_symbols_are_a_tree_of_definitions_and_their_parts()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["disk.json"]);

        JsonArray symbols = (await editor.AskDocumentAsync("textDocument/documentSymbol", folder["disk.json"]))!.AsArray();

        Assert.Equal(["DiskKind", "DiskBase", "DiskFile", "Disk"], symbols.Select(static item => (string?)item!["name"]));
        Assert.Equal(["kind", "read-only"], symbols[1]!["children"]!.AsArray().Select(static item => (string?)item!["name"]));
        Assert.Equal("optional bool", (string?)symbols[1]!["children"]![1]!["detail"]);
    }

    [Fact]
    public async Task A_question_for_all_symbols_is_answered_with_all_of_a_large_schema()
    {
        using SchemaFolder folder = new(("api.json", string.Concat(Enumerable.Range(0, 5000).Select(static i => $"{{ 'struct': 'Type{i}', 'data': {{ }} }}\n"))));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["api.json"]);

        JsonNode? found = await editor.ResultAsync("workspace/symbol", new JsonObject { ["query"] = "" });

        Assert.Equal(5000, found!.AsArray().Count);
    }

    [Fact]
    public async Task Workspace_symbols_are_found_by_some_of_their_letters_in_all_modules()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["root.json"]);

        JsonNode? found = await editor.ResultAsync("workspace/symbol", new JsonObject { ["query"] = "dsk" });

        Assert.Equal(["Disk", "DiskBase", "DiskFile", "DiskKind", "DISK_GONE", "add-disk", "count-disks"], found!.AsArray().Select(static item => (string?)item!["name"]).OrderBy(static name => System.Array.IndexOf(["Disk", "DiskBase", "DiskFile", "DiskKind", "DISK_GONE", "add-disk", "count-disks"], name)));
    }

    [Fact]
    public async Task Highlights_stay_in_the_document_and_mark_the_declaration()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["disk.json"]);

        JsonArray found = (await editor.AskAtAsync("textDocument/documentHighlight", folder["disk.json"], "'struct': 'DiskFi|le'"))!.AsArray();

        Assert.Equal(3, found.Count);
        Assert.Single(found, static item => (int)item!["kind"]! == 3);
    }
}
