using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Tests.Support;

namespace QapiGen.LanguageServer.Tests.Features;

/// <summary>Renaming: everything that has the name changes, and nothing else.</summary>
public sealed class RenameTests
{
    [Fact]
    public async Task Renaming_a_type_changes_modules_documentation_and_pragmas()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["root.json"]);

        JsonNode? edit = await editor.AskAtAsync("textDocument/rename", folder["root.json"], "'disk': 'Di|sk'", new { newName = "Drive" });

        Dictionary<string, string> changed = editor.Apply(edit!);
        Assert.Equal(
            Samples.Root.Replace("[ 'Disk' ]", "[ 'Drive' ]", StringComparison.Ordinal).Replace("`Disk`", "`Drive`", StringComparison.Ordinal)
                .Replace("@Disk\n", "@Drive\n", StringComparison.Ordinal).Replace("'disk': 'Disk'", "'disk': 'Drive'", StringComparison.Ordinal),
            changed[folder["root.json"]]);
        Assert.Equal(
            Samples.Disk.Replace("# @Disk:", "# @Drive:", StringComparison.Ordinal).Replace("'union': 'Disk'", "'union': 'Drive'", StringComparison.Ordinal),
            changed[folder["disk.json"]]);
    }

    [Fact]
    public async Task Renaming_a_member_changes_discriminators_and_mentions_where_it_is_inherited()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["disk.json"]);

        JsonNode? edit = await editor.AskAtAsync("textDocument/rename", folder["disk.json"], "'discriminator': 'ki|nd'", new { newName = "type" });

        Assert.Equal(
            Samples.Disk.Replace("@kind", "@type", StringComparison.Ordinal).Replace("'kind'", "'type'", StringComparison.Ordinal),
            Assert.Single(editor.Apply(edit!)).Value);
    }

    [Fact]
    public async Task Renaming_a_value_changes_branches_and_its_description()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["disk.json"]);

        JsonNode? edit = await editor.AskAtAsync("textDocument/rename", folder["disk.json"], "{ 'fi|le': 'DiskFile'", new { newName = "image" });

        Assert.Equal(
            Samples.Disk.Replace("@file", "@image", StringComparison.Ordinal).Replace("'file'", "'image'", StringComparison.Ordinal),
            Assert.Single(editor.Apply(edit!)).Value);
    }

    [Theory]
    [InlineData("'struct': 'Ab|c'", "Abc", "Xyz")]
    [InlineData("'me|m': 'str'", "mem", "nem")]
    [InlineData("'command': 'query-|x'", "query-x", "query-y")]
    [InlineData("'own|er': 'Abc'", "owner", "possessor")]
    public async Task Renaming_changes_cross_references_of_every_form(string place, string old, string name)
    {
        using SchemaFolder folder = new(("a.json", Samples.CrossReferences));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["a.json"]);

        JsonNode? edit = await editor.AskAtAsync("textDocument/rename", folder["a.json"], place, new { newName = name });

        // What is no reference stays.
        string expected = Samples.CrossReferences.Replace(old, name, StringComparison.Ordinal)
            .Replace($"literal `{name}`", $"literal `{old}`", StringComparison.Ordinal).Replace($"`!{name}`", $"`!{old}`", StringComparison.Ordinal)
            .Replace($"``{name}``", $"``{old}``", StringComparison.Ordinal).Replace($":ref:`{name}`", $":ref:`{old}`", StringComparison.Ordinal)
            .Replace($":qapi:{name}ber:", ":qapi:member:", StringComparison.Ordinal)
            .Replace($"\"{name}\"", $"\"{old}\"", StringComparison.Ordinal);
        expected = old == "query-x" ? expected.Replace("\"execute\": \"query-x\"", "\"execute\": \"query-y\"", StringComparison.Ordinal).Replace(":\"query-x\"}", ":\"query-y\"}", StringComparison.Ordinal) : expected;
        Assert.Equal(expected, Assert.Single(editor.Apply(edit!)).Value);
    }

    [Theory]
    [InlineData("5.2", "address-of-it")]
    [InlineData("7.2", "address-of-it")]
    [InlineData("lenient", "address-of-it")]
    [InlineData("10.2", "address-of-it")]
    [InlineData("7.2", "at")]
    [InlineData("lenient", "at")]
    public async Task Lines_that_stand_under_a_description_move_with_its_name(string dialect, string name)
    {
        const string Text = """
            ##
            # @Abc:
            #
            # Abc.
            #
            # @other: not
            #     so
            #
            # @uri: where it is, of
            #       @uri goes on
            #         - and on
            #
            #       and on
            #
            # @kind: which
            #
            # Since: 2.0
            ##
            { 'struct': 'Abc', 'data': { 'uri': 'str', 'kind': 'str', 'other': 'str' } }

            """;
        string text = dialect is "5.2" or "7.2" ? Text.Replace("#     so", "#         so", StringComparison.Ordinal) : Text;
        using SchemaFolder folder = new(("a.json", text));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, settings: new { dialect });
        editor.Open(folder["a.json"]);
        Assert.Empty(await editor.FindingsAsync(folder["a.json"]));

        JsonNode? edit = await editor.AskAtAsync("textDocument/rename", folder["a.json"], "'ur|i'", new { newName = name });

        string blanks = new(' ', name.Length + 3);
        string expected = text.Replace("#       @uri goes", $"# {blanks}@{name} goes", StringComparison.Ordinal).Replace("#         - and", $"# {blanks}  - and", StringComparison.Ordinal)
            .Replace("#       and", $"# {blanks}and", StringComparison.Ordinal).Replace("@uri:", $"@{name}:", StringComparison.Ordinal).Replace("'uri'", $"'{name}'", StringComparison.Ordinal);
        Assert.Equal(expected, Assert.Single(editor.Apply(edit!)).Value);
    }

    [Fact]
    public async Task A_line_that_was_too_long_and_becomes_longer_is_wrapped()
    {
        const string Text = "##\n# @Abc:\n#\n# Of the members @uri is the one that says where all of it is, or that says so.\n#\n# One of these lines says nothing of it, and is longer than it may be, too.\n#\n# @uri: it\n##\n{ 'struct': 'Abc', 'data': { 'uri': 'str' } }\n";
        using SchemaFolder folder = new(("a.json", Text));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, settings: new { dialect = "10.2" });
        editor.Open(folder["a.json"]);

        JsonNode? edit = await editor.AskAtAsync("textDocument/rename", folder["a.json"], "'ur|i'", new { newName = "address" });

        Assert.Equal(
            Text.Replace("uri", "address", StringComparison.Ordinal).Replace("or that", "or\n# that", StringComparison.Ordinal),
            Assert.Single(editor.Apply(edit!)).Value);
    }

    [Fact]
    public async Task Lines_that_a_name_makes_too_long_are_wrapped()
    {
        const string Text = """
            ##
            # @Abc:
            #
            # Of the members @uri is the one that says where it all is.  Or so
            # says @uri.
            #
            # * Of a list @uri is said to be what an item can have in it, too
            #
            # @uri: where it is, which is a place that all the others know as
            #     one that holds what it says, until the end of it.
            #     Always.
            #
            # @rest: as for @uri, the line after this one starts with a tag
            #
            # .. note:: what is said of @uri in a note has lines of its own
            #    that go on.
            #
            # ========= =====================================================
            # @uri      in a table, which has columns, nothing can be wrapped
            # ========= =====================================================
            ##
            { 'struct': 'Abc', 'data': { 'uri': 'str', 'rest': 'str' } }

            """;
        string text = Text.Replace("# ========= =====================================================\n", "", StringComparison.Ordinal).Replace("# @uri      in a table, which has columns, nothing can be wrapped\n", "", StringComparison.Ordinal);
        using SchemaFolder folder = new(("a.json", text), ("b.json", Text));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, settings: new { dialect = "10.2" });
        editor.Open(folder["a.json"]);
        editor.Open(folder["b.json"]);
        Assert.Empty(await editor.FindingsAsync(folder["a.json"]));

        JsonNode? edit = await editor.AskAtAsync("textDocument/rename", folder["a.json"], "'ur|i'", new { newName = "address-of-it" });
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => editor.AskAtAsync("textDocument/rename", folder["b.json"], "'ur|i'", new { newName = "address-of-it" }));

        Assert.Equal(
            """
            ##
            # @Abc:
            #
            # Of the members @address-of-it is the one that says where it all is.
            # Or so says @address-of-it.
            #
            # * Of a list @address-of-it is said to be what an item can have in
            #   it, too
            #
            # @address-of-it: where it is, which is a place that all the others
            #     know as one that holds what it says, until the end of it.
            #     Always.
            #
            # @rest: as for @address-of-it, the line after this one starts with a
            #     tag
            #
            # .. note:: what is said of @address-of-it in a note has lines of its
            #    own that go on.
            #
            ##
            { 'struct': 'Abc', 'data': { 'address-of-it': 'str', 'rest': 'str' } }

            """,
            Assert.Single(editor.Apply(edit!)).Value);
        Assert.Contains("wrap it at 70", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# :name: words that go on and on until they reach the `uri` so on\n", "# :name: words that go on and on until they reach the `address-of-it`\n#     so on\n")]
    [InlineData("# :a name: words that go on and on until they reach `uri` so on\n#    and on\n", "# :a name: words that go on and on until they reach `address-of-it` so\n#    on and on\n")]
    [InlineData("# .. admonition:: Words that go on and on until they reach `uri` so on\n#\n#     Text.\n", "# .. admonition:: Words that go on and on until they reach\n#     `address-of-it` so on\n#\n#     Text.\n")]
    [InlineData("# .. qmp-example::\n#     :title: Of `uri`\n#\n#     -> { }\n", "# .. qmp-example::\n#     :title: Of `address-of-it`\n#\n#     -> { }\n")]
    [InlineData("# .. [1] words that go on and on until they reach the `uri` so on\n", "# .. [1] words that go on and on until they reach the `address-of-it`\n#    so on\n")]
    public async Task A_line_that_is_broken_stays_what_it_is(string lines, string expected)
    {
        string text = $"##\n# @Abc:\n#\n{lines}#\n# @uri: where it is\n##\n{{ 'struct': 'Abc', 'data': {{ 'uri': 'str' }} }}\n";
        using SchemaFolder folder = new(("a.json", text));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, settings: new { dialect = "10.2" });
        editor.Open(folder["a.json"]);
        Assert.Empty(await editor.FindingsAsync(folder["a.json"]));

        JsonNode? edit = await editor.AskAtAsync("textDocument/rename", folder["a.json"], "'ur|i'", new { newName = "address-of-it" });

        Assert.Contains("#\n" + expected + "#\n", Assert.Single(editor.Apply(edit!)).Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_wrong_after_a_rename_that_was_not_wrong_before()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["root.json"]);
        editor.Open(folder["disk.json"]);
        Assert.Empty(await editor.FindingsAsync(folder["root.json"]));

        foreach ((string place, string name) in new[] { ("'struct': 'Disk|Base'", "Common"), ("{ 'ki|nd'", "sort"), ("[ 'r|am'", "memory") })
        {
            foreach ((string path, string text) in editor.Apply((await editor.AskAtAsync("textDocument/rename", folder["disk.json"], place, new { newName = name }))!))
            {
                editor.Replace(path, text);
            }
        }

        Assert.Empty(await editor.FindingsAsync(folder["disk.json"]));
        Assert.Empty(await editor.FindingsAsync(folder["root.json"]));
    }

    [Theory]
    [InlineData("'disk': 'Di|sk'", "DiskBase", "already")]
    [InlineData("'disk': 'Di|sk'", "1 2", "is no name")]
    [InlineData("'returns': 'i|nt'", "long", "not defined")]
    [InlineData("'depre|cated'", "old", "word of the language")]
    public async Task What_can_not_be_renamed_so_is_refused_with_the_reason(string place, string name, string reason)
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["root.json"]);

        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => editor.AskAtAsync("textDocument/rename", folder["root.json"], place, new { newName = name }));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'a|a'", "bb", "clashes")]
    [InlineData("'c|c'", "dd", "clashes")]
    [InlineData("'d|d'", "cc", "clashes")]
    [InlineData("'f|1'", "f2", "clashes")]
    [InlineData("'z|z'", "a_b", "clashes")]
    [InlineData("'z|z'", "has-it", "reserved")]
    [InlineData("'struct': 'Ba|se'", "BaseList", "must not end in")]
    public async Task A_name_that_the_schema_can_not_bear_is_refused(string place, string name, string reason)
    {
        using SchemaFolder folder = new(("a.json", """
            { 'struct': 'Base', 'data': { 'aa': 'int' } }
            { 'struct': 'Kid', 'base': 'Base', 'data': { 'bb': 'int' } }
            { 'enum': 'Kind', 'data': [ 'x', 'y' ] }
            { 'struct': 'Branch', 'data': { 'cc': 'int' } }
            { 'union': 'Union', 'base': { 'kind': 'Kind', 'dd': 'int' }, 'discriminator': 'kind', 'data': { 'x': 'Branch' } }
            { 'command': 'do-it', 'data': { 'a-b': 'Kid', 'zz': 'Union' }, 'features': [ 'f1', 'f2' ] }

            """));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["a.json"]);

        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => editor.AskAtAsync("textDocument/rename", folder["a.json"], place, new { newName = name }));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_shared_file_declares_is_renamed_in_roots_that_have_no_open_file()
    {
        using SchemaFolder folder = Samples.CreateShared();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["one.json"]);

        Dictionary<string, string> changed = editor.Apply((await editor.AskAtAsync("textDocument/rename", folder["one.json"], "'Sha|red'", new { newName = "Common" }))!);

        Assert.Equal([folder["one.json"], folder["shared.json"], folder["two.json"]], changed.Keys.Order());
        Assert.All(changed.Values, static text => Assert.Contains("'Common'", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_that_is_taken_in_another_root_is_refused()
    {
        using SchemaFolder folder = Samples.CreateShared();
        folder.Write("two.json", "{ 'include': 'shared.json' }\n{ 'struct': 'Taken', 'data': { 'x': 'Shared' } }\n");
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["one.json"]);

        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => editor.AskAtAsync("textDocument/rename", folder["one.json"], "'Sha|red'", new { newName = "Taken" }));

        Assert.Contains("already", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_knows_no_versions_of_documents_is_given_edits_by_address()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, new { workspace = new { workspaceEdit = new { documentChanges = false } } });
        editor.Open(folder["root.json"]);

        JsonNode? edit = await editor.AskAtAsync("textDocument/rename", folder["root.json"], "Adds a `Dis|k`", new { newName = "Volume" });

        Assert.Null(edit!["documentChanges"]);
        Assert.Equal([folder["disk.json"], folder["root.json"]], edit["changes"]!.AsObject().Select(static item => DocumentUri.ToPath(item.Key)));
        Assert.Equal("Volume", (string?)edit["changes"]![DocumentUri.FromPath(folder["disk.json"])]![0]!["newText"]);
    }

    [Fact]
    public async Task Preparing_tells_the_name_alone()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["disk.json"]);

        JsonNode? prepared = await editor.AskAtAsync("textDocument/prepareRename", folder["disk.json"], "'*read|-only'");

        Assert.Equal("read-only", (string?)prepared!["placeholder"]);
    }

    // Editors keep a byte order mark out of the text, so that nothing on the first line moves by it; who does send it counts it.
    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    public async Task A_byte_order_mark_moves_nothing(string encoding, bool isSent)
    {
        const string Part = "{ 'struct': 'Aa', 'data': { 'x': 'str' } }\n";
        const string Root = "{ 'include': 'part.json' } { 'command': 'c', 'data': 'Aa' }\n";
        using SchemaFolder folder = new(("part.json", "\uFEFF" + Part), ("root.json", "\uFEFF" + Root));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, new { general = new { positionEncodings = new[] { encoding } } });
        string text = (isSent ? "\uFEFF" : "") + Root;
        editor.Open(folder["root.json"], text);
        int mark = !isSent ? 0 : encoding == "utf-8" ? 3 : 1;

        Assert.Empty(await editor.FindingsAsync(folder["root.json"]));
        JsonNode edit = (await editor.ResultAsync("textDocument/rename", new JsonObject
        {
            ["textDocument"] = new JsonObject { ["uri"] = DocumentUri.FromPath(folder["root.json"]) },
            ["position"] = new JsonObject { ["line"] = 0, ["character"] = mark + Root.IndexOf("Aa", StringComparison.Ordinal) },
            ["newName"] = "Bb",
        }))!;

        int[] columns = [.. edit["documentChanges"]!.AsArray().Select(static document => (int)document!["edits"]![0]!["range"]!["start"]!["character"]!)];
        Assert.Equal([Part.IndexOf("Aa", StringComparison.Ordinal), mark + Root.IndexOf("Aa", StringComparison.Ordinal)], columns);

        editor.Tell("textDocument/didChange", new
        {
            textDocument = new { uri = DocumentUri.FromPath(folder["root.json"]), version = 2 },
            contentChanges = new[] { new { range = new { start = new { line = 0, character = mark + 2 }, end = new { line = 0, character = mark + 2 } }, text = "'x': 1, " } },
        });
        string[] found = await editor.FindingsAsync(folder["root.json"], static lines => lines.Length > 0);
        Assert.StartsWith($"0:{mark + 7} QAPI0003", found[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_byte_order_mark_is_a_fault_in_a_file_that_is_not_open_too()
    {
        using SchemaFolder folder = new(("part.json", "\uFEFF\uFEFF{ 'command': 'c' }\n"), ("root.json", "{ 'include': 'part.json' }\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["root.json"]);

        Assert.Contains("QAPI0003", Assert.Single(await editor.FindingsAsync(folder["part.json"], static lines => lines.Length > 0)), StringComparison.Ordinal);
    }
}
