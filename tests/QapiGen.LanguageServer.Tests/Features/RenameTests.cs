using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
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

    [Fact]
    public async Task Preparing_tells_the_name_alone()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["disk.json"]);

        JsonNode? prepared = await editor.AskAtAsync("textDocument/prepareRename", folder["disk.json"], "'*read|-only'");

        Assert.Equal("read-only", (string?)prepared!["placeholder"]);
    }
}
