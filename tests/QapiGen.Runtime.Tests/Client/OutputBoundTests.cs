using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Client.Calls;
using QapiGen.Runtime.Client.Reading;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;
using QapiGen.TestSupport;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Runtime.Tests.Client;

/// <summary>What waits to be sent to a server that doesn't read is bounded, and what is given up is taken back.</summary>
public sealed class OutputBoundTests : IDisposable
{
    private const int Length = 30_000;

    private readonly SemaphoreSlim _reads = new(0);

    [Fact]
    public async Task Calls_wait_unencoded_and_in_order_while_the_server_does_not_read()
    {
        await using FakeQmpServer server = StuckServer();
        await using QmpClient client = await ConnectStuckAsync(server, new QmpClientOptions { EnableOutOfBand = false, MaxQueuedBytes = 4 * Length });
        TestText[] texts = [.. Enumerable.Range(0, 60).Select(i => new TestText($"{i}", Length))];

        Task[] calls = [.. texts.Select(x => client.ExecuteAsync(TestText.Command, x).AsTask())];

        // Some are in the transport, one batch is being written, one waits.
        Assert.InRange(texts.Count(x => x.IsEncoded), 4, 20);
        _reads.Release(1000);
        await Task.WhenAll(calls);
        Assert.Equal(texts.Select((_, i) => $"{i}"), Names(server));
    }

    // Whoever had looked before the first was encoded was encoded, too.
    [Fact]
    public async Task Calls_of_many_threads_at_once_wait_unencoded_too()
    {
        const int count = 40;
        await using FakeQmpServer server = StuckServer();
        await using QmpClient client = await ConnectStuckAsync(server, new QmpClientOptions { EnableOutOfBand = false, MaxQueuedBytes = 1 });
        Thread[] threads = [];
        bool AllWait() => threads.Count(static thread => !thread.IsAlive || thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin)) >= count - 1;
        TestText[] texts = [.. Enumerable.Range(0, count).Select(i => new TestText($"{i}", Length) { Encoding = () => SpinWait.SpinUntil(AllWait, TimeSpan.FromSeconds(5)) })];
        var calls = new Task[count];
        threads = [.. Enumerable.Range(0, count).Select(i => new Thread(() => calls[i] = client.ExecuteAsync(TestText.Command, texts[i]).AsTask()))];

        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());

        Assert.InRange(texts.Count(static x => x.IsEncoded), 1, 10);
        _reads.Release(1000);
        await Task.WhenAll(calls);
        Assert.Equal(Enumerable.Range(0, count).Select(static i => $"{i}").Order(), Names(server).Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_by_name_wait_unencoded_too(bool isWithoutConnection)
    {
        const int count = 200;
        await using FakeQmpServer server = StuckServer();
        using var mayConnect = new SemaphoreSlim(0);
        await using QmpReconnectingClient later = QmpReconnectingClient.Start(
            async token =>
            {
                await mayConnect.WaitAsync(token);
                return server.Connect();
            },
            new QmpClientOptions { EnableOutOfBand = false });
        await using QmpClient? stuck = isWithoutConnection ? null
            : await ConnectStuckAsync(server, new QmpClientOptions { EnableOutOfBand = false, MaxQueuedBytes = Length });
        QmpClient client = stuck ?? later.Client;
        JsonElement[] arguments = [.. Enumerable.Range(0, count).Select(static i =>
            JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["name"] = $"{i}", ["pad"] = new('x', Length) }))];

        long before = GC.GetAllocatedBytesForCurrentThread();
        Task[] calls = [.. arguments.Select(x => client.ExecuteAsync("text", x).AsTask())];

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, count * Length / 4);
        mayConnect.Release();
        _reads.Release(1000);
        await Task.WhenAll(calls);
        Assert.Equal(arguments.Select((_, i) => $"{i}").Order(), Names(server).Order());
    }

    [Fact]
    public async Task Arguments_disposed_of_before_their_turn_fail_their_call_only()
    {
        await using FakeQmpServer server = StuckServer();
        await using QmpClient client = await ConnectStuckAsync(server, new QmpClientOptions { EnableOutOfBand = false, MaxQueuedBytes = 1 });
        Task[] first = [.. Enumerable.Range(0, 5).Select(i => client.ExecuteAsync(TestText.Command, new TestText($"first{i}", Length)).AsTask())];
        Task gone;
        using (var document = JsonDocument.Parse("""{"name": "gone"}"""))
        {
            gone = client.ExecuteAsync("text", document.RootElement).AsTask();
        }

        Task last = client.ExecuteAsync("text", JsonElement.Parse("""{"name": "last"}""")).AsTask();
        _reads.Release(1000);

        await Assert.ThrowsAsync<ObjectDisposedException>(() => gone);
        await Task.WhenAll([.. first, last]);
        Assert.Equal("last", Names(server).Last());
        Assert.DoesNotContain("gone", Names(server));
    }

    [Fact]
    public async Task Calls_given_up_before_they_were_sent_never_reach_the_server_and_say_so()
    {
        using var cancelling = new CancellationTokenSource();
        await using FakeQmpServer server = StuckServer();
        await using QmpClient client = await ConnectStuckAsync(server, new QmpClientOptions { EnableOutOfBand = false });
        Task[] first = [.. Enumerable.Range(0, 5).Select(i => client.ExecuteAsync(TestText.Command, new TestText($"first{i}", Length)).AsTask())];
        Task[] calls = [.. Enumerable.Range(0, 9).Select(
            i => client.ExecuteAsync(TestText.Command, new TestText($"{i}", Length), cancellationToken: i % 3 == 1 ? cancelling.Token : default).AsTask())];

        await cancelling.CancelAsync();

        foreach (int i in (int[])[1, 4, 7])
        {
            OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calls[i]);
            Assert.Contains("it is not executed", error.Message, StringComparison.Ordinal);
        }

        _reads.Release(1000);
        await Task.WhenAll(first.Concat(calls.Where((_, i) => i % 3 != 1)));
        Assert.Equal(["0", "2", "3", "5", "6", "8"], Names(server).Where(x => x[0] != 'f'));
    }

    [Fact]
    public async Task Calls_that_time_out_unsent_make_room_for_others()
    {
        var time = new FakeTimeProvider();
        await using FakeQmpServer server = StuckServer();
        await using QmpClient client = await ConnectStuckAsync(server, new QmpClientOptions { EnableOutOfBand = false, MaxQueuedBytes = 4 * Length, TimeProvider = time });
        Task[] first = [.. Enumerable.Range(0, 5).Select(i => client.ExecuteAsync(TestText.Command, new TestText($"first{i}", Length)).AsTask())];
        for (int round = 0; round < 50; round++)
        {
            TestText[] texts = [.. Enumerable.Range(0, 10).Select(i => new TestText($"{round}.{i}", Length))];
            Task[] calls = [.. texts.Select(x => client.ExecuteAsync(TestText.Command, x, new QmpCallOptions { Timeout = TimeSpan.FromSeconds(1) }).AsTask())];
            Assert.InRange(texts.Count(x => x.IsEncoded), 1, 5);
            time.Advance(TimeSpan.FromSeconds(1));
            foreach (Task call in calls)
            {
                QmpTimeoutException error = await Assert.ThrowsAsync<QmpTimeoutException>(() => call);
                Assert.Contains("it is not executed", error.Message, StringComparison.Ordinal);
            }
        }

        _reads.Release(1000);
        await Task.WhenAll(first);
        await client.ExecuteAsync(TestText.Command, new TestText("last", 1));
        Assert.Equal(["first0", "first1", "first2", "first3", "first4", "last"], Names(server));
    }

    [Fact]
    public async Task Closing_gives_up_on_a_server_that_does_not_read_when_its_time_is_over()
    {
        await using FakeQmpServer server = StuckServer();
        QmpClient patient = await ConnectStuckAsync(server, new QmpClientOptions { EnableOutOfBand = false, CloseTimeout = Timeout.InfiniteTimeSpan });
        QmpClient hasty = await ConnectStuckAsync(server, new QmpClientOptions { EnableOutOfBand = false, CloseTimeout = TimeSpan.Zero });
        Task[] kept = [.. Enumerable.Range(0, 5).Select(i => patient.ExecuteAsync(TestText.Command, new TestText($"kept{i}", Length)).AsTask())];
        Task[] lost = [.. Enumerable.Range(0, 5).Select(i => hasty.ExecuteAsync(TestText.Command, new TestText($"lost{i}", Length)).AsTask())];
        Task closing = patient.DisposeAsync().AsTask();

        await hasty.DisposeAsync();

        Assert.False(closing.IsCompleted);
        await Assert.ThrowsAsync<QmpConnectionException>(() => lost[4]);
        Assert.False(kept[4].IsCompleted);
        _reads.Release(1000);
        await closing;
        Assert.Throws<ArgumentOutOfRangeException>(static () => new QmpClientOptions { CloseTimeout = TimeSpan.FromSeconds(-2) });
        foreach (Task call in kept.Concat(lost))
        {
            _ = call.Exception;
        }
    }

    [Fact]
    public async Task Calls_in_line_end_with_the_connection()
    {
        await using FakeQmpServer server = StuckServer();
        await using QmpClient client = await ConnectStuckAsync(server, new QmpClientOptions { EnableOutOfBand = false, MaxQueuedBytes = 1 });
        Task[] calls = [.. Enumerable.Range(0, 10).Select(i => client.ExecuteAsync(TestText.Command, new TestText($"{i}", Length)).AsTask())];

        await server.DisconnectAsync();

        foreach (Task call in calls)
        {
            await Assert.ThrowsAsync<QmpConnectionException>(() => call);
        }

        _reads.Release(1000);
    }

    // A server that reads all and answers nothing, and a program that goes on asking.
    [Fact]
    public async Task Calls_given_up_without_an_answer_are_not_remembered_without_an_end()
    {
        (IQmpTransport client, IQmpTransport server) = QmpTransports.CreateInMemoryPair();
        await using IQmpTransport one = client;
        await using IQmpTransport two = server;
        Task reading = Task.Run(async () =>
        {
            while (await server.Input.ReadAsync() is { IsCompleted: false } result)
            {
                server.Input.AdvanceTo(result.Buffer.End);
            }
        });
        var output = new OutputQueue(client, _ => { });
        using var table = new RequestTable(output, "a server", firstId: null, new QmpClientOptions().MaxQueuedBytes, TimeProvider.System, () => { });
        var ids = new List<long>();
        for (int i = 0; i < RequestTable.MaxAbandoned + 3000; i += 1000)
        {
            PendingRequest[] requests = [.. Enumerable.Range(0, 1000).Select(static _ => new PendingRequest<Runtime.Wire.NoData, IgnoredResultCodec>())];
            foreach (PendingRequest request in requests)
            {
                table.Send(request, "ask"u8, default(Runtime.Wire.NoData), null, hasTurn: true, CancellationToken.None);
            }

            // All of it is on its way: none can be taken back.
            await output.DrainAsync();
            ids.AddRange(requests.Select(static request => request.Id));
            Assert.All(requests, request => Assert.True(table.TryAbandon(request)));
        }

        // A late answer finds those that are remembered.
        Assert.Equal(RequestTable.MaxAbandoned, ids.Count(id => table.TryTake(id, out _)));
        table.Break(new QmpConnectionException("It is over"));
        await client.DisposeAsync();
        await reading;
    }

    // The collector comes when it has to, and what the system has given isn't its.
    [Fact]
    public async Task What_waited_on_a_connection_that_ends_is_given_back_at_once()
    {
        (IQmpTransport client, IQmpTransport server) = QmpTransports.CreateInMemoryPair();
        await using IQmpTransport one = client;
        await using IQmpTransport two = server;
        var output = new OutputQueue(client, _ => { });
        lock (output.Gate)
        {
            output.Filling.AddRange(new byte[8 * 1024 * 1024]);
        }

        output.Close();
        output.Release();

        Assert.Equal(0, output.Filling.Capacity);
        Assert.Equal(0, output.WaitingBytes);
    }

    [Fact]
    [Trait("Draws", "examples")]
    public Task What_is_taken_back_leaves_the_rest_as_it_was() => Examples.CheckSeedsAsync([1, 2, 3], async seed =>
    {
        var random = new Random(seed);
        (IQmpTransport client, IQmpTransport server) = QmpTransports.CreateInMemoryPair();
        await using IQmpTransport one = client;
        await using IQmpTransport two = server;
        var output = new OutputQueue(client, _ => { });
        var live = new List<(PendingRequest Request, string Text)>();
        for (int i = 0; i < 500; i++)
        {
            lock (output.Gate)
            {
                if (live.Count > 0 && random.Next(3) > 0)
                {
                    int at = random.Next(live.Count);
                    Assert.True(output.TryTakeBack(live[at].Request));
                    Assert.False(output.TryTakeBack(live[at].Request));
                    live.RemoveAt(at);
                    continue;
                }

                string text = $"<{i}:{new string('x', random.Next(50))}>";
                var request = new PendingRequest<Runtime.Wire.NoData, IgnoredResultCodec>();
                int start = output.Filling.Count;
                output.Filling.AddRange(Encoding.ASCII.GetBytes(text));
                output.Mark(request, start);
                live.Add((request, text));
            }
        }

        string expected = string.Concat(live.Select(x => x.Text));
        output.Kick();
        await output.DrainAsync();
        Assert.All(live, x => Assert.False(output.IsWaiting(x.Request)));
        if (expected.Length > 0)
        {
            System.IO.Pipelines.ReadResult read = await server.Input.ReadAtLeastAsync(expected.Length);
            Assert.Equal(expected, Encoding.ASCII.GetString(read.Buffer));
        }
    });

    public void Dispose() => _reads.Dispose();

    private static IEnumerable<string> Names(FakeQmpServer server) =>
        server.Calls.Where(x => x.Command == "text").Select(x => x.Arguments.GetProperty("name").GetString()!);

    private FakeQmpServer StuckServer()
    {
        var server = new FakeQmpServer();
        server.On("stuck").Answers(async call =>
        {
            await _reads.WaitAsync();
            await call.ReturnAsync();
        });
        server.On("text").Returns();
        return server;
    }

    /// <summary>Connects, and lets the server read no further.</summary>
    private static async Task<QmpClient> ConnectStuckAsync(FakeQmpServer server, QmpClientOptions options)
    {
        QmpClient client = await server.ConnectAsync(options);
        _ = client.ExecuteAsync("stuck").AsTask().ContinueWith(x => x.Exception, TaskScheduler.Default);
        await server.NextCallAsync("stuck");
        return client;
    }
}
