using System;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Wire;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Runtime.Tests.Client;

/// <summary>Which reply goes to whom, and what becomes of malformed ones (QMP spec 19.5).</summary>
public sealed class ReplyTests
{
    [Fact]
    public async Task Replies_in_any_order_find_their_callers()
    {
        await using var server = new FakeQmpServer();
        server.On("a").NeverAnswers();
        server.On("b").NeverAnswers();
        await using QmpClient client = await server.ConnectAsync();
        Task<JsonElement> a = client.ExecuteAsync("a").AsTask();
        Task<JsonElement> b = client.ExecuteAsync("b").AsTask();
        FakeCall first = await server.NextCallAsync();
        FakeCall second = await server.NextCallAsync();

        await second.ReturnAsync("\"for b\"");
        await first.ReturnAsync("\"for a\"");

        Assert.Equal("for b", (await b).GetString());
        Assert.Equal("for a", (await a).GetString());
    }

    [Theory]
    [InlineData("{\"a\": 1} 2")]
    [InlineData("1 nonsense")]
    [InlineData("[] {}")]
    public async Task A_result_that_is_not_all_of_its_value_is_not_believed(string result)
    {
        await using var server = new FakeQmpServer();
        server.On("x").Returns(result);
        server.On("y").Returns("1");
        await using QmpClient client = await server.ConnectAsync();

        QmpProtocolException refusal = await Assert.ThrowsAsync<QmpProtocolException>(async () => await client.ExecuteAsync("x"));

        Assert.Contains("follows the value", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await client.ExecuteAsync("y")).GetInt32());
    }

    [Theory]
    [InlineData("null", JsonValueKind.Null)]
    [InlineData("[]", JsonValueKind.Array)]
    [InlineData("true", JsonValueKind.True)]
    [InlineData("{\"x\": 1}", JsonValueKind.Object)]
    [InlineData("18446744073709551615", JsonValueKind.Number)]
    public async Task Any_value_is_a_result(string result, JsonValueKind kind)
    {
        await using var server = new FakeQmpServer();
        server.On("x").Returns(result);
        await using QmpClient client = await server.ConnectAsync();

        JsonElement value = await client.ExecuteAsync("x");

        Assert.Equal(kind, value.ValueKind);
        Assert.Equal(result, value.GetRawText());
    }

    [Fact]
    public async Task An_error_wins_over_a_result()
    {
        await using var server = new FakeQmpServer();
        server.On("x").Answers(call => call.SendAsync($$$"""{"return": {}, "error": {"class": "DeviceNotFound", "desc": "d"}, "id": {{{call.Id}}}}"""));
        await using QmpClient client = await server.ConnectAsync();

        QmpErrorException error = await Assert.ThrowsAsync<QmpErrorException>(async () => await client.ExecuteAsync("x"));

        Assert.Equal(QmpErrorClass.DeviceNotFound, error.ErrorClass);
    }

    [Fact]
    public async Task An_unknown_class_is_kept_and_counts_as_generic()
    {
        await using var server = new FakeQmpServer();
        server.On("x").Answers(call => call.SendAsync(call.ErrorTo("BrandNew", "d")));
        await using QmpClient client = await server.ConnectAsync();

        QmpErrorException error = await Assert.ThrowsAsync<QmpErrorException>(async () => await client.ExecuteAsync("x"));

        Assert.Equal(("BrandNew", QmpErrorClass.GenericError), (error.ErrorClassName, error.ErrorClass));
    }

    [Theory]
    [InlineData("\"error\": 5")]
    [InlineData("\"error\": {\"class\": \"GenericError\"}")]
    [InlineData("\"error\": {\"class\": 1, \"desc\": \"x\"}")]
    [InlineData("\"neither\": 1")]
    [InlineData("\"return\": {\"a\" 1}")]
    [InlineData("\"return\": tru")]
    public async Task A_bad_reply_fails_its_call_and_nothing_else(string members)
    {
        await using var server = new FakeQmpServer();
        server.On("bad").Answers(call => call.SendAsync($"{{{members}, \"id\": {call.Id}}}"));
        server.On("good").Returns("1");
        await using QmpClient client = await server.ConnectAsync();

        await Assert.ThrowsAsync<QmpProtocolException>(async () => await client.ExecuteAsync("bad"));

        Assert.Equal(1, (await client.ExecuteAsync("good")).GetInt32());
    }

    [Fact]
    public async Task An_error_without_an_id_fails_the_oldest_call()
    {
        await using var server = new FakeQmpServer();
        server.On("a").NeverAnswers();
        server.On("b").NeverAnswers();
        await using QmpClient client = await server.ConnectAsync();
        Task<JsonElement> a = client.ExecuteAsync("a").AsTask();
        Task<JsonElement> b = client.ExecuteAsync("b").AsTask();
        FakeCall first = await server.NextCallAsync("b");

        await server.SendAsync("""{"error": {"class": "GenericError", "desc": "JSON parse error"}}""");
        await first.ReturnAsync();

        Assert.Equal("JSON parse error", (await Assert.ThrowsAsync<QmpErrorException>(() => a)).Description);
        await b;
    }

    [Theory]
    [InlineData("""{"return": 1, "id": "x"}""")]
    [InlineData("""{"return": 1, "id": null}""")]
    [InlineData("""{"return": 1, "id": [1]}""")]
    [InlineData("""{"return": 1, "id": {"a": 1}}""")]
    [InlineData("""{"return": 1, "id": 1.5}""")]
    [InlineData("""{"error": {"class": "GenericError", "desc": "d"}, "id": null}""")]
    [InlineData("""{"return": 1}""")]
    [InlineData("""{"hello": "world"}""")]
    [InlineData("{}")]
    [InlineData("\t\r\n  ")]
    public async Task What_belongs_to_nobody_is_dropped(string message)
    {
        await using var server = new FakeQmpServer();
        server.On("x").Answers(async call =>
        {
            await call.SendAsync(message);
            await call.ReturnAsync("2");
        });
        await using QmpClient client = await server.ConnectAsync();

        Assert.Equal(2, (await client.ExecuteAsync("x")).GetInt32());
    }

    [Fact]
    public async Task A_message_with_an_event_and_an_id_is_an_event()
    {
        await using var server = new FakeQmpServer();
        server.On("x").Answers(async call =>
        {
            await call.SendAsync($"{{\"event\": \"E\", \"id\": {call.Id}, \"return\": 1}}");
            await call.ReturnAsync("2");
        });
        await using QmpClient client = await server.ConnectAsync();
        using QmpEventSubscription<QmpEvent> events = client.Events();

        Assert.Equal(2, (await client.ExecuteAsync("x")).GetInt32());
        Assert.True(events.TryRead(out QmpReceivedEvent<QmpEvent> seen));
        Assert.Equal("E", ((RawQmpEvent)seen.Event).Name);
    }

    [Fact]
    public async Task Escaped_and_repeated_names_are_understood()
    {
        await using var server = new FakeQmpServer();
        server.On("x").Answers(call => call.SendAsync($"{{\"return\": 1, \"\\u0072eturn\": 2, \"\\u0069\\u0064\": {call.Id}, \"__org.example_x\": []}}"));
        await using QmpClient client = await server.ConnectAsync();

        Assert.Equal(2, (await client.ExecuteAsync("x")).GetInt32());
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, 7)]
    public async Task Layout_and_segments_make_no_difference(bool pretty, int segmentBytes)
    {
        await using var server = new FakeQmpServer(new FakeServerOptions { IsPretty = pretty, SegmentBytes = segmentBytes });
        string result = """{"text": "a{[\"\\u0000ä😀", "list": [[], {}, [1, 2, {"x": null}]]}""";
        server.On("x").Returns(result);
        await using QmpClient client = await server.ConnectAsync();

        JsonElement value = await client.ExecuteAsync("x");

        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(result), value));
    }

    [Theory]
    [InlineData(70_000)]
    [InlineData(1_000_000)]
    [InlineData(20_000_000)]
    public async Task A_large_reply_is_read(int length)
    {
        await using var server = new FakeQmpServer();
        server.On("x").Returns($"\"{new string('a', length)}\"");
        await using QmpClient client = await server.ConnectAsync();

        Assert.Equal(length, (await client.ExecuteAsync("x")).GetString()!.Length);
    }

    [Fact]
    public async Task A_reply_over_the_limit_ends_the_connection_with_a_cause()
    {
        await using var server = new FakeQmpServer();
        server.On("x").Returns($"\"{new string('a', 100_000)}\"");
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { MaxMessageBytes = 50_000 });

        QmpConnectionException error = await Assert.ThrowsAsync<QmpConnectionException>(async () => await client.ExecuteAsync("x"));

        Assert.IsType<QmpProtocolException>(error.InnerException);
    }

    [Fact]
    public async Task Nesting_of_a_thousand_levels_is_read()
    {
        await using var server = new FakeQmpServer();
        string result = new string('[', 1000) + new string(']', 1000);
        server.On("x").Answers(call => call.SendAsync(call.ReplyTo(result)));
        await using QmpClient client = await server.ConnectAsync();

        Assert.Equal(result, (await client.ExecuteAsync("x")).GetRawText());
    }

    [Fact]
    public async Task A_result_of_the_wrong_type_fails_its_call_only()
    {
        await using var server = new FakeQmpServer();
        server.On("x").Returns("\"text\"").Returns("""{"n": 7}""");
        await using QmpClient client = await server.ConnectAsync();
        var command = new QmpCommandDescriptor("x");

        await Assert.ThrowsAsync<QmpProtocolException>(async () => await client.ExecuteAsync<NoData, TestEvent, TestEvent>(command, default));

        Assert.Equal(7, (await client.ExecuteAsync<NoData, TestEvent, TestEvent>(command, default)).Number);
    }

    [Fact]
    public async Task Names_and_arguments_are_sent_as_JSON()
    {
        await using var server = new FakeQmpServer();
        server.On("odd \"name\"\n").Returns();
        await using QmpClient client = await server.ConnectAsync();

        await client.ExecuteAsync("odd \"name\"\n", JsonElement.Parse("""{"ä": "\"\u0000", "big": 18446744073709551615}"""));

        FakeCall call = await server.NextCallAsync();
        Assert.Equal("odd \"name\"\n", call.Command);
        Assert.Equal(18446744073709551615, call.Arguments.GetProperty("big").GetUInt64());
        Assert.Equal("\"\0", call.Arguments.GetProperty("ä").GetString());
    }

    [Fact]
    public async Task A_command_without_arguments_sends_none()
    {
        await using var server = new FakeQmpServer();
        server.On("x").Returns();
        await using QmpClient client = await server.ConnectAsync();

        await client.ExecuteAsync(new QmpCommandDescriptor("x"), default(NoData));

        Assert.Equal(JsonValueKind.Undefined, (await server.NextCallAsync()).Arguments.ValueKind);
    }

    [Fact]
    public async Task An_argument_that_cannot_be_written_sends_nothing_and_harms_nobody()
    {
        await using var server = new FakeQmpServer();
        server.On("x").Returns("1");
        await using QmpClient client = await server.ConnectAsync();

        await Assert.ThrowsAsync<FormatException>(async () => await client.ExecuteAsync(new QmpCommandDescriptor("x"), default(Unwritable)));

        Assert.Equal(1, (await client.ExecuteAsync("x")).GetInt32());
        Assert.Equal(["qmp_capabilities", "x"], server.Calls.Select(x => x.Command));
    }

    private readonly struct Unwritable : IWireCodec<Unwritable>
    {
        public static Unwritable Read(ref Utf8JsonReader reader, WireMode mode) => default;

        public static void Write(ref WireWriter writer, Unwritable value)
        {
            writer.BeginObject();
            writer.Member(Encoding.ASCII.GetBytes(new string('x', 3000)));
            throw new FormatException("can't be written");
        }
    }
}
