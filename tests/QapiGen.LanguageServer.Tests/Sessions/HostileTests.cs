using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using CsCheck;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Protocol;
using QapiGen.LanguageServer.Tests.Support;
using QapiGen.TestSupport;

namespace QapiGen.LanguageServer.Tests.Sessions;

/// <summary>Clients that mean no good, or don't know what they do: the server answers, and goes on.</summary>
public sealed class HostileTests
{
    private static readonly string[] Methods =
    [
        "initialize", "initialized", "textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "textDocument/didSave", "textDocument/hover", "textDocument/definition",
        "textDocument/references", "textDocument/rename", "textDocument/prepareRename", "textDocument/completion", "textDocument/documentSymbol", "textDocument/foldingRange",
        "textDocument/semanticTokens/full", "textDocument/semanticTokens/range", "textDocument/codeAction", "textDocument/codeLens", "textDocument/inlayHint", "textDocument/diagnostic",
        "workspace/diagnostic", "workspace/symbol", "workspace/didChangeConfiguration", "workspace/didChangeWatchedFiles", "workspace/didChangeWorkspaceFolders", "$/cancelRequest", "no/such",
    ];

    private static readonly Gen<JsonNode?> Value = Gen.OneOf<JsonNode?>(
        Gen.Int[-3, 60].Select(static number => (JsonNode?)number),
        OneOf("x", "", "Disk", "file:///nowhere/a.json", "untitled:1", "kind").Select(static text => (JsonNode?)text),
        Gen.Bool.Select(static flag => (JsonNode?)flag),
        Gen.Const(0).Select(static _ => (JsonNode?)null),
        Gen.Const(0).Select(static _ => (JsonNode?)new JsonArray()),
        Gen.Const(0).Select(static _ => (JsonNode?)new JsonObject { ["line"] = -1, ["character"] = int.MaxValue }));

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    [Fact]
    [Trait("Draws", "examples")]
    public async Task Messages_at_random_in_any_order_are_got_over()
    {
        int count = int.TryParse(Environment.GetEnvironmentVariable("QAPIGEN_LSP_MESSAGES"), out int given) ? given : 4000;
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["root.json"]);
        editor.Open(folder["disk.json"]);
        int sent = 0;
        Message(folder).CheckExamples(
            message =>
            {
                editor.SendContent(message);
                if (++sent % 500 == 0)
                {
                    Assert.NotNull(editor.AskAsync("workspace/symbol", new { query = "" }).Result["result"]);
                }
            },
            count);

        editor.Close(folder["root.json"]);
        editor.Close(folder["disk.json"]);
        editor.Open(folder["root.json"]);
        Assert.NotNull((await editor.AskDocumentAsync("textDocument/documentSymbol", folder["root.json"]))!.AsArray());
        Assert.DoesNotContain(editor.Said, static message => message["error"]?["code"]?.GetValue<int>() == ErrorCode.InternalError);
    }

    [Fact]
    public async Task A_client_that_reads_nothing_is_heard()
    {
        var started = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        var input = new System.IO.Pipelines.Pipe();
        using var output = new FullPipe();
        Task<int> server = SchemaLanguageServer.RunAsync(input.Reader.AsStream(), output, new LanguageServerOptions
        {
            AddRequests = table => table.Add("test/wait", LspJson.Default.WorkspaceSymbolParams, LspJson.Default.Hover, (_, _, cancellationToken) =>
            {
                started.SetResult();
                cancellationToken.WaitHandle.WaitOne();
                cancelled.SetResult();
                return null!;
            }),
        });

        await SendAsync("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}""");
        await SendAsync("""{"jsonrpc":"2.0","id":2,"method":"test/wait","params":{"query":""}}""");
        await started.Task.WaitAsync(s_patience);
        await SendAsync("""{"jsonrpc":"2.0","id":3,"method":"no/such"}""");
        await SendAsync("""{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":2}}""");
        await cancelled.Task.WaitAsync(s_patience);
        await SendAsync("""{"jsonrpc":"2.0","id":4,"method":"shutdown"}""");
        await SendAsync("""{"jsonrpc":"2.0","method":"exit"}""");

        Assert.Equal(0, await server.WaitAsync(s_patience));

        async Task SendAsync(string message) => await input.Writer.WriteAsync(Encoding.ASCII.GetBytes($"Content-Length: {message.Length}\r\n\r\n{message}"));
    }

    [Fact]
    public async Task Requests_for_whose_answers_there_is_no_room_yet_are_answered_later()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, options: new LanguageServerOptions { MaxWaitingBytes = 1 });
        editor.Open(folder["root.json"]);

        JsonNode?[] answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => editor.ResultAsync("workspace/symbol", new JsonObject { ["query"] = "" })));

        Assert.All(answers, static answer => Assert.NotEmpty(answer!.AsArray()));
        Assert.Empty(await editor.FindingsAsync(folder["root.json"]));
    }

    [Fact]
    public async Task A_file_of_10_MB_is_served()
    {
        using SchemaFolder folder = new();
        var text = new StringBuilder();
        for (int i = 0; text.Length < 10_000_000; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"##\n# @Type{i}:\n#\n# Some words about it.\n#\n# @next: the next\n##\n{{ 'struct': 'Type{i}', 'data': {{ '*next': 'Type{i / 2}' }} }}\n\n");
        }

        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["big.json"], text.ToString());
        Assert.Empty(await editor.FindingsAsync(folder["big.json"]));

        editor.Edit(folder["big.json"], text.Length, 0, "{ 'struct': 'Last', 'data': { 'x': 'Typo' } }\n");

        Assert.Single(await editor.FindingsAsync(folder["big.json"]));
    }

    [Fact]
    public async Task Files_that_include_each_other_are_read_once()
    {
        using SchemaFolder folder = new(("a.json", "{ 'include': 'b.json' }\n"), ("b.json", "{ 'include': 'a.json' }\n{ 'include': 'b.json' }\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["a.json"]);
        editor.Open(folder["b.json"]);

        Assert.NotEmpty(await editor.FindingsAsync(folder["b.json"], static lines => lines.Length > 0));
    }

    [Fact]
    public async Task Deep_nesting_ends_nothing()
    {
        using SchemaFolder folder = new();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        string deep = string.Concat(Enumerable.Repeat("{ 'a': [ ", 50_000));
        editor.Open(folder["deep.json"], deep);

        Assert.NotEmpty(await editor.FindingsAsync(folder["deep.json"]));
        Assert.NotNull(await editor.AskDocumentAsync("textDocument/documentSymbol", folder["deep.json"]));
        Assert.NotNull(await editor.AskAtAsync("textDocument/completion", folder["deep.json"], deep.Length));
        editor.Replace(folder["deep.json"], "{ 'struct': 'A', 'data': {}, 'if': " + string.Concat(Enumerable.Repeat("{ 'not': ", 20_000)) + "'X'" + new string('}', 20_001) + "\n");
        Assert.NotEmpty(await editor.FindingsAsync(folder["deep.json"]));
    }

    [Theory]
    [InlineData("\\ud83d")]
    [InlineData("\\uDE00\\ud83d")]
    [InlineData("\\ud83d\\u0041")]
    [InlineData("\\\\ud83d")]
    [InlineData("\u00FF")]
    public async Task Half_characters_of_a_document_lose_nothing_of_it(string half)
    {
        using SchemaFolder folder = new(("a.json", ""));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        string uri = DocumentUri.FromPath(folder["a.json"]);
        editor.SendContent(Encoding.Latin1.GetBytes($$$$"""{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"{{{{uri}}}}","languageId":"qapi","version":1,"text":"# {{{{half}}}}\n"}}}"""));
        editor.SendContent(Encoding.Latin1.GetBytes($$$$"""{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"{{{{uri}}}}","version":2},"contentChanges":[{"range":{"start":{"line":1,"character":0},"end":{"line":1,"character":0}},"text":"{ 'command': 'x', 'returns': '{{{{half}}}}' }\n"}]}}"""));

        string[] lines = await editor.FindingsAsync(folder["a.json"], static found => found.Length > 0);

        Assert.StartsWith("1:", lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain(editor.Said, static message => message["error"] is not null || (string?)message["method"] == "window/logMessage");
    }

    [Fact]
    public async Task A_document_that_is_no_file_is_served_as_it_is()
    {
        await using EditorSession editor = await EditorSession.OpenAsync();
        editor.Tell("textDocument/didOpen", new { textDocument = new { uri = "untitled:Untitled-1", languageId = "qapi", version = 1, text = "{ 'include': 'x.json' }\n{ 'struct': 'A', 'data': { 'x': 'str' } }\n" } });

        JsonNode? symbols = await editor.ResultAsync("textDocument/documentSymbol", new JsonObject { ["textDocument"] = new JsonObject { ["uri"] = "untitled:Untitled-1" } });

        Assert.Equal("A", (string?)Assert.Single(symbols!.AsArray())!["name"]);
    }

    // An editor opens the older side of a comparison, too, with the path of the newer.
    [Fact]
    public async Task The_older_side_of_a_comparison_is_served_by_its_text_alone()
    {
        using SchemaFolder folder = Samples.Create();
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, settings: new { baseline = "root.json" });
        string uri = $"git:{folder["root.json"]}?%7B%22ref%22%3A%22~%22%7D";
        editor.Open(folder["root.json"]);
        Assert.Empty(await editor.FindingsAsync(folder["root.json"]));
        editor.Tell("textDocument/didOpen", new { textDocument = new { uri, languageId = "qapi", version = 1, text = Samples.Root.Replace("'add-disk'", "'old-disk'", StringComparison.Ordinal) } });

        Assert.Empty(await editor.FindingsAsync(uri));
        JsonNode? symbols = await editor.ResultAsync("textDocument/documentSymbol", new JsonObject { ["textDocument"] = new JsonObject { ["uri"] = uri } });
        Assert.Contains(symbols!.AsArray(), static symbol => (string?)symbol!["name"] == "old-disk");
        Assert.Single((await editor.ResultAsync("workspace/symbol", new JsonObject { ["query"] = "add-disk" }))!.AsArray());
        Assert.Empty((await editor.ResultAsync("workspace/symbol", new JsonObject { ["query"] = "old-disk" }))!.AsArray());
        Assert.Empty(await editor.FindingsAsync(folder["root.json"]));
    }

    // The folder may be a stranger's: looking at a name must not show a picture of theirs, nor a link that does something, nor text in another order than it is written in.
    [Theory]
    [InlineData("`` ` ``` ~~~~ </code><img src=x onerror=alert(1)> ![p](http://tracker/p) [x](command:evil)")]
    [InlineData("````<img src=x>````")]
    [InlineData("`click <javascript:alert(1)>`_ `run <command:evil>`_ `get <http://x/)![p](http://tracker/p)>`_")]
    [InlineData("\u202Eevil\u200B\u2066")]
    [InlineData("*<img src=x>* **![p](http://tracker/p)** :title: </pre> - # > |a|b|")]
    public async Task What_a_stranger_has_written_is_text_where_it_is_shown(string attack)
    {
        string text = $"""
            ##
            # @Target:
            #
            # {attack} `{attack}` ``{attack}`` *{attack}* @{attack}
            #
            # .. note:: {attack}
            #
            # .. code-block:: qapi {attack}
            #
            #    {attack}
            #    ```
            #    ~~~~
            #
            # ::
            #
            #    ```
            #    ~~~~
            #    {attack}
            #
            # .. qmp-example::
            #    :title: {attack}
            #
            #    {attack}
            #
            # @member: {attack}
            #
            # Features:
            #
            # @own: {attack}
            #
            # Since: {attack}
            ##
            """ + "\n{ 'struct': 'Target', 'data': { 'member': 'str' }, 'features': [ 'own' ] }\n{ 'command': 'use', 'data': 'Target' }\n";
        using SchemaFolder folder = new(("a.json", text));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["a.json"]);

        foreach (string at in new[] { "'data': 'Tar|get'", "'mem|ber': 'str'", "[ 'o|wn' ]" })
        {
            string markdown = (string)(await editor.AskAtAsync("textDocument/hover", folder["a.json"], at))!["contents"]!["value"]!;
            string html = Markdig.Markdown.ToHtml(markdown);

            Assert.DoesNotMatch("<(img|script|table)|<[^>]* on[a-z]+=|href=\"(?!https?:|mailto:|ftp:)", html);
            Assert.DoesNotContain(markdown, static c => c is '\u202E' or '\u200B' or '\u2066');
        }
    }

    // What is quoted in a finding is on one line, and can be seen.
    [Fact]
    public async Task Findings_are_lines_of_the_servers_own()
    {
        using SchemaFolder folder = new(("a.json", "{ 'command': 'a', 'data': 'x\e[31m\u202E\u009B' }\n{ 'include': 'x\u202E\u2028.json' }\n\u202E\e]0;owned\a\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["a.json"]);

        string[] findings = await editor.FindingsAsync(folder["a.json"]);

        Assert.NotEmpty(findings);
        Assert.All(findings, static line => Assert.DoesNotContain(line, static c => char.IsControl(c) || c is '\u202E' or '\u2028'));
    }

    [Fact]
    public async Task What_programs_say_is_shown_as_text()
    {
        const string Said = "x\e]0;owned\a\r\u202Eevil\u2028";
        using SchemaFolder folder = new(("a.json", "{ 'command': 'a' }\n"), ("P.csproj", "<Project><ItemGroup><QapiSchema Include=\"a.json\" /></ItemGroup></Project>"));
        var programs = new ProgramsOfTests { Evaluate = static _ => Task.FromException<Programs.EvaluatedProject>(new Programs.ProgramException(Said)) };
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, options: new() { Programs = programs });
        editor.Open(folder["a.json"]);

        await editor.SaidAsync(static message => (string?)message["method"] == "window/logMessage");

        string said = (string)editor.Said.First(static message => (string?)message["method"] == "window/logMessage")["params"]!["message"]!;
        Assert.Contains("\\u001B]0;owned", said, StringComparison.Ordinal);
        Assert.DoesNotContain(said, static c => (char.IsControl(c) && c != '\n') || c is '\u202E' or '\u2028');
    }

    // A pipe would keep the server waiting for ever, a device has no end, and what the system makes up as it is read is nobody's schema.
    [Theory]
    [InlineData("PIPE", "isn't a regular file")]
    [InlineData("/dev/zero", "isn't a regular file")]
    [InlineData("/proc/self/environ", "isn't a regular file")]
    public async Task What_is_no_file_is_not_read(string included, string reason)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using SchemaFolder folder = new(("other.json", "{ 'command': 'b' }\n"));
        string pipe = folder["pipe"];
        using (Process made = Process.Start("mkfifo", [pipe]))
        {
            await made.WaitForExitAsync();
        }

        string path = folder["a.json"];
        string root = $"{{ 'include': '{(included == "PIPE" ? "pipe" : included)}' }}\n{{ 'command': 'a' }}\n";
        await System.IO.File.WriteAllTextAsync(path, root);
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(path, root);

        string[] findings = await editor.FindingsAsync(path);

        Assert.Contains(reason, Assert.Single(findings), StringComparison.Ordinal);
    }

    // Git keeps links: one of a stranger's leads to a pipe that nobody writes to, or to the one by which the editor speaks to the server.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_project_that_is_no_file_is_not_read(bool isLink)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using SchemaFolder folder = new(("a.json", "{ 'command': 'a' }\n"));
        string pipe = folder[isLink ? "pipe" : "a.csproj"];
        using (Process made = Process.Start("mkfifo", [pipe]))
        {
            await made.WaitForExitAsync();
        }

        if (isLink)
        {
            System.IO.File.CreateSymbolicLink(folder["a.csproj"], pipe);
        }

        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path);
        editor.Open(folder["a.json"]);

        Assert.Empty(await editor.FindingsAsync(folder["a.json"]).WaitAsync(TimeSpan.FromSeconds(120)));
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<byte[]> Message(SchemaFolder folder)
    {
        Gen<JsonObject> document = OneOf("root.json", "disk.json", "none.json").Select(name => new JsonObject { ["uri"] = DocumentUri.FromPath(folder[name]), ["version"] = 3, ["text"] = Samples.Disk });
        Gen<JsonObject> place = Gen.Select(Gen.Int[0, 50], Gen.Int[0, 60], static (line, character) => new JsonObject { ["line"] = line, ["character"] = character });
        Gen<JsonObject> range = Gen.Select(place, place, static (start, end) => new JsonObject { ["start"] = start, ["end"] = end });
        Gen<JsonObject> good = Gen.Select(document, place, range, OneOf("", "x", "'", "{", "##\n"), static (doc, at, part, text) => new JsonObject
        {
            ["textDocument"] = doc,
            ["position"] = at,
            ["range"] = part,
            ["newName"] = "Fresh" + text,
            ["query"] = text,
            ["contentChanges"] = new JsonArray(new JsonObject { ["range"] = part.DeepClone(), ["text"] = text }),
        });
        Gen<JsonObject> spoilt = Gen.Select(good, OneOf("textDocument", "position", "range", "contentChanges", "id"), Value, static (parameters, key, value) =>
        {
            parameters[key] = value?.DeepClone();
            return parameters;
        });
        Gen<JsonObject> message = Gen.Select(OneOf(Methods), Gen.OneOf(good, spoilt), Gen.Int[0, 3], static (method, parameters, id) =>
        {
            var whole = new JsonObject { ["jsonrpc"] = "2.0", ["method"] = method, ["params"] = parameters };
            if (id > 0)
            {
                whole["id"] = "r" + Stopwatch.GetTimestamp();
            }

            return whole;
        });
        Gen<byte[]> content = message.Select(static whole => Encoding.UTF8.GetBytes(whole.ToJsonString()));
        return Gen.Frequency(
            (20, content),
            (1, Gen.Select(content, Gen.Int[0, 100], static (bytes, cut) => bytes[..(bytes.Length * cut / 100)])),
            (1, Gen.Byte.Array[0, 60]));
    }

    // The pipe of a client that doesn't read: writing holds the thread, as that of a process's output does.
    private sealed class FullPipe : MemoryStream
    {
        private readonly ManualResetEventSlim _closed = new();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _closed.Wait(CancellationToken.None);
            throw new IOException("nobody reads");
        }

        protected override void Dispose(bool disposing)
        {
            _closed.Set();
            base.Dispose(disposing);
        }
    }
}
