using System;
using System.IO;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Tests.Support;
using QapiGen.TestSupport;

namespace QapiGen.LanguageServer.Tests.Editors;

/// <summary>Clients that others wrote, as processes, with the tool as theirs.</summary>
public sealed class RealEditorTests
{
    [ProgramFact("nvim")]
    public async Task Neovim_shows_findings_follows_definitions_completes_and_renames()
    {
        using SchemaFolder folder = new(("qapi/qapi-schema.json", Samples.Root), ("qapi/disk.json", Samples.Disk));
        folder.Write("session.lua", Session);

        JsonObject seen = await EditorProcess.RunAsync(folder, OptionalPrograms.Find("nvim")!, ["--headless", "--clean", "-n", "-S", folder["session.lua"]]);

        Assert.Equal("QAPI1022", (string?)seen["finding"]);
        Assert.EndsWith("/qapi/disk.json:41", (string?)seen["definition"], StringComparison.Ordinal);
        Assert.Contains("union 'Disk' : DiskBase", (string)seen["hover"]!, StringComparison.Ordinal);
        Assert.True((int?)seen["completions"] > 10);
        Assert.Contains("'disk': 'Drive'", (string)seen["renamed"]!, StringComparison.Ordinal);
    }

    [ProgramTheory("nvim")]
    [InlineData("README.md")]
    [InlineData("neovim.lua")]
    public async Task Neovim_colours_comments_and_strings_as_the_documentation_sets_it_up(string file)
    {
        using SchemaFolder folder = new(("qapi/qapi-schema.json", Samples.AsQemuWrites(Samples.Root)), ("qapi/disk.json", Samples.Disk));
        string setUp = await File.ReadAllTextAsync(RepositoryPaths.Get("generator", "editors", file));
        folder.Write("init.lua", Regex.Match(setUp, "```lua\n(.*?)```", RegexOptions.Singleline) is { Success: true } block ? block.Groups[1].Value : setUp);
        folder.Write("session.lua", Colours);

        JsonObject seen = await EditorProcess.RunAsync(folder, OptionalPrograms.Find("nvim")!, ["--headless", "--clean", "--cmd", "let g:do_filetype_lua = 1", "-n", "-S", folder["session.lua"]]);

        Assert.Equal("qapi", (string?)seen["type"]);
        Assert.EndsWith("Comment", (string?)seen["comment"], StringComparison.Ordinal);
        Assert.EndsWith("String", (string?)seen["string"], StringComparison.Ordinal);
    }

    [NodeClientFact]
    public async Task The_protocols_own_client_for_Node_is_served()
    {
        using SchemaFolder folder = new(("qapi/qapi-schema.json", Samples.Root), ("qapi/disk.json", Samples.Disk));
        string script = RepositoryPaths.Get("tests", "QapiGen.LanguageServer.Tests", "Editors", "client.cjs");

        JsonObject seen = await EditorProcess.RunAsync(folder, OptionalPrograms.Find("node")!, [script]);

        Assert.Equal("utf-8", (string?)seen["encoding"]);
        Assert.Equal("QAPI1022", (string?)seen["finding"]);
        Assert.EndsWith("/qapi/disk.json:41", (string?)seen["definition"], StringComparison.Ordinal);
        Assert.Contains("union 'Disk' : DiskBase", (string)seen["hover"]!, StringComparison.Ordinal);
        Assert.True((int?)seen["completions"] > 10);
        Assert.Equal(4, (int?)seen["symbols"]);
        Assert.Equal(-32601, (int?)seen["unknown"]);
        Assert.Equal(0, (int?)seen["exit"]);
    }

    // Releases from 0.8 on start a server by what 0.7 doesn't have, and know files by their names.
    private const string Colours = """
        local seen = {}
        local ok, fault = pcall(function()
          vim.cmd('syntax on')
          vim.g.qapigen_command = { 'dotnet', vim.env.QAPIGEN_TEST_TOOL, 'lsp' }
          vim.lsp.start = function() end
          vim.cmd('luafile ' .. vim.env.QAPIGEN_TEST_FOLDER .. '/init.lua')
          vim.cmd('edit ' .. vim.env.QAPIGEN_TEST_FOLDER .. '/qapi/qapi-schema.json')
          local function colour(text)
            local place = vim.fn.searchpos(text, 'we')
            return vim.fn.synIDattr(vim.fn.synID(place[1], place[2], 1), 'name')
          end
          vim.wait(10000, function() return colour('# vim') ~= '' end, 20)
          seen.type = vim.bo.filetype
          seen.comment = colour('# vim')
          seen.string = colour("'disk': 'Di")
        end)
        if not ok then seen.fault = tostring(fault) end
        vim.fn.writefile({ vim.fn.json_encode(seen) }, vim.env.QAPIGEN_TEST_RESULT)
        vim.cmd('qall!')
        """;

    private const string Session = """
        local root = vim.env.QAPIGEN_TEST_FOLDER .. '/qapi/qapi-schema.json'
        local seen = {}
        local ok, fault = pcall(function()
          vim.cmd('edit ' .. root)
          local client = vim.lsp.start_client({ name = 'qapigen', cmd = { 'dotnet', vim.env.QAPIGEN_TEST_TOOL, 'lsp' }, root_dir = vim.env.QAPIGEN_TEST_FOLDER })
          vim.lsp.buf_attach_client(0, client)
          vim.wait(60000, function() return vim.lsp.buf_get_clients(0)[client] ~= nil and vim.lsp.get_client_by_id(client).initialized end, 20)
          local line = vim.fn.search("'disk': 'Disk'")
          local text = vim.fn.getline(line)
          vim.fn.setline(line, (text:gsub("'Disk'", "'Dsk'")))
          vim.wait(60000, function() return #vim.diagnostic.get(0) > 0 end, 20)
          seen.finding = (vim.diagnostic.get(0)[1] or {}).code
          vim.fn.setline(line, text)
          vim.wait(60000, function() return #vim.diagnostic.get(0) == 0 end, 20)
          local at = { textDocument = vim.lsp.util.make_text_document_params(), position = { line = line - 1, character = text:find("'Disk'") + 1 } }
          local function ask(method, more)
            local answers = vim.lsp.buf_request_sync(0, method, vim.tbl_extend('force', at, more or {}), 60000)
            return answers and answers[client] and answers[client].result
          end
          local place = ask('textDocument/definition')[1]
          seen.definition = vim.uri_to_fname(place.uri) .. ':' .. (place.range.start.line + 1)
          seen.hover = ask('textDocument/hover').contents.value
          seen.completions = #ask('textDocument/completion').items
          vim.lsp.util.apply_workspace_edit(ask('textDocument/rename', { newName = 'Drive' }), 'utf-16')
          seen.renamed = vim.fn.getline(line)
          vim.lsp.stop_client(client)
        end)
        if not ok then seen.fault = tostring(fault) end
        vim.fn.writefile({ vim.fn.json_encode(seen) }, vim.env.QAPIGEN_TEST_RESULT)
        vim.cmd('qall!')
        """;
}
