using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Runtime.Tests.Client;

/// <summary>Subscriptions: nothing lost, nothing held up, what is dropped is counted and marked.</summary>
public sealed class EventTests
{
    private static readonly QmpCompiledSchema Schema = new("test", [new QmpModule("test", [], [TestEvent.Descriptor], () => "[]"u8)], () => "[]"u8);

    [Fact]
    public async Task Events_of_one_kind_come_typed_and_stamped()
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync();
        using QmpEventSubscription<TestEvent> events = client.Events<TestEvent>();

        await server.EmitAsync("OTHER");
        await server.EmitAsync("TEST", """{"new": [1], "n": 5}""", new QmpTimestamp(10, 20));

        QmpReceivedEvent<TestEvent> received = (await events.NextAsync())!.Value;
        Assert.Equal(new TestEvent(5) { Timestamp = new QmpTimestamp(10, 20) }, received.Event);
        Assert.Equal(0, received.DroppedBefore);
    }

    [Fact]
    public async Task All_events_come_typed_where_the_schema_knows_them()
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { Schema = Schema });
        using QmpEventSubscription<QmpEvent> events = client.Events();

        await server.EmitAsync("TEST", """{"n": 1}""");
        await server.EmitAsync("NEW_ONE", """{"a": 1}""");
        await server.EmitAsync("TEST", """{"n": "of another type"}""");
        await server.EmitAsync("NO_DATA");

        Assert.Equal(new TestEvent(1), (await events.NextAsync())!.Value.Event);
        Assert.Equal(1, Assert.IsType<RawQmpEvent>((await events.NextAsync())!.Value.Event).Data.GetProperty("a").GetInt32());
        Assert.Equal("TEST", Assert.IsType<RawQmpEvent>((await events.NextAsync())!.Value.Event).Name);
        Assert.Equal(System.Text.Json.JsonValueKind.Undefined, Assert.IsType<RawQmpEvent>((await events.NextAsync())!.Value.Event).Data.ValueKind);
    }

    [Theory]
    [InlineData(QmpEventOverflow.DropOldest)]
    [InlineData(QmpEventOverflow.DropNewest)]
    public async Task What_waits_for_a_subscriber_who_does_not_read_is_bounded_in_bytes(QmpEventOverflow overflow)
    {
        const int Count = 60;
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync();
        server.On("sync").Returns();
        using QmpEventSubscription<QmpEvent> events = client.Events(new QmpEventBuffer { MaxBytes = 256 * 1024, Overflow = overflow });
        for (int i = 0; i < Count; i++)
        {
            await server.EmitAsync("BIG", $"{{\"n\": {i}, \"text\": \"{new string('x', 50_000)}\"}}");
        }

        await client.ExecuteAsync("sync");
        Assert.Equal(Count - 5, events.DroppedCount);
        long next = overflow == QmpEventOverflow.DropOldest ? Count - 5 : 0;
        for (int i = 0; i < 5; i++)
        {
            QmpReceivedEvent<QmpEvent> received = (await events.NextAsync())!.Value;
            Assert.Equal(next + i, Assert.IsType<RawQmpEvent>(received.Event).Data.GetProperty("n").GetInt64());
            Assert.Equal(i == 0 ? next : 0, received.DroppedBefore);
        }

        // One that is larger than all that may wait comes nevertheless: the limit of messages is another.
        await server.EmitAsync("BIG", $"{{\"text\": \"{new string('x', 500_000)}\"}}");
        Assert.Equal(overflow == QmpEventOverflow.DropOldest ? 0 : Count - 5, (await events.NextAsync())!.Value.DroppedBefore);
    }

    [Fact]
    public async Task Events_of_some_names_come_in_one_stream_as_they_came_from_before_the_first_subscription_on()
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { Schema = Schema });
        await server.EmitAsync("NEW_ONE");
        await server.EmitAsync("OTHER");
        server.On("sync").Returns();
        await client.ExecuteAsync("sync");
        using QmpEventSubscription<RawQmpEvent> events = client.Events(["TEST", "NEW_ONE"]);
        await server.EmitAsync("TEST", """{"n": "of another type"}""");

        Assert.True(await events.WaitToReadAsync());
        Assert.True(events.TryRead(out QmpReceivedEvent<RawQmpEvent> first));
        Assert.Equal("NEW_ONE", first.Event.Name);
        Assert.Equal("of another type", (await events.NextAsync())!.Value.Event.Data.GetProperty("n").GetString());
    }

    [Theory]
    [InlineData("{\"seconds\": -1, \"microseconds\": -1}")]
    [InlineData("{\"seconds\": 1}")]
    [InlineData("{\"seconds\": \"x\", \"microseconds\": 1}")]
    [InlineData("null")]
    public async Task A_time_that_is_none_is_null(string timestamp)
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync();
        using QmpEventSubscription<TestEvent> events = client.Events<TestEvent>();

        await server.SendAsync($"{{\"timestamp\": {timestamp}, \"event\": \"TEST\", \"data\": {{\"n\": 1}}}}");

        Assert.Null((await events.NextAsync())!.Value.Event.Timestamp);
    }

    [Theory]
    [InlineData("{\"seconds\": -1, \"microseconds\": -1}", false)]
    [InlineData("{\"seconds\": 1}", true)]
    [InlineData("{\"seconds\": 1e400, \"microseconds\": 1}", true)]
    [InlineData("{\"seconds\": 1, \"microseconds\": 1000000}", true)]
    [InlineData("\"\\ud800\"", true)]
    [InlineData("[]", true)]
    [InlineData("null", true)]
    public async Task A_raw_event_whose_time_is_none_comes_with_its_bytes_and_a_reason(string timestamp, bool isFault)
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync();
        using QmpEventSubscription<QmpEvent> events = client.Events();

        await server.SendAsync($"{{\"timestamp\": {timestamp}, \"event\": \"TEST\", \"data\": {{\"n\": 1}}}}");

        RawQmpEvent read = Assert.IsType<RawQmpEvent>((await events.NextAsync())!.Value.Event);
        Assert.Null(read.Timestamp);
        Assert.Equal(1, read.Data.GetProperty("n").GetInt32());
        Assert.Equal(isFault ? "The event's timestamp is not an object of seconds and microseconds" : null, read.Fault);
        Assert.Equal(isFault ? timestamp : "", System.Text.Encoding.UTF8.GetString(read.Bytes.Span));
    }

    [Fact]
    public async Task A_time_beyond_the_calendar_is_kept_as_it_came_and_is_no_point_in_time()
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync();
        using QmpEventSubscription<QmpEvent> events = client.Events();

        await server.SendAsync($"{{\"timestamp\": {{\"seconds\": {long.MaxValue}, \"microseconds\": 999999}}, \"event\": \"TEST\"}}");

        QmpTimestamp time = (await events.NextAsync())!.Value.Event.Timestamp!.Value;
        Assert.Equal(long.MaxValue, time.Seconds);
        Assert.Null(time.ToDateTimeOffset());
        Assert.NotNull(new QmpTimestamp(253_402_300_799, 999_999).ToDateTimeOffset());
        Assert.Null(new QmpTimestamp(253_402_300_800, 0).ToDateTimeOffset());
    }

    [Theory]
    [InlineData(false, "nonsense")]
    [InlineData(true, "nonsense")]
    [InlineData(false, "{\"n\": 01}")]
    [InlineData(false, "{\"n\": 1} 2")]
    [InlineData(true, "{\"n\": 1} nonsense")]
    [InlineData(true, "[[[[]]]]")]
    [InlineData(true, null)]
    [InlineData(false, null)]
    public async Task An_event_that_cannot_be_read_comes_with_its_bytes_and_a_reason(bool isEarly, string? data)
    {
        data ??= new string('[', 1100) + new string(']', 1100);
        await using var server = new FakeQmpServer();
        server.On("x").Returns("1");
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { Schema = Schema });
        using QmpEventSubscription<QmpEvent>? before = isEarly ? null : client.Events();

        await server.SendAsync($"{{\"timestamp\": {{\"seconds\": 1, \"microseconds\": 2}}, \"event\": \"TEST\", \"data\": {data}}}");
        await server.SendAsync("""{"event": "OTHER", "data": nonsense}""");
        Assert.Equal(1, (await client.ExecuteAsync("x")).GetInt32());
        QmpEventSubscription<QmpEvent> events = before ?? client.Events();

        RawQmpEvent bad = Assert.IsType<RawQmpEvent>((await events.NextAsync())!.Value.Event);
        Assert.Equal("TEST", bad.Name);
        Assert.Equal(new QmpTimestamp(1, 2), bad.Timestamp);
        Assert.NotNull(bad.Fault);
        Assert.Equal(data, System.Text.Encoding.UTF8.GetString(bad.Bytes.Span));
        Assert.Equal("OTHER", Assert.IsType<RawQmpEvent>((await events.NextAsync())!.Value.Event).Name);
        Assert.Equal(1, (await client.ExecuteAsync("x")).GetInt32());
    }

    // What reads as JSON and not as text: whoever prints the event, or reads a member, would get an exception.
    [Theory]
    [InlineData("{\"a\": \"\\ud800\"}")]
    [InlineData("{\"a\": \"\\\\\\ud83d\\n\"}")]
    [InlineData("{\"a\": \"\\udE00\\uD83D\"}")]
    [InlineData("{\"\\uDFFF\": 1}")]
    [InlineData("\"\u00ff\"")]
    public async Task An_event_with_a_text_that_is_not_Unicode_has_bytes_and_no_data(string data)
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync();
        using QmpEventSubscription<QmpEvent> events = client.Events();
        byte[] bytes = System.Text.Encoding.Latin1.GetBytes(data);

        await server.SendAsync((ReadOnlyMemory<byte>)(byte[])[.. "{\"event\": \"TEST\", \"data\": "u8, .. bytes, .. "}"u8]);

        RawQmpEvent bad = Assert.IsType<RawQmpEvent>((await events.NextAsync())!.Value.Event);
        Assert.Equal(System.Text.Json.JsonValueKind.Undefined, bad.Data.ValueKind);
        Assert.Contains("not Unicode", bad.Fault, StringComparison.Ordinal);
        Assert.Equal(bytes, bad.Bytes.ToArray());
        Assert.Contains("TEST", bad.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"a\": \"\\uD83d\\ude00 \\\\ud800 \\n\"}")]
    [InlineData("{\"a\": \"\\u0000\\u00e4\u00c3\u00a4\"}")]
    public async Task An_event_with_texts_that_are_Unicode_has_its_data(string data)
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync();
        using QmpEventSubscription<QmpEvent> events = client.Events();

        await server.SendAsync((ReadOnlyMemory<byte>)(byte[])[.. "{\"event\": \"TEST\", \"data\": "u8, .. System.Text.Encoding.Latin1.GetBytes(data), .. "}"u8]);

        RawQmpEvent good = Assert.IsType<RawQmpEvent>((await events.NextAsync())!.Value.Event);
        Assert.Null(good.Fault);
        Assert.NotEmpty(good.Data.GetProperty("a").GetString()!);
    }

    [Theory]
    [InlineData(false, "5")]
    [InlineData(true, "null")]
    [InlineData(false, "{\"a\": []}")]
    [InlineData(false, "'TEST'")]
    [InlineData(true, "\"TEST\" \"TEST\"")]
    [InlineData(false, "\"\\ud800\"")]
    [InlineData(false, "\"TE\u0001ST\"")]
    public async Task An_event_whose_name_is_no_text_comes_with_its_bytes_and_a_reason(bool isEarly, string name)
    {
        await using var server = new FakeQmpServer();
        server.On("x").Returns("1");
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { Schema = Schema });
        using QmpEventSubscription<QmpEvent>? before = isEarly ? null : client.Events();

        await server.SendAsync($"{{\"event\": {name}, \"data\": {{\"n\": 1}}}}");
        Assert.Equal(1, (await client.ExecuteAsync("x")).GetInt32());
        QmpEventSubscription<QmpEvent> events = before ?? client.Events();

        RawQmpEvent bad = Assert.IsType<RawQmpEvent>((await events.NextAsync())!.Value.Event);
        Assert.Equal("", bad.Name);
        Assert.NotNull(bad.Fault);
        Assert.Equal(name, System.Text.Encoding.UTF8.GetString(bad.Bytes.Span));
    }

    [Fact]
    public async Task A_name_is_the_same_with_escapes()
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { Schema = Schema });
        using QmpEventSubscription<TestEvent> typed = client.Events<TestEvent>();
        using QmpEventSubscription<QmpEvent> all = client.Events();

        await server.SendAsync("""{"event": "\u0054EST", "data": {"n": 7}}""");

        Assert.Equal(7, (await typed.NextAsync())!.Value.Event.Number);
        Assert.IsType<TestEvent>((await all.NextAsync())!.Value.Event);
    }

    [Fact]
    public async Task An_event_caused_by_a_command_is_not_missed_by_who_waits_for_it()
    {
        await using var server = new FakeQmpServer();
        server.On("cause").Answers(async call =>
        {
            await server.EmitAsync("TEST", """{"n": 1}""");
            await server.EmitAsync("TEST", """{"n": 2}""");
            await call.ReturnAsync();
        });
        await using QmpClient client = await server.ConnectAsync();

        Task<TestEvent> waiting = client.WaitForEventAsync<TestEvent>(x => x.Number == 2);
        await client.ExecuteAsync("cause");

        Assert.Equal(2, (await waiting).Number);
    }

    [Fact]
    public async Task Waiting_for_an_event_has_a_deadline_and_ends_with_the_connection()
    {
        var time = new FakeTimeProvider();
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { TimeProvider = time });

        Task<TestEvent> timed = client.WaitForEventAsync<TestEvent>(timeout: TimeSpan.FromSeconds(1));
        Task<QmpEvent> untimed = client.WaitForEventAsync(x => x is RawQmpEvent { Name: "NEVER" });
        time.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<QmpTimeoutException>(() => timed);
        await server.DisconnectAsync();
        await Assert.ThrowsAsync<QmpConnectionException>(() => untimed);
    }

    [Fact]
    public async Task A_slow_subscriber_loses_the_oldest_and_sees_where()
    {
        await using var server = new FakeQmpServer();
        server.On("burst").Answers(async call =>
        {
            for (int i = 1; i <= 10; i++)
            {
                await server.EmitAsync("TEST", $"{{\"n\": {i}}}");
            }

            await call.ReturnAsync();
        });
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { Schema = Schema });
        using QmpEventSubscription<TestEvent> slow = client.Events<TestEvent>(new QmpEventBuffer { Capacity = 3 });
        using QmpEventSubscription<QmpEvent> all = client.Events(new QmpEventBuffer { Capacity = 2 });
        using QmpEventSubscription<TestEvent> keeping = client.Events<TestEvent>();

        await client.ExecuteAsync("burst");

        Assert.Equal([(8, 7L), (9, 0L), (10, 0L)], Drain(slow).Select(x => (x.Event.Number, x.DroppedBefore!.Value)));
        Assert.Equal(7, slow.DroppedCount);
        Assert.Equal(10, Drain(keeping).Count);
        var seen = new List<QmpEvent>();
        await foreach (QmpEvent item in all)
        {
            seen.Add(item);
            if (seen.Count == 3)
            {
                break;
            }
        }

        Assert.Equal([new QmpEventGap(8), new TestEvent(9), new TestEvent(10)], seen);
    }

    [Fact]
    public async Task A_slow_subscriber_may_rather_lose_the_newest()
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync();
        using QmpEventSubscription<TestEvent> events = client.Events<TestEvent>(new QmpEventBuffer { Capacity = 2, Overflow = QmpEventOverflow.DropNewest });
        using QmpEventSubscription<TestEvent> all = client.Events<TestEvent>();
        for (int i = 1; i <= 5; i++)
        {
            await server.EmitAsync("TEST", $"{{\"n\": {i}}}");
            await all.NextAsync();
        }

        List<QmpReceivedEvent<TestEvent>> first = Drain(events);
        await server.EmitAsync("TEST", """{"n": 6}""");

        Assert.Equal([1, 2], first.Select(x => x.Event.Number));
        Assert.Equal(new QmpReceivedEvent<TestEvent>(new TestEvent(6), 3), await events.NextAsync());
    }

    [Fact]
    public async Task A_subscriber_may_rather_fail_than_miss_anything()
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync();
        using QmpEventSubscription<TestEvent> events = client.Events<TestEvent>(new QmpEventBuffer { Capacity = 1, Overflow = QmpEventOverflow.End });
        using QmpEventSubscription<TestEvent> all = client.Events<TestEvent>();
        await server.EmitAsync("TEST", """{"n": 1}""");
        await server.EmitAsync("TEST", """{"n": 2}""");
        await all.NextAsync();
        await all.NextAsync();

        Assert.Equal(1, (await events.NextAsync())!.Value.Event.Number);
        await Assert.ThrowsAsync<QmpEventOverflowException>(async () => await events.NextAsync());
    }

    [Fact]
    public async Task Streams_end_with_the_connection_after_what_came_before()
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync();
        using QmpEventSubscription<TestEvent> events = client.Events<TestEvent>();
        await server.EmitAsync("TEST", """{"n": 1}""");
        await server.DisconnectAsync();
        await Assert.ThrowsAsync<QmpConnectionException>(() => client.Completion);

        Assert.Equal(1, (await events.NextAsync())!.Value.Event.Number);
        await Assert.ThrowsAsync<QmpConnectionException>(async () => await events.NextAsync());
    }

    [Fact]
    public async Task Streams_end_normally_when_the_client_is_closed()
    {
        await using var server = new FakeQmpServer();
        QmpClient client = await server.ConnectAsync();
        QmpEventSubscription<QmpEvent> events = client.Events();
        ValueTask<QmpReceivedEvent<QmpEvent>?> next = events.NextAsync();

        await client.DisposeAsync();

        Assert.Null(await next);
        await foreach (QmpEvent item in client.Events())
        {
            Assert.Fail($"{item} came from a closed client");
        }
    }

    [Fact]
    public async Task Leaving_the_loop_ends_the_subscription()
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync();
        QmpEventSubscription<TestEvent> events = client.Events<TestEvent>();
        await server.EmitAsync("TEST", """{"n": 1}""");

        await foreach (TestEvent item in events)
        {
            Assert.Equal(1, item.Number);
            break;
        }

        Assert.Null(await events.NextAsync());
    }

    [Fact]
    public async Task A_wait_for_the_next_event_can_be_cancelled_and_repeated()
    {
        using var cancelling = new CancellationTokenSource();
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync();
        using QmpEventSubscription<TestEvent> events = client.Events<TestEvent>();
        ValueTask<QmpReceivedEvent<TestEvent>?> next = events.NextAsync(cancelling.Token);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await events.NextAsync());

        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);

        await server.EmitAsync("TEST", """{"n": 1}""");
        Assert.Equal(1, (await events.NextAsync())!.Value.Event.Number);
    }

    [Fact]
    public async Task Early_events_are_bounded_and_what_is_dropped_is_marked()
    {
        await using var server = new FakeQmpServer();
        server.On("x").Returns();
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { EarlyEventCapacity = 2 });
        for (int i = 1; i <= 5; i++)
        {
            await server.EmitAsync("TEST", $"{{\"n\": {i}}}");
        }

        await client.ExecuteAsync("x");
        using QmpEventSubscription<TestEvent> events = client.Events<TestEvent>();

        Assert.Equal([(4L, 3L), (5L, 0L)], Drain(events).Select(x => (x.Event.Number, x.DroppedBefore!.Value)));
    }

    [Fact]
    public async Task A_subscriber_that_blocks_holds_up_nobody()
    {
        await using var server = new FakeQmpServer();
        server.On("x").Returns("1");
        await using QmpClient client = await server.ConnectAsync();
        using var release = new ManualResetEventSlim();
        var blocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        QmpEventSubscription<TestEvent> events = client.Events<TestEvent>();
        Task subscriber = Task.Run(async () =>
        {
            await foreach (TestEvent item in events)
            {
                blocked.TrySetResult();
                release.Wait();
                break;
            }
        });
        await server.EmitAsync("TEST", """{"n": 1}""");
        await blocked.Task;

        for (int i = 0; i < 50; i++)
        {
            await server.EmitAsync("TEST", """{"n": 2}""");
            Assert.Equal(1, (await client.ExecuteAsync("x")).GetInt32());
        }

        release.Set();
        await subscriber;
    }

    private static List<QmpReceivedEvent<T>> Drain<T>(QmpEventSubscription<T> events)
        where T : QmpEvent
    {
        var list = new List<QmpReceivedEvent<T>>();
        while (events.TryRead(out QmpReceivedEvent<T> item))
        {
            list.Add(item);
        }

        return list;
    }
}
