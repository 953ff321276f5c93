using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Wire;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Runtime.Tests.Client;

/// <summary>Giving up, overlapping, out-of-band, and the end of the connection.</summary>
public sealed class CallTests
{
    [Theory]
    [InlineData("""{"a": "\ud800"}""")]
    [InlineData("""{"\udc00": 1}""")]
    public async Task Arguments_that_are_no_text_are_refused_to_the_caller_and_the_connection_stays(string arguments)
    {
        await using var server = new FakeQmpServer();
        server.On("query-x").Returns();
        await using QmpClient client = await server.ConnectAsync();

        await Assert.ThrowsAsync<ArgumentException>(async () => await client.ExecuteAsync("query-x", JsonElement.Parse(arguments)));

        Assert.Equal("{}", (await client.ExecuteAsync("query-x")).GetRawText());
    }

    [Fact]
    public async Task Arguments_that_are_no_bytes_of_text_or_too_deep_are_refused_at_the_call()
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync();
        string deep = new string('[', 1025) + new string(']', 1025);

        Assert.Throws<ArgumentException>(() => { _ = client.ExecuteAsync("x", JsonElement.Parse([.. "{\"a\": \""u8, 0xFF, .. "\"}"u8])).AsTask(); });
        ArgumentException error = Assert.Throws<ArgumentException>(() => { _ = client.ExecuteAsync("x", JsonElement.Parse(deep, new JsonDocumentOptions { MaxDepth = 2000 })).AsTask(); });
        Assert.Contains("more than 1024 open braces", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_read_with_comments_are_sent_without()
    {
        await using var server = new FakeQmpServer();
        server.On("x").Returns();
        await using QmpClient client = await server.ConnectAsync();

        await client.ExecuteAsync("x", JsonElement.Parse("""{"a": [1, /* \ud800 */], }""", new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }));

        Assert.Equal("[1]", (await server.NextCallAsync()).Arguments.GetProperty("a").GetRawText());
    }

    [Fact]
    public async Task Cancelling_a_call_leaves_the_connection_usable()
    {
        using var cancelling = new CancellationTokenSource();
        await using var server = new FakeQmpServer();
        server.On("slow").NeverAnswers();
        server.On("x").Returns("1");
        await using QmpClient client = await server.ConnectAsync();
        Task<JsonElement> slow = client.ExecuteAsync("slow", cancellationToken: cancelling.Token).AsTask();
        FakeCall call = await server.NextCallAsync("slow");

        await cancelling.CancelAsync();

        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);
        Assert.Equal(cancelling.Token, error.CancellationToken);
        await call.ReturnAsync("\"late\"");
        Assert.Equal(1, (await client.ExecuteAsync("x")).GetInt32());
    }

    [Fact]
    public async Task A_cancelled_token_sends_nothing()
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync();

        Task call = client.ExecuteAsync("x", cancellationToken: new CancellationToken(true)).AsTask();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        Assert.True(call.IsCanceled);

        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task A_deadline_ends_its_call_only()
    {
        var time = new FakeTimeProvider();
        await using var server = new FakeQmpServer();
        server.On("slow").NeverAnswers();
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { TimeProvider = time, CallTimeout = TimeSpan.FromSeconds(10) });
        Task<JsonElement> five = client.ExecuteAsync("slow", options: new QmpCallOptions { Timeout = TimeSpan.FromSeconds(5) }).AsTask();
        Task<JsonElement> ten = client.ExecuteAsync("slow").AsTask();
        Task<JsonElement> never = client.ExecuteAsync("slow", options: new QmpCallOptions { Timeout = Timeout.InfiniteTimeSpan }).AsTask();
        FakeCall[] calls = [await server.NextCallAsync(), await server.NextCallAsync(), await server.NextCallAsync()];

        time.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<QmpTimeoutException>(() => five);
        Assert.False(ten.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<QmpTimeoutException>(() => ten);

        foreach (FakeCall call in calls)
        {
            await call.ReturnAsync("3");
        }

        Assert.Equal(3, (await never).GetInt32());
    }

    [Fact]
    public async Task At_most_eight_commands_are_in_flight_with_out_of_band()
    {
        await using var server = new FakeQmpServer();
        server.On("slow").NeverAnswers();
        server.On("oob").Returns("\"now\"");
        await using QmpClient client = await server.ConnectAsync();
        Task<JsonElement>[] calls = [.. Enumerable.Range(0, 20).Select(_ => client.ExecuteAsync("slow").AsTask())];

        JsonElement now = await client.ExecuteAsync("oob", options: new QmpCallOptions { OutOfBand = true });

        Assert.Equal("now", now.GetString());
        Assert.Equal(8, server.Calls.Count(x => x.Command == "slow"));
        for (int i = 0; i < calls.Length; i++)
        {
            await (await server.NextCallAsync("slow")).ReturnAsync($"{i}");
        }

        Assert.Equal(Enumerable.Range(0, 20), (await Task.WhenAll(calls)).Select(x => x.GetInt32()));
    }

    [Fact]
    public async Task Without_out_of_band_any_number_is_in_flight()
    {
        await using var server = new FakeQmpServer();
        server.On("slow").NeverAnswers();
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { EnableOutOfBand = false });
        Task<JsonElement>[] calls = [.. Enumerable.Range(0, 100).Select(_ => client.ExecuteAsync("slow").AsTask())];

        for (int i = 0; i < calls.Length; i++)
        {
            await server.NextCallAsync();
        }

        await server.DisconnectAsync();
        Assert.All(calls, x => Assert.False(x.IsCompletedSuccessfully));
        await Assert.ThrowsAsync<QmpConnectionException>(() => Task.WhenAll(calls));
    }

    [Fact]
    public async Task A_command_given_up_keeps_its_place_in_the_servers_queue_until_it_is_answered()
    {
        using var cancelling = new CancellationTokenSource();
        await using var server = new FakeQmpServer();
        server.On("slow").NeverAnswers();
        server.On("next").Returns("1");
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { MaxInBandCommands = 1 });
        Task<JsonElement> slow = client.ExecuteAsync("slow", cancellationToken: cancelling.Token).AsTask();
        FakeCall call = await server.NextCallAsync();
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);

        Task<JsonElement> next = client.ExecuteAsync("next").AsTask();
        await client.ExecuteAsync("missing", options: new QmpCallOptions { OutOfBand = true }).AsTask().ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.DoesNotContain(server.Calls, x => x.Command == "next");
        await call.ReturnAsync();
        Assert.Equal(1, (await next).GetInt32());
    }

    [Fact]
    public async Task A_command_given_up_before_it_was_sent_is_never_sent()
    {
        using var cancelling = new CancellationTokenSource();
        await using var server = new FakeQmpServer();
        server.On("slow").NeverAnswers();
        server.On("last").Returns("1");
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { MaxInBandCommands = 1 });
        Task<JsonElement> slow = client.ExecuteAsync("slow").AsTask();
        Task<JsonElement> held = client.ExecuteAsync("held", cancellationToken: cancelling.Token).AsTask();
        Task<JsonElement> last = client.ExecuteAsync("last").AsTask();

        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
        await (await server.NextCallAsync("slow")).ReturnAsync();

        await last;
        await slow;
        Assert.DoesNotContain(server.Calls, x => x.Command == "held");
    }

    [Fact]
    public async Task A_broken_connection_gives_every_waiter_the_same_cause()
    {
        await using var server = new FakeQmpServer();
        server.On("slow").NeverAnswers();
        await using QmpClient client = await server.ConnectAsync();
        Task<JsonElement>[] calls = [.. Enumerable.Range(0, 12).Select(_ => client.ExecuteAsync("slow").AsTask())];
        for (int i = 0; i < 8; i++)
        {
            await server.NextCallAsync();
        }

        await server.DisconnectAsync();

        var causes = new List<Exception?>();
        foreach (Task<JsonElement> call in calls)
        {
            causes.Add((await Assert.ThrowsAsync<QmpConnectionException>(() => call)).InnerException);
        }

        Assert.NotNull(causes[0]);
        Assert.All(causes, x => Assert.Same(causes[0], x));
        Assert.Same(causes[0], (await Assert.ThrowsAsync<QmpConnectionException>(async () => await client.ExecuteAsync("x"))).InnerException);
        Assert.Same(causes[0], await Assert.ThrowsAsync<QmpConnectionException>(() => client.Completion));
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task A_torn_reply_is_the_end_inside_a_message()
    {
        await using var server = new FakeQmpServer();
        server.On("x").Tears(9);
        await using QmpClient client = await server.ConnectAsync();

        QmpConnectionException error = await Assert.ThrowsAsync<QmpConnectionException>(async () => await client.ExecuteAsync("x"));

        Assert.Contains("inside a message", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("]")]
    [InlineData("Segmentation fault")]
    [InlineData("\"string\"")]
    public async Task Bytes_that_are_no_message_end_the_connection(string garbage)
    {
        await using var server = new FakeQmpServer();
        server.On("x").Sends(garbage);
        await using QmpClient client = await server.ConnectAsync();

        QmpConnectionException error = await Assert.ThrowsAsync<QmpConnectionException>(async () => await client.ExecuteAsync("x"));

        Assert.IsType<QmpProtocolException>(error.InnerException);
    }

    [Fact]
    public async Task Closing_after_a_break_does_not_hide_its_cause()
    {
        await using var server = new FakeQmpServer();
        server.On("x").Tears(3);
        QmpClient client = await server.ConnectAsync();
        await Assert.ThrowsAsync<QmpConnectionException>(async () => await client.ExecuteAsync("x"));

        await client.DisposeAsync();

        await Assert.ThrowsAsync<QmpConnectionException>(() => client.Completion);
    }

    [Fact]
    public async Task Continuations_may_run_where_the_reply_is_read_if_asked_for()
    {
        await using var server = new FakeQmpServer();
        server.On("x").Returns("1");
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { AllowSynchronousContinuations = true });

        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(1, (await client.ExecuteAsync("x")).GetInt32());
        }
    }

    [Fact]
    public async Task Closing_ends_calls_and_completes_normally()
    {
        await using var server = new FakeQmpServer();
        server.On("slow").NeverAnswers();
        QmpClient client = await server.ConnectAsync();
        Task<JsonElement> slow = client.ExecuteAsync("slow").AsTask();

        await client.DisposeAsync();

        await Assert.ThrowsAsync<QmpConnectionException>(() => slow);
        await client.Completion;
        await client.DisposeAsync();
        await Assert.ThrowsAsync<QmpConnectionException>(async () => await client.ExecuteAsync("x"));
    }

    [Fact]
    public async Task A_command_without_a_success_response_ends_with_the_next_reply()
    {
        await using var server = new FakeQmpServer(new FakeServerOptions { IsGuestAgent = true });
        server.On("guest-suspend-ram").NeverAnswers();
        server.On("guest-ping").Returns();
        await using QmpClient client = await server.ConnectAsync(
            new QmpClientOptions { Handshake = QmpHandshake.GuestAgent, SilentCommandWait = Timeout.InfiniteTimeSpan });
        var suspend = new QmpCommandDescriptor("guest-suspend-ram", QmpCommandFlags.NoSuccessResponse);
        Task silent = client.ExecuteAsync(suspend, default(NoData)).AsTask();

        await client.ExecuteAsync("guest-ping");

        await silent;
    }

    [Fact]
    public async Task A_command_without_a_success_response_ends_with_the_connection_or_the_wait()
    {
        var time = new FakeTimeProvider();
        await using var server = new FakeQmpServer();
        server.On("silent").NeverAnswers();
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { TimeProvider = time });
        var options = new QmpCallOptions { NoSuccessResponse = true };
        Task first = client.ExecuteAsync("silent", options: options).AsTask();
        await server.NextCallAsync();

        time.Advance(TimeSpan.FromSeconds(1));
        await first;
        Task second = client.ExecuteAsync("silent", options: options).AsTask();
        await server.NextCallAsync();
        await server.DisconnectAsync();
        await second;
    }

    [Fact]
    public async Task A_command_without_a_success_response_can_fail()
    {
        await using var server = new FakeQmpServer();
        server.On("silent").Fails(QmpErrorClass.GenericError, "no");
        await using QmpClient client = await server.ConnectAsync();

        await Assert.ThrowsAsync<QmpErrorException>(async () => await client.ExecuteAsync("silent", options: new QmpCallOptions { NoSuccessResponse = true }));
    }

    [Fact]
    public async Task Descriptors_need_a_transport_that_can_pass_them()
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync();
        using System.IO.FileStream file = System.IO.File.Open("/dev/null", System.IO.FileMode.Open);

        await Assert.ThrowsAsync<NotSupportedException>(async () =>
            await client.ExecuteAsync("getfd", options: new QmpCallOptions { FileDescriptors = [file.SafeFileHandle] }));
    }

    [Fact]
    public async Task Many_callers_at_once_share_a_connection()
    {
        await using var server = new FakeQmpServer();
        server.On("echo").Answers(call => call.ReturnAsync(call.Arguments.GetProperty("n").GetRawText()));
        await using QmpClient client = await server.ConnectAsync();

        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), async (n, token) =>
        {
            JsonElement echo = await client.ExecuteAsync("echo", JsonSerializer.SerializeToElement(new Dictionary<string, int> { ["n"] = n }), cancellationToken: token);
            Assert.Equal(n, echo.GetInt32());
        });
    }

    [Fact]
    public async Task Calls_cancelled_at_any_moment_never_mix_up_replies()
    {
        await using var server = new FakeQmpServer();
        server.On("echo").Answers(call => call.ReturnAsync(call.Arguments.GetProperty("n").GetRawText()));
        await using QmpClient client = await server.ConnectAsync();

        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), async (n, _) =>
        {
            using var cancelling = new CancellationTokenSource();
            Task<JsonElement> call = client.ExecuteAsync(
                "echo", JsonSerializer.SerializeToElement(new Dictionary<string, int> { ["n"] = n }), cancellationToken: cancelling.Token).AsTask();
            if (n % 2 == 0)
            {
                await cancelling.CancelAsync();
            }

            try
            {
                Assert.Equal(n, (await call).GetInt32());
            }
            catch (OperationCanceledException)
            {
                Assert.Equal(0, n % 2);
            }
        });
    }
}
