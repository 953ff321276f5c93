using System;
using System.Diagnostics;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
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
        await using EditorSession editor = await EditorSession.OpenAsync(options: new LanguageServerOptions { MaxMessageBytes = 1000 });
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
