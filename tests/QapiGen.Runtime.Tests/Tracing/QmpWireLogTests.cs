using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Tracing;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Runtime.Tests.Tracing;

/// <summary>What is logged of a conversation, and what isn't.</summary>
public sealed class QmpWireLogTests
{
    [Fact]
    public async Task Both_sides_messages_are_logged_with_secrets_masked()
    {
        using var log = new TraceLog { IsOn = true };
        await using var server = new FakeQmpServer(new FakeServerOptions { SegmentBytes = 7 });
        server.On("object-add").Returns("{}");
        server.On("set_password").Returns("{\"passphrase\": \"hidden-3\"}");
        server.On("sev-inject-launch-secret").Returns("{}");
        server.On("human-monitor-command").Returns("\"\"");
        await using QmpClient client = await QmpClient.ConnectAsync(QmpWireLog.Wrap(server.Connect(), log));
        await client.ExecuteAsync("object-add", JsonElement.Parse("""{"qom-type": "secret", "id": "s0", "data": "hidden-1"}"""));
        await client.ExecuteAsync("object-add", JsonElement.Parse("""{"qom-type": "x", "id": "x0", "data": "seen"}"""));
        await client.ExecuteAsync("set_password", JsonElement.Parse("""{"protocol": "vnc", "password": "hidden-2"}"""));
        await client.ExecuteAsync("sev-inject-launch-secret", JsonElement.Parse("""{"packet-header": "seen", "secret": "hidden-7"}"""));
        await client.ExecuteAsync("human-monitor-command", JsonElement.Parse("""{"command-line": "set_password vnc hidden-4"}"""));
        await client.ExecuteAsync("human-monitor-command", JsonElement.Parse("""{"command-line": "object_add secret,id=s,data=hidden-5"}"""));
        await client.ExecuteAsync("human-monitor-command", JsonElement.Parse("""{"command-line": "drive_add 0 file.cookie=hidden-6"}"""));

        string all = string.Join('\n', log.Lines);
        Assert.Contains("memory:client > {\"execute\":\"qmp_capabilities\"", all, StringComparison.Ordinal);
        Assert.Contains("memory:client < {\"QMP\":", all, StringComparison.Ordinal);
        Assert.Contains("\"data\":\"***\"", all, StringComparison.Ordinal);
        Assert.Contains("\"password\":\"***\"", all, StringComparison.Ordinal);
        Assert.Contains("\"data\":\"seen\"", all, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", all, StringComparison.Ordinal);
        Assert.Equal(16, log.Lines.Count(static line => line.Contains(" > ", StringComparison.Ordinal)) + log.Lines.Count(static line => line.Contains("\"return\"", StringComparison.Ordinal)));
    }

    // A command with two names is refused without its id, so that nobody asks for it again.
    [Fact]
    public void What_is_remembered_of_questions_is_bounded_and_what_is_forgotten_is_masked()
    {
        var replies = new SecretReplies();
        string id = new('x', SecretReplies.MaxIdLength);
        replies.Note(JsonElement.Parse($$"""{"execute": "a", "id": "{{id}}"}"""));
        Assert.True(replies.Hides(JsonElement.Parse($$"""{"return": [1], "id": "{{id}}"}""")));
        Assert.True(replies.Hides(JsonElement.Parse("""{"return": [1], "id": 7}""")));

        replies = new SecretReplies();
        for (int i = 0; i <= SecretReplies.MaxAsked; i++)
        {
            replies.Note(JsonElement.Parse($$"""{"execute": "a", "id": {{i}}}"""));
        }

        Assert.False(replies.Hides(JsonElement.Parse("""{"return": [1], "id": 0}""")));
        Assert.True(replies.Hides(JsonElement.Parse($$"""{"return": [1], "id": {{SecretReplies.MaxAsked}}}""")));
    }

    [Theory]
    [InlineData("qom-get", """{"path": "/objects/s0", "property": "data"}""", "\"hidden\"")]
    [InlineData("qom-get", """{"path": "/machine", "property": "password"}""", "\"hidden\"")]
    [InlineData("qom-set", """{"path": "/objects/s0", "property": "data", "value": "hidden"}""", "{}")]
    [InlineData("qom-list-get", """{"paths": ["/objects/s0"]}""", """[{"properties": [{"name": "data", "type": "string", "value": "hidden"}]}]""")]
    [InlineData("human-monitor-command", """{"command-line": "qom-get /objects/s0 data"}""", "\"hidden\"")]
    [InlineData("human-monitor-command", """{"command-line": "qom-set /objects/s0 data hidden"}""", "\"\"")]
    [InlineData("human-monitor-command", """{"command-line": "info password"}""", "\"hidden\"")]
    public async Task What_is_returned_to_a_question_for_a_secret_is_masked(string command, string arguments, string result)
    {
        using var log = new TraceLog { IsOn = true };
        await using var server = new FakeQmpServer();
        server.On(command).Returns(result);
        server.On("query-name").Returns("\"seen\"");
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { LoggerFactory = log });

        JsonElement returned = await client.ExecuteAsync(command, JsonElement.Parse(arguments));
        await client.ExecuteAsync("query-name");

        Assert.Equal(JsonElement.Parse(result).GetRawText(), returned.GetRawText());
        Assert.DoesNotContain(log.Lines, static line => line.Contains("hidden", StringComparison.Ordinal));
        Assert.Contains(log.Lines, static line => line.Contains("{\"return\":\"seen\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Text_that_is_returned_to_a_question_from_before_the_log_was_switched_on_is_masked()
    {
        using var log = new TraceLog();
        await using var server = new FakeQmpServer();
        server.On("qom-get").NeverAnswers();
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { LoggerFactory = log });
        ValueTask<JsonElement> asking = client.ExecuteAsync("qom-get", JsonElement.Parse("""{"path": "/objects/s0", "property": "data"}"""));
        FakeCall asked = await server.NextCallAsync("qom-get");
        log.IsOn = true;
        await asked.ReturnAsync("\"hidden\"");

        Assert.Equal("hidden", (await asking).GetString());
        Assert.Contains(log.Lines, static line => line.Contains("\"return\":\"***\"", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, static line => line.Contains("hidden", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Client_that_has_a_place_to_log_logs_each_message_once(bool isWrapped)
    {
        using var log = new TraceLog { IsOn = true };
        await using var server = new FakeQmpServer();
        server.On("query-x").Returns("1");
        await using QmpClient client = await QmpClient.ConnectAsync(
            isWrapped ? QmpWireLog.Wrap(server.Connect(), log) : server.Connect(), new QmpClientOptions { LoggerFactory = log });

        await client.ExecuteAsync("query-x");

        Assert.Single(log.Lines, static line => line.Contains("{\"execute\":\"query-x\"", StringComparison.Ordinal));
        Assert.Single(log.Lines, static line => line.Contains("{\"return\":1,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_switched_on_and_off_while_the_connection_lives()
    {
        using var log = new TraceLog();
        await using var server = new FakeQmpServer();
        server.On("query-x").Returns("1");
        await using QmpClient client = await QmpClient.ConnectAsync(QmpWireLog.Wrap(server.Connect(), log));
        await client.ExecuteAsync("query-x");
        Assert.Empty(log.Lines);

        log.IsOn = true;
        await client.ExecuteAsync("query-x");
        log.IsOn = false;
        await client.ExecuteAsync("query-x");

        Assert.Equal(2, log.Lines.Count);
    }

    // Watching changes nothing: QEMU sends such texts, of files and of guests.
    [Fact]
    public async Task Text_that_is_no_Unicode_passes_and_is_not_shown()
    {
        using var log = new TraceLog { IsOn = true };
        await using var server = new FakeQmpServer();
        server.On("query-x").Returns("{\"name\": \"\\ud800\"}");
        server.On("query-y").Returns("1");
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { LoggerFactory = log });

        JsonElement half = await client.ExecuteAsync("query-x");
        await client.ExecuteAsync("query-y");

        Assert.Contains("\\ud800", half.GetRawText(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains(log.Lines, static line => line.Contains("bytes that are not JSON, or have texts that are not Unicode", StringComparison.Ordinal));
        Assert.Contains(log.Lines, static line => line.Contains("{\"return\":1,", StringComparison.Ordinal));
    }

    private sealed class TraceLog : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public bool IsOn { get; set; }

        public ConcurrentQueue<string> Lines => _lines;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => IsOn;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
