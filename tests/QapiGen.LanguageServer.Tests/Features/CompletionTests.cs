using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Tests.Support;

namespace QapiGen.LanguageServer.Tests.Features;

/// <summary>What is offered where.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("{ 'struct': 'A', 'data': { 'x': '|' } }", "DiskKind Disk str bool", "add-disk DISK_GONE")]
    [InlineData("{ 'struct': 'A', 'base': '|", "DiskBase DiskFile", "DiskKind Disk str")]
    [InlineData("{ 'struct': 'A', '|", "data base if features", "struct returns")]
    [InlineData("{ '|", "struct union enum command event alternate include pragma", "data")]
    [InlineData("{ 'command': 'a', 'returns': [ '|' ] }", "Disk str", "add-disk")]
    [InlineData("{ 'command': 'a', 'data': '|' }", "Disk DiskBase", "DiskKind str")]
    [InlineData("{ 'command': 'a', 'boxed': |", "true", "false")]
    [InlineData("{ 'union': 'A', 'base': 'DiskBase', 'discriminator': '|' }", "kind", "read-only")]
    [InlineData("{ 'union': 'A', 'base': 'DiskBase', 'discriminator': 'kind', 'data': { 'ram': 'DiskFile', '|", "file none", "ram kind")]
    [InlineData("{ 'union': 'A', 'base': 'DiskBase', 'discriminator': 'kind', 'data': { 'ram': '|", "DiskFile Disk", "DiskKind str")]
    [InlineData("{ 'union': 'A', 'data': { '|' }, 'base': 'DiskBase', 'discriminator': 'kind' }", "ram file none", "kind")]
    [InlineData("{ 'union': 'A', 'data': { 'ram': '|', 'file': 'DiskFile' }, 'base': 'DiskBase', 'discriminator': 'kind' }", "DiskFile Disk", "DiskKind str")]
    [InlineData("{ 'union': 'A', 'data': { '|', 'file': 'DiskFile' }, 'base': 'DiskBase',\n  'discriminator': 'kind' }", "ram none", "file")]
    [InlineData("{ 'union': 'A', 'discriminator': '|', 'base': 'DiskBase' }", "kind", "read-only")]
    [InlineData("{ 'struct': 'A', '|', 'data': { 'base': 'str' } }", "base if features", "data struct")]
    [InlineData("{ '|', 'data': {}, 'command': 'a' }", "returns boxed", "data struct")]
    [InlineData("{ 'struct': 'A', '|\n{ 'struct': 'B', 'data': {} }", "data base", "struct")]
    [InlineData("{ 'struct': 'A', 'data': {}, 'features': [ '|', 'unstable' ] }", "deprecated", "unstable")]
    [InlineData("{ 'struct': 'A', 'data': { 'x': { 'type': 'str', '|", "if features", "type data")]
    [InlineData("{ 'struct': 'A', 'data': { 'x': { 'type': 'str', 'if': '|", "CONFIG_DISK", "str")]
    [InlineData("{ 'struct': 'A', 'data': {}, 'if': { '|", "all any not", "if")]
    [InlineData("{ 'struct': 'A', 'data': {}, 'if': { 'all': [ '|", "CONFIG_DISK", "all")]
    [InlineData("{ 'struct': 'A', 'data': {}, 'features': [ '|", "deprecated unstable", "CONFIG_DISK")]
    [InlineData("{ 'struct': 'A', 'data': {}, 'features': [ { 'name': '|", "deprecated unstable", "CONFIG_DISK")]
    [InlineData("{ 'enum': 'A', 'data': [ { 'name': 'x', '|", "if features", "name type")]
    [InlineData("{ 'pragma': { 'command-returns-exceptions': [ '|", "add-disk count-disks", "Disk")]
    [InlineData("{ 'pragma': { '|", "doc-required documentation-exceptions", "data")]
    [InlineData("{ 'include': '|", "disk.json", "root.json")]
    [InlineData("##\n# @A:\n#\n# See `|", "Disk add-disk", "deprecated")]
    [InlineData("##\n# @A:\n#\n# See `~|", "Disk add-disk", "deprecated")]
    [InlineData("##\n# @A:\n#\n# See :qapi:struct:`|", "DiskBase DiskFile", "Disk DiskKind add-disk DISK_GONE deprecated")]
    [InlineData("##\n# @A:\n#\n# See :qapi:struct:`text <|", "DiskBase DiskFile", "Disk DiskKind add-disk DISK_GONE")]
    [InlineData("##\n# @A:\n#\n# See :qapi:struct:`~|", "DiskBase DiskFile", "Disk DiskKind add-disk DISK_GONE")]
    [InlineData("##\n# @A:\n#\n# See :qapi:union:`|", "Disk", "DiskBase DiskKind add-disk DISK_GONE")]
    [InlineData("##\n# @A:\n#\n# See :qapi:obj:`|", "Disk DiskBase", "DiskKind add-disk DISK_GONE")]
    [InlineData("##\n# @A:\n#\n# See :qapi:enum:`|", "DiskKind", "Disk DiskBase add-disk DISK_GONE")]
    [InlineData("##\n# @A:\n#\n# See :qapi:alt:`|", "", "Disk DiskBase DiskKind add-disk DISK_GONE")]
    [InlineData("##\n# @A:\n#\n# See :qapi:type:`|", "Disk DiskBase DiskKind", "add-disk DISK_GONE")]
    [InlineData("##\n# @A:\n#\n# See :qapi:cmd:`|", "add-disk count-disks", "Disk DISK_GONE")]
    [InlineData("##\n# @A:\n#\n# See :qapi:event:`|", "DISK_GONE", "Disk add-disk")]
    [InlineData("##\n# @A:\n#\n# See :qapi:any:`|", "Disk add-disk DISK_GONE", "deprecated")]
    [InlineData("##\n# @A:\n#\n# See :qapi:mod:`|", "disk root", "Disk add-disk")]
    [InlineData("##\n# @A:\n#\n# See :ref:`|", "", "Disk add-disk disk")]
    [InlineData("##\n# @A:\n#\n# See this:`|", "Disk add-disk DISK_GONE", "deprecated")]
    [InlineData("##\n# @A:\n#\n# See :qapi:member:`|\n##\n{ 'struct': 'A', 'base': 'DiskBase', 'data': { 'one': 'str' } }", "one kind Disk", "path")]
    [InlineData("##\n# @A:\n#\n# See `Disk.|", "Disk.kind Disk.read-only Disk.file Disk.path", "Disk add-disk kind")]
    [InlineData("##\n# @A:\n#\n# See `~DiskKind.r|", "DiskKind.ram DiskKind.none", "DiskKind ram")]
    [InlineData("##\n# @A:\n#\n# See `text <DiskFile.|", "DiskFile.path DiskFile.tags", "DiskFile Disk path")]
    [InlineData("##\n# @A:\n#\n# See :qapi:member:`DiskBase.|", "DiskBase.kind DiskBase.read-only", "DiskBase one")]
    [InlineData("##\n# @A:\n#\n# See `add-disk.disk.|", "add-disk.disk.kind", "add-disk add-disk.disk")]
    [InlineData("##\n# @A:\n#\n# See `one.|\n##\n{ 'struct': 'A', 'data': { 'one': 'DiskFile' } }", "one.path", "one.one DiskFile")]
    [InlineData("##\n# @A:\n#\n# See `nobody.|", "Disk add-disk", "nobody.kind")]
    [InlineData("##\n# @A:\n#\n# See `text <|", "Disk add-disk", "deprecated")]
    [InlineData("##\n# @A:\n#\n# Less <|", "", "Disk add-disk")]
    [InlineData("##\n# @A:\n#\n# See ``|", "", "Disk add-disk")]
    [InlineData("##\n# @A:\n#\n# See ``~|", "", "Disk add-disk")]
    [InlineData("##\n# @A:\n#\n# Mail a@|\n##\n{ 'struct': 'A', 'base': 'DiskBase', 'data': { 'one': 'str' } }", "", "A one kind")]
    [InlineData("##\n# @A:\n#\n# @|\n##\n{ 'struct': 'A', 'base': 'DiskBase', 'data': { 'one': 'str' } }", "A one kind", "path")]
    [InlineData("##\n# @A:\n#\n# S|", "Since: Returns:", "Disk")]
    public async Task Offers_what_the_place_takes(string marked, string offered, string refused)
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        string path = folder["root.json"];
        editor.Open(path);
        int start = editor.Text(path).Length;
        editor.Edit(path, start, 0, marked.Remove(marked.IndexOf('|', StringComparison.Ordinal), 1));

        JsonNode? list = await editor.AskAtAsync("textDocument/completion", path, start + marked.IndexOf('|', StringComparison.Ordinal));

        HashSet<string> labels = [.. list!["items"]!.AsArray().Select(static item => (string)item!["label"]!)];
        Assert.Empty(offered.Split(' ', StringSplitOptions.RemoveEmptyEntries).Except(labels));
        Assert.Empty(refused.Split(' ').Intersect(labels));
    }

    [Fact]
    public async Task Files_that_are_not_included_yet_are_offered_to_include()
    {
        using SchemaFolder folder = Samples.Create();
        folder.Write("more/new.json", "{ 'struct': 'New', 'data': {} }");
        folder.Write("more/notes.txt", "no schema");
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        string path = folder["root.json"];
        editor.Open(path);
        int start = editor.Text(path).Length;
        editor.Edit(path, start, 0, "{ 'include': '");

        JsonNode? list = await editor.AskAtAsync("textDocument/completion", path, start + "{ 'include': '".Length);

        string[] labels = [.. list!["items"]!.AsArray().Select(static item => (string)item!["label"]!)];
        Assert.Contains("more/new.json", labels);
        Assert.Contains("disk.json", labels);
        Assert.DoesNotContain("more/notes.txt", labels);
        Assert.DoesNotContain("root.json", labels);
    }

    [Theory]
    [InlineData("5.2", true)]
    [InlineData("7.2", true)]
    [InlineData("lenient", true)]
    [InlineData("10.2", false)]
    public async Task Documentation_of_older_releases_is_offered_definitions_where_members_are(string dialect, bool isOffered)
    {
        const string Text = "{ 'struct': 'Other', 'data': {} }\n##\n# @A:\n#\n# See @|\n#\n# @one: it\n##\n{ 'struct': 'A', 'data': { 'one': 'str' } }\n";
        using SchemaFolder folder = new(("root.json", ""));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, settings: new { dialect });
        editor.Open(folder["root.json"], Text.Replace("|", "", StringComparison.Ordinal));

        JsonNode? list = await editor.AskAtAsync("textDocument/completion", folder["root.json"], Text.IndexOf('|', StringComparison.Ordinal));

        string[] labels = [.. list!["items"]!.AsArray().Select(static item => (string)item!["label"]!)];
        Assert.Contains("one", labels);
        Assert.Equal(isOffered, labels.Contains("Other"));
        Assert.Equal(labels.Distinct(), labels);
    }

    [Theory]
    [InlineData("|", "../ sub/ sub/o.json", "../../")]
    [InlineData("../|", "../../", "../ sub/o.json ../qapi/ ../qapi/root.json ../qapi/sub/o.json")]
    [InlineData("../../|", "../../../ ../../qapi/ ../../qapi/control.json", "../../sd/ ../../sd/qapi/sub/o.json ../../sd/qapi/root.json")]
    [InlineData("/|", "/usr/", "/../ /sub/ ../ sub/")]
    [InlineData("../../qapi/|", "../../qapi/control.json", "../../qapi/../ ../../qapi/notes.txt")]
    [InlineData("../../qapi/co|", "../../qapi/control.json", "../../qapi/notes.txt")]
    public async Task Files_and_folders_above_the_file_are_offered_to_include(string typed, string offered, string refused)
    {
        using SchemaFolder folder = new(("qapi/control.json", ""), ("qapi/notes.txt", ""), ("sd/qapi/root.json", ""), ("sd/qapi/sub/o.json", ""));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        string path = folder["sd/qapi/root.json"];
        string text = $"{{ 'include': '{typed}' }}\n";
        int place = text.IndexOf('|', StringComparison.Ordinal);
        editor.Open(path, text.Remove(place, 1));

        JsonNode? list = await editor.AskAtAsync("textDocument/completion", path, place);

        HashSet<string> labels = [.. list!["items"]!.AsArray().Select(static item => (string)item!["label"]!)];
        Assert.Empty(offered.Split(' ').Except(labels));
        Assert.Empty(refused.Split(' ').Intersect(labels));
        Assert.All(list["items"]!.AsArray(), item => Assert.Equal(14, (int)item!["textEdit"]!["range"]!["start"]!["character"]!));
    }

    [Fact]
    public async Task What_is_offered_replaces_the_name_that_the_cursor_is_in()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        string path = folder["root.json"];
        editor.Open(path);

        JsonNode? list = await editor.AskAtAsync("textDocument/completion", path, "'kind': 'Disk|Kind'");

        JsonNode item = list!["items"]!.AsArray().Single(static item => (string?)item!["label"] == "DiskFile")!;
        string text = editor.Text(path);
        int start = EditorSession.Offset(text, item["textEdit"]!["range"]!["start"]!);
        Assert.Equal("DiskKind", text[start..EditorSession.Offset(text, item["textEdit"]!["range"]!["end"]!)]);
        Assert.Equal("DiskFile", (string?)item["textEdit"]!["newText"]);
    }

    [Fact]
    public async Task Clients_with_place_holders_are_offered_whole_definitions()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, new { textDocument = new { completion = new { completionItem = new { snippetSupport = true } } } });
        string path = folder["root.json"];
        editor.Open(path);

        JsonNode? list = await editor.AskAtAsync("textDocument/completion", path, editor.Text(path).Length);

        JsonNode item = list!["items"]!.AsArray().Single(static item => (string?)item!["label"] == "struct")!;
        Assert.Equal(2, (int?)item["insertTextFormat"]);
        Assert.Contains("'struct': '$1'", (string)item["textEdit"]!["newText"]!, StringComparison.Ordinal);
    }
}
