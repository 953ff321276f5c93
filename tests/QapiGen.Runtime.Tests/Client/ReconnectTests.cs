using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Messages;
using QapiGen.Testing;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Client;

/// <summary>A client that comes back.</summary>
public sealed class ReconnectTests
{
    private static readonly QmpReconnectOptions AtOnce = new() { InitialDelay = TimeSpan.Zero };

    [Fact]
    public async Task Calls_and_subscriptions_live_on_after_a_break()
    {
        await using var server = new FakeQmpServer();
        server.On("x").Returns("1");
        await using QmpReconnectingClient client = QmpReconnectingClient.Start(_ => new(server.Connect()), reconnect: AtOnce);
        using QmpEventSubscription<TestEvent> events = client.Client.Events<TestEvent>();
        await client.WaitForConnectionAsync();
        await server.EmitAsync("TEST", """{"n": 1}""");
        await events.NextAsync();

        await server.DisconnectAsync();
        while (client.ConnectionCount < 2)
        {
            await Task.Yield();
        }

        Assert.Equal(1, (await client.Client.ExecuteAsync("x")).GetInt32());
        await server.EmitAsync("TEST", """{"n": 2}""");
        QmpReceivedEvent<TestEvent> second = (await events.NextAsync())!.Value;
        Assert.Equal((2, null), (second.Event.Number, second.DroppedBefore));
    }

    [Fact]
    public async Task A_call_under_way_fails_and_one_made_in_between_waits()
    {
        await using var server = new FakeQmpServer();
        server.On("slow").NeverAnswers();
        server.On("x").Returns("1");
        var mayConnect = new SemaphoreSlim(1);
        await using QmpReconnectingClient client = QmpReconnectingClient.Start(
            async token =>
            {
                await mayConnect.WaitAsync(token);
                return server.Connect();
            },
            reconnect: AtOnce);
        Task<JsonElement> slow = client.Client.ExecuteAsync("slow").AsTask();
        await server.NextCallAsync("slow");

        await server.DisconnectAsync();
        await Assert.ThrowsAsync<QmpConnectionException>(() => slow);

        Task<JsonElement> waiting = client.Client.ExecuteAsync("x").AsTask();
        await Assert.ThrowsAsync<QmpTimeoutException>(async () =>
            await client.Client.ExecuteAsync("x", options: new QmpCallOptions { Timeout = TimeSpan.FromMilliseconds(1) }));
        mayConnect.Release();

        Assert.Equal(1, (await waiting).GetInt32());
    }

    [Fact]
    public async Task A_call_waits_for_the_next_connection_while_the_broken_one_is_being_closed()
    {
        await using var server = new FakeQmpServer();
        server.On("slow").NeverAnswers();
        server.On("x").Returns("1");
        var mayClose = new TaskCompletionSource();
        await using QmpReconnectingClient client = QmpReconnectingClient.Start(_ => new(new SlowlyClosedTransport(server.Connect(), mayClose.Task)), reconnect: AtOnce);
        Task<JsonElement> slow = client.Client.ExecuteAsync("slow").AsTask();
        await server.NextCallAsync("slow");
        await server.DisconnectAsync();
        await Assert.ThrowsAsync<QmpConnectionException>(() => slow);

        Task<JsonElement> waiting = client.Client.ExecuteAsync("x").AsTask();

        (bool, bool) state = (waiting.IsCompleted, client.Client.IsConnected);
        mayClose.SetResult();
        Assert.Equal((false, false), state);
        Assert.Equal(1, (await waiting.WaitAsync(TimeSpan.FromSeconds(60))).GetInt32());
    }

    // It looks whether there is a connection, and that breaks before anything is sent.
    [Fact]
    public async Task A_call_that_comes_a_moment_too_late_for_a_connection_waits_for_the_next()
    {
        await using var server = new FakeQmpServer();
        server.On("slow").NeverAnswers();
        server.On("late-by-a-moment").Returns("1");
        await using QmpReconnectingClient client = QmpReconnectingClient.Start(_ => new(server.Connect()), reconnect: AtOnce);
        Task<JsonElement> slow = client.Client.ExecuteAsync("slow").AsTask();
        await server.NextCallAsync("slow");
        int breaks = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source == QmpDiagnostics.ActivitySource,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = activity =>
            {
                if (activity.OperationName == "qmp late-by-a-moment" && Interlocked.Increment(ref breaks) == 1)
                {
                    server.DisconnectAsync().AsTask().Wait();
                    ((IAsyncResult)slow).AsyncWaitHandle.WaitOne();
                }
            },
        };
        ActivitySource.AddActivityListener(listener);

        Task<JsonElement> late = Task.Run(() => client.Client.ExecuteAsync("late-by-a-moment").AsTask());

        Assert.Equal(1, (await late.WaitAsync(TimeSpan.FromSeconds(60))).GetInt32());
        await Assert.ThrowsAsync<QmpConnectionException>(() => slow);
    }

    [Fact]
    public async Task The_clients_deadline_counts_while_there_is_no_connection_and_goes_on_with_it()
    {
        var time = new FakeTimeProvider();
        await using var server = new FakeQmpServer();
        server.On("slow").NeverAnswers();
        using var mayConnect = new SemaphoreSlim(0);
        await using QmpReconnectingClient client = QmpReconnectingClient.Start(
            async token =>
            {
                await mayConnect.WaitAsync(token);
                return server.Connect();
            },
            new QmpClientOptions { TimeProvider = time, CallTimeout = TimeSpan.FromSeconds(10) },
            AtOnce);
        Task<JsonElement> first = client.Client.ExecuteAsync("slow").AsTask();
        time.Advance(TimeSpan.FromSeconds(6));
        Task<JsonElement> second = client.Client.ExecuteAsync("slow").AsTask();
        Task<JsonElement> endless = client.Client.ExecuteAsync("slow", options: new QmpCallOptions { Timeout = Timeout.InfiniteTimeSpan }).AsTask();

        time.Advance(TimeSpan.FromSeconds(4));
        QmpTimeoutException error = await Assert.ThrowsAsync<QmpTimeoutException>(() => first.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal("There was no connection within the deadline; nothing has been sent", error.Message);

        mayConnect.Release();
        await server.NextCallAsync("slow");
        await server.NextCallAsync("slow");
        Assert.False(second.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(6));
        await Assert.ThrowsAsync<QmpTimeoutException>(() => second.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.False(endless.IsCompleted);
    }

    [Fact]
    public async Task The_hook_runs_on_each_connection_before_other_calls()
    {
        await using var server = new FakeQmpServer();
        server.On("resync").Returns("\"state\"");
        server.On("x").Returns();
        var seen = new List<string?>();
        var options = new QmpReconnectOptions
        {
            InitialDelay = TimeSpan.Zero,
            Resynchronise = async (fresh, token) => seen.Add((await fresh.ExecuteAsync("resync", cancellationToken: token)).GetString()),
        };
        await using QmpReconnectingClient client = QmpReconnectingClient.Start(_ => new(server.Connect()), reconnect: options);

        await client.Client.ExecuteAsync("x");

        Assert.Equal("resync", (await server.NextCallAsync()).Command);
        Assert.Equal("x", (await server.NextCallAsync()).Command);
        Assert.Equal(["state"], seen);
    }

    [Fact]
    public async Task Attempts_are_limited_and_the_last_cause_is_told()
    {
        int attempts = 0;
        await using QmpReconnectingClient client = QmpReconnectingClient.Start(
            _ =>
            {
                attempts++;
                throw new QmpConnectionException("nobody there");
            },
            reconnect: new QmpReconnectOptions { InitialDelay = TimeSpan.Zero, MaxAttempts = 3 });

        QmpConnectionException error = await Assert.ThrowsAsync<QmpConnectionException>(() => client.Client.Completion);

        Assert.Equal(3, attempts);
        Assert.Equal("nobody there", error.InnerException!.Message);
        await Assert.ThrowsAsync<QmpConnectionException>(async () => await client.Client.ExecuteAsync("x"));
    }

    [Fact]
    public void Waits_grow_up_to_the_limit()
    {
        var options = new QmpReconnectOptions { InitialDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(5), Jitter = 0 };

        Assert.Equal([1, 1, 2, 4, 5, 5], Array.ConvertAll([0, 1, 2, 3, 4, 100], x => options.DelayBefore(x).TotalSeconds));
    }

    [Fact]
    public async Task Closing_ends_waiting_calls()
    {
        QmpReconnectingClient client = QmpReconnectingClient.Start(
            async token =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                throw new InvalidOperationException();
            },
            reconnect: AtOnce);
        Task<JsonElement> waiting = client.Client.ExecuteAsync("x").AsTask();

        await client.Client.DisposeAsync();

        await Assert.ThrowsAsync<QmpConnectionException>(() => waiting);
        await client.Client.Completion;
        await client.DisposeAsync();
    }
}
