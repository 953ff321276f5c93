using System;
using System.Diagnostics;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Documents;
using QapiGen.LanguageServer.Protocol;
using QapiGen.LanguageServer.Tests.Support;

namespace QapiGen.LanguageServer.Tests.Sessions;

/// <summary>The protocol's life cycle, its errors, and that one bad request is one bad request.</summary>
public sealed class ProtocolTests
{
    [Fact]
    public async Task Shutdown_and_exit_end_the_server_with_0()
    {
        EditorSession editor = await EditorSession.OpenAsync();
        JsonObject answer = await editor.AskAsync("shutdown", null);
        JsonObject late = await editor.AskAsync("workspace/symbol", new { query = "" });
        editor.Tell("exit", new { });

        Assert.True(answer.ContainsKey("result"));
        Assert.Null(answer["result"]);
        Assert.Equal(ErrorCode.InvalidRequest, (int?)late["error"]!["code"]);
        Assert.Equal(0, await editor.Server.WaitAsync(TimeSpan.FromSeconds(60)));
        await editor.DisposeAsync();
    }

    [Fact]
    public async Task Exit_without_shutdown_and_the_end_of_the_input_are_1()
    {
        EditorSession left = await EditorSession.OpenAsync();
        left.Tell("exit", new { });
        EditorSession cut = await EditorSession.OpenAsync();
        cut.EndInput();

        Assert.Equal(1, await left.Server.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal(1, await cut.Server.WaitAsync(TimeSpan.FromSeconds(60)));
        await left.DisposeAsync();
        await cut.DisposeAsync();
    }

    [Fact]
    public async Task The_end_of_the_clients_process_ends_the_server_with_1_whoever_holds_its_input()
    {
        using Process client = OperatingSystem.IsWindows() ? Process.Start("ping", "-n 600 127.0.0.1") : Process.Start("sleep", "600");
        EditorSession editor = await EditorSession.OpenAsync(processId: client.Id);
        await editor.AskAsync("workspace/symbol", new { query = "" });
        Assert.False(editor.Server.IsCompleted);

        client.Kill();

        Assert.Equal(1, await editor.Server.WaitAsync(TimeSpan.FromSeconds(60)));
        await editor.DisposeAsync();
    }

    [Fact]
    public async Task A_client_whose_number_is_nobodys_here_is_served()
    {
        using Process gone = Process.Start(OperatingSystem.IsWindows() ? "hostname" : "true");
        await gone.WaitForExitAsync();
        await using EditorSession editor = await EditorSession.OpenAsync(processId: gone.Id);

        Assert.NotNull((await editor.AskAsync("workspace/symbol", new { query = "" }))["result"]);
        Assert.False(editor.Server.IsCompleted);
    }

    [Fact]
    public async Task Nothing_is_answered_before_initialize_and_initialize_only_once()
    {
        await using EditorSession editor = EditorSession.Connect();

        JsonObject early = await editor.AskAsync("textDocument/hover", new { });
        JsonObject first = await editor.AskAsync("initialize", new { capabilities = new { } });
        JsonObject second = await editor.AskAsync("initialize", new { capabilities = new { } });

        Assert.Equal(ErrorCode.ServerNotInitialized, (int?)early["error"]!["code"]);
        Assert.Equal("utf-16", (string?)first["result"]!["capabilities"]!["positionEncoding"]);
        Assert.Equal(ErrorCode.InvalidRequest, (int?)second["error"]!["code"]);
    }

    [Fact]
    public async Task A_client_that_says_nothing_of_itself_is_given_what_the_first_version_has()
    {
        using SchemaFolder folder = Samples.Create();
        folder.Write("root.json", Samples.Root + "{ 'event': 'DISK_GONE', 'data': { 'x': 'Dis' } }\n");
        (EditorSession editor, JsonNode capabilities) = await EditorSession.OpenBareAsync(new { capabilities = new { }, rootUri = DocumentUri.FromPath(folder.Path) });
        await using EditorSession _ = editor;
        string path = folder["root.json"];
        editor.Open(path);
        editor.Open(folder["disk.json"]);

        Assert.True((bool)capabilities["renameProvider"]!);
        Assert.Null(capabilities["codeActionProvider"]);
        Assert.Equal("plaintext", (string?)(await editor.AskAtAsync("textDocument/hover", path, "a `Di|sk`"))!["contents"]!["kind"]);
        Assert.NotEmpty(await editor.FindingsAsync(path, static lines => lines.Length > 1));
        await editor.PublishedAsync(path, static findings => findings.Count > 1 && findings.All(static finding => finding!["relatedInformation"] is null));
        JsonObject whole = new() { ["textDocument"] = new JsonObject { ["uri"] = DocumentUri.FromPath(path) }, ["range"] = JsonNode.Parse("{\"start\":{\"line\":0,\"character\":0},\"end\":{\"line\":99,\"character\":0}}") };
        Assert.Empty((await editor.ResultAsync("textDocument/codeAction", whole))!.AsArray());
        JsonArray[] symbols =
        [
            (await editor.AskDocumentAsync("textDocument/documentSymbol", path))!.AsArray(),
            (await editor.AskDocumentAsync("textDocument/documentSymbol", folder["disk.json"]))!.AsArray(),
            (await editor.ResultAsync("workspace/symbol", new JsonObject { ["query"] = "" }))!.AsArray(),
            (await editor.AskAtAsync("textDocument/completion", path, "'x': '|Dis'"))!["items"]!.AsArray(),
            (await editor.AskAtAsync("textDocument/completion", folder["disk.json"], "{ '|file': 'DiskFile'"))!["items"]!.AsArray(),
        ];
        Assert.All(symbols, static list => Assert.NotEmpty(list));
        Assert.All(symbols.SelectMany(static list => list), static symbol => Assert.InRange((int)symbol!["kind"]!, 1, 18));
        Assert.All(symbols.SelectMany(static list => list), static symbol => Assert.Null(symbol!["tags"]));
        Assert.Empty((await editor.AskAtAsync("textDocument/completion", path, editor.Text(path).Length))!["items"]!.AsArray());
    }

    [Fact]
    public async Task A_client_that_says_what_it_can_is_told_what_the_server_can()
    {
        (EditorSession editor, JsonNode capabilities) = await EditorSession.OpenBareAsync(new
        {
            capabilities = new { textDocument = new { rename = new { prepareSupport = true }, codeAction = new { codeActionLiteralSupport = new { } } } },
        });
        await using EditorSession _ = editor;

        Assert.True((bool)capabilities["renameProvider"]!["prepareProvider"]!);
        Assert.Equal(["quickfix"], capabilities["codeActionProvider"]!["codeActionKinds"]!.AsArray().Select(static kind => (string?)kind));
    }

    [Fact]
    public async Task A_client_of_old_that_tells_a_path_alone_has_a_folder()
    {
        using SchemaFolder folder = new(("a.json", "{ 'include': 'b.json' }\n"), ("b.json", "{ 'struct': 'Aa', 'data': {} }\n"));
        (EditorSession editor, JsonNode _) = await EditorSession.OpenBareAsync(new { capabilities = new { }, rootUri = (string?)null, rootPath = folder.Path, initializationOptions = new { roots = new[] { "a.json" } } });
        await using EditorSession __ = editor;

        JsonNode? found = await editor.ResultAsync("workspace/symbol", new JsonObject { ["query"] = "Aa" });

        Assert.Equal("b.json:1 Aa", editor.Show(Assert.Single(found!.AsArray())!["location"]!));
    }

    [Theory]
    [InlineData("{\"roots\":\"api.json\",\"dialect\":\"10.2\"}", "setting 'roots' is to be a list of texts, not \"api.json\"", 1)]
    [InlineData("{\"roots\":[\"a.json\",1],\"dialect\":\"10.2\"}", "setting 'roots' is to be a list of texts, not 1", 1)]
    [InlineData("{\"roots\":[\"nope.json\"],\"dialect\":\"10.2\"}", "setting 'roots': there is no 'nope.json'", 1)]
    [InlineData("{\"dialect\":7,\"programs\":\"no\"}", "setting 'dialect' is to be a text, not 7\nsetting 'programs' is to be true or false, not \"no\"", 0)]
    [InlineData("{\"dialect\":\"9.9\"}", "setting 'dialect': '9.9' is no dialect; valid are auto, lenient, 5.2, 7.2, 10.0, 10.2, 11.1", 0)]
    public async Task A_setting_that_can_not_be_is_told_and_the_others_hold(string settings, string expected, int findings)
    {
        using SchemaFolder folder = new(("a.json", "{ 'struct': 'Aa', 'data': { 'Upper': 'str' } }\n"));
        await using EditorSession atFirst = await EditorSession.OpenAsync(folder.Path, settings: JsonNode.Parse(settings));
        await using EditorSession later = await EditorSession.OpenAsync(folder.Path);
        later.Tell("workspace/didChangeConfiguration", new JsonObject { ["settings"] = new JsonObject { ["qapi"] = JsonNode.Parse(settings) } });
        later.Tell("workspace/didChangeConfiguration", new JsonObject { ["settings"] = new JsonObject { ["qapi"] = JsonNode.Parse(settings) } });

        foreach (EditorSession editor in (EditorSession[])[atFirst, later])
        {
            editor.Open(folder["a.json"]);
            Assert.Equal(findings, (await editor.FindingsAsync(folder["a.json"])).Length);
            Assert.Equal(expected, (string?)Assert.Single(editor.Said, static message => (string?)message["method"] == "window/showMessage")["params"]!["message"]);
        }
    }

    [Theory]
    [InlineData("[1]", "setting 'initializationOptions' is to be an object, not [1]")]
    [InlineData("\"10.2\"", "setting 'initializationOptions' is to be an object, not \"10.2\"")]
    [InlineData("{\"qapi\":\"10.2\"}", "setting 'qapi' is to be an object, not \"10.2\"")]
    [InlineData("[]", null)]
    [InlineData("{}", null)]
    public async Task Settings_that_are_none_are_told(string settings, string? expected)
    {
        using SchemaFolder folder = new(("a.json", "{ 'struct': 'Aa', 'data': {} }\n"));
        await using EditorSession editor = await EditorSession.OpenAsync(folder.Path, settings: JsonNode.Parse(settings));
        editor.Open(folder["a.json"]);
        Assert.Empty(await editor.FindingsAsync(folder["a.json"]));

        Assert.Equal(expected, (string?)editor.Said.SingleOrDefault(static message => (string?)message["method"] == "window/showMessage")?["params"]!["message"]);
    }

    [Fact]
    public async Task Unknown_requests_are_answered_and_unknown_notifications_ignored()
    {
        await using EditorSession editor = await EditorSession.OpenAsync();
        editor.Tell("$/setTrace", new { value = "verbose" });
        editor.Tell("window/workDoneProgress/cancel", new { token = "x" });
        editor.Tell("no/such", new { });

        JsonObject answer = await editor.AskAsync("textDocument/moniker", new { });

        Assert.Equal(ErrorCode.MethodNotFound, (int?)answer["error"]!["code"]);
        Assert.Empty(editor.Said);
    }

    [Theory]
    [InlineData("textDocument/hover", "{}")]
    [InlineData("textDocument/hover", "[]")]
    [InlineData("textDocument/hover", "{\"textDocument\":{\"uri\":null},\"position\":{\"line\":0,\"character\":0}}")]
    [InlineData("textDocument/hover", "{\"textDocument\":{\"uri\":\"file:///a\"},\"position\":{\"line\":1e99,\"character\":0}}")]
    [InlineData("textDocument/rename", "{\"textDocument\":{\"uri\":\"file:///a\"},\"position\":{\"line\":0,\"character\":0}}")]
    public async Task Wrong_parameters_are_invalid_parameters(string method, string parameters)
    {
        await using EditorSession editor = await EditorSession.OpenAsync();
        editor.SendContent(Encoding.UTF8.GetBytes($"{{\"jsonrpc\":\"2.0\",\"id\":\"mine\",\"method\":\"{method}\",\"params\":{parameters}}}"));
        await editor.AskAsync("workspace/symbol", new { query = "" });
        SpinWait.SpinUntil(() => editor.Said.Any(static message => (string?)message["id"] == "mine"), TimeSpan.FromSeconds(60));

        JsonObject answer = editor.Said.Single(static message => message["id"]?.GetValueKind() == System.Text.Json.JsonValueKind.String);

        Assert.Equal(ErrorCode.InvalidParams, (int?)answer["error"]!["code"]);
    }

    [Fact]
    public async Task Parameters_that_are_missing_are_invalid_parameters()
    {
        await using EditorSession editor = await EditorSession.OpenAsync();
        editor.SendContent("""{"jsonrpc":"2.0","method":"textDocument/didOpen"}"""u8.ToArray());
        editor.SendContent("""{"jsonrpc":"2.0","id":"mine","method":"workspace/symbol"}"""u8.ToArray());
        await editor.SaidAsync(static message => message["id"] is not null);

        Assert.Equal(ErrorCode.InvalidParams, (int?)editor.Said.Single(static message => message["id"] is not null)["error"]!["code"]);
        Assert.Contains(editor.Said, static message => (string?)message["params"]?["message"] == "textDocument/didOpen: parameters are missing");
    }

    [Fact]
    public async Task A_request_that_throws_ends_alone()
    {
        await using EditorSession editor = await EditorSession.OpenAsync(options: Bad());

        JsonObject thrown = await editor.AskAsync("test/throw", new { query = "" });

        Assert.Equal(ErrorCode.InternalError, (int?)thrown["error"]!["code"]);
        Assert.NotNull((await editor.AskAsync("workspace/symbol", new { query = "" }))["result"]);
    }

    [Fact]
    public async Task A_request_that_hangs_is_given_up_and_the_others_go_on()
    {
        await using EditorSession editor = await EditorSession.OpenAsync(options: Bad(TimeSpan.FromSeconds(5)));

        Task<JsonObject> hanging = editor.AskAsync("test/hang", new { query = "" });
        Assert.NotNull((await editor.AskAsync("workspace/symbol", new { query = "" }))["result"]);

        Assert.Equal(ErrorCode.RequestFailed, (int?)(await hanging)["error"]!["code"]);
    }

    [Fact]
    public async Task A_cancelled_request_is_answered_as_cancelled_even_if_it_does_not_listen()
    {
        await using EditorSession editor = await EditorSession.OpenAsync(options: Bad());

        Task<JsonObject> hanging = editor.AskAsync("test/hang", new { query = "" });
        editor.Tell("$/cancelRequest", new { id = editor.LastId });
        editor.Tell("$/cancelRequest", new { id = 4711 });

        Assert.Equal(ErrorCode.RequestCancelled, (int?)(await hanging)["error"]!["code"]);
    }

    [Theory]
    [InlineData("{", ErrorCode.ParseError)]
    [InlineData("[]", ErrorCode.InvalidRequest)]
    [InlineData("1", ErrorCode.InvalidRequest)]
    [InlineData("{\"jsonrpc\":\"2.0\"}", ErrorCode.InvalidRequest)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":[],\"method\":\"shutdown\"}", ErrorCode.InvalidRequest)]
    [InlineData("\u0001\u0002", ErrorCode.ParseError)]
    public async Task What_is_no_message_is_answered_with_an_error(string content, int code)
    {
        await using EditorSession editor = await EditorSession.OpenAsync();
        editor.SendContent(Encoding.UTF8.GetBytes(content));

        Assert.NotNull((await editor.AskAsync("workspace/symbol", new { query = "" }))["result"]);
        Assert.Equal(code, (int?)Assert.Single(editor.Said)["error"]!["code"]);
    }

    [Fact]
    public async Task Headers_that_are_none_and_messages_that_are_cut_short_are_got_over()
    {
        await using EditorSession editor = await EditorSession.OpenAsync();
        editor.SendBytes("Content-Type: x\r\n\r\n"u8);
        editor.SendBytes("Content-Length: many\r\n\r\n"u8);
        editor.SendBytes("garbage\n\r\n"u8);
        editor.SendBytes("Content-Length: 80\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":9,\"met"u8);
        editor.SendContent("{\"jsonrpc\":\"2.0\",\"method\":\"x\"}"u8.ToArray());
        editor.SendBytes("\r\n\r\n"u8);

        Assert.NotNull((await editor.AskAsync("workspace/symbol", new { query = "" }))["result"]);
    }

    [Fact]
    public async Task A_message_that_is_too_long_is_skipped()
    {
        await using EditorSession editor = await EditorSession.OpenAsync(options: new LanguageServerOptions { MaxMessageBytes = 10_000 });
        editor.SendContent(new byte[200_000]);

        Assert.NotNull((await editor.AskAsync("workspace/symbol", new { query = "" }))["result"]);
        Assert.Equal(ErrorCode.InvalidRequest, (int?)Assert.Single(editor.Said)["error"]!["code"]);
    }

    private static LanguageServerOptions Bad(TimeSpan? patience = null) => new()
    {
        Patience = patience ?? TimeSpan.FromMinutes(2),
        AddRequests = static table =>
        {
            table.Add("test/throw", LspJson.Default.WorkspaceSymbolParams, LspJson.Default.Hover, static (_, _, _) => throw new NotSupportedException("thrown"));
            table.Add("test/hang", LspJson.Default.WorkspaceSymbolParams, LspJson.Default.Hover, static (_, _, _) =>
            {
                Thread.Sleep(TimeSpan.FromMinutes(1));
                return null!;
            });
        },
    };
}
