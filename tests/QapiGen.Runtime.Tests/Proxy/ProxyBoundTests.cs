using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using QapiGen.Runtime.Proxy;
using QapiGen.Runtime.Server;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Proxy;

/// <summary>What clients can make a proxy hold has an end; whoever reads slowly is slowed down, and the others are served.</summary>
public sealed class ProxyBoundTests
{
    private const int Kilobyte = 1024;
    private const string Query = """{"execute": "query-x"}""";
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_client_that_reads_slowly_is_slowed_down_and_gets_every_reply()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync(new QmpProxyOptions { MaxPendingOutputBytes = 512 * Kilobyte });
        string reply = Answers(harness, 20 * Kilobyte);
        await using TestConnection slow = await harness.OpenReadyAsync();
        Task sending = SendManyAsync(slow, 500);
        await UntilAsync(() => harness.Proxy.Counts.Output.Held >= 192 * Kilobyte);

        // Others are served meanwhile.
        await using TestConnection quick = await harness.OpenReadyAsync();
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(reply, await quick.AskAsync(Query));
        }

        Assert.InRange(harness.Proxy.Counts.Output.Held, 1, 512 * Kilobyte);
        for (int i = 0; i < 500; i++)
        {
            Assert.Equal(reply, await slow.ReadAsync());
        }

        await sending.WaitAsync(Hang);
        Assert.Equal(0, harness.Proxy.Counts.Output.Held);
    }

    // What it has passed into the queue that isn't read may be its own connection: then nobody sees it leave.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_reads_nothing_for_long_is_closed_and_one_that_reads_slowly_stays(bool readsSlowly)
    {
        var time = new FakeTimeProvider();
        await using ProxyHarness harness = await ProxyHarness.StartAsync(
            new QmpProxyOptions { MaxPendingOutputBytes = 512 * Kilobyte, TimeProvider = time, UnreadTimeout = TimeSpan.FromSeconds(5), CloseTimeout = TimeSpan.Zero });
        string reply = Answers(harness, 20 * Kilobyte);
        await using TestConnection client = await harness.OpenReadyAsync();
        Task sending = SendManyAsync(client, 500);
        await UntilAsync(() => harness.Proxy.Counts.Output.Held >= 192 * Kilobyte);
        if (!readsSlowly)
        {
            await UntilAsync(() =>
            {
                time.Advance(ClientWatch.Period);
                return client.Serving.IsCompleted;
            });
            Assert.Equal(0, harness.Proxy.Counts.Output.Held);
            return;
        }

        for (int i = 0; i < 500; i++)
        {
            Assert.Equal(reply, await client.ReadAsync());
            if (i % 10 == 0)
            {
                time.Advance(ClientWatch.Period);
            }
        }

        await sending.WaitAsync(Hang);
    }

    [Fact]
    public async Task A_page_in_a_browser_runs_no_commands()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync();
        harness.Server.On("query-x").Returns();
        await using TestConnection page = harness.Open();
        await page.ReadAsync();
        await page.SendAsync($"POST / HTTP/1.1\r\nHost: localhost\r\n\r\n{{\"execute\": \"qmp_capabilities\"}}{Query}");

        await page.Serving.WaitAsync(Hang);
        Assert.Null(await page.ReadAsync());
        Assert.DoesNotContain(harness.Server.Calls, static call => call.Command == "query-x");
        await using TestConnection other = await harness.OpenReadyAsync();
        Assert.StartsWith("{\"return\": {}", await other.AskAsync(Query), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_for_all_clients_has_a_limit_and_one_that_reads_is_served()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync(new QmpProxyOptions { MaxTotalPendingOutputBytes = 1024 * Kilobyte });
        string reply = Answers(harness, 20 * Kilobyte);
        var lazy = new List<TestConnection>();
        for (int i = 0; i < 6; i++)
        {
            lazy.Add(await harness.OpenReadyAsync());
            _ = SendManyAsync(lazy[i], 500);
        }

        await UntilAsync(() => harness.Proxy.Counts.Output.Held > 1024 * Kilobyte);
        await using TestConnection quick = await harness.OpenReadyAsync();
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(reply, await quick.AskAsync(Query));
        }

        // Beyond it comes what was under way, and what each client may have in any case.
        Assert.InRange(harness.Proxy.Counts.Output.Held, 1024 * Kilobyte, (1024 + (64 * 20) + (6 * (64 + 64 + 20))) * Kilobyte);
        foreach (TestConnection client in lazy)
        {
            await client.DisposeAsync();
        }

        await UntilAsync(() => harness.Proxy.Counts.Output.Held == 0);
    }

    [Fact]
    public async Task A_client_that_has_asked_for_more_at_once_than_may_wait_for_it_is_closed_and_the_others_stay()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync(new QmpProxyOptions { MaxPendingOutputBytes = 4096 * Kilobyte });
        string reply = Answers(harness, 3000 * Kilobyte);
        await using TestConnection greedy = await harness.OpenReadyAsync();
        _ = SendManyAsync(greedy, 8);

        await greedy.Serving.WaitAsync(Hang);
        await using TestConnection modest = await harness.OpenReadyAsync();
        Assert.Equal(reply, await modest.AskAsync(Query));
        Assert.Equal(reply, await modest.AskAsync(Query));
    }

    [Fact]
    public async Task Commands_without_a_reply_have_a_limit_in_bytes()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync();
        harness.Server.On("query-x").NeverAnswers();
        await using TestConnection client = await harness.OpenReadyAsync();
        string large = "{\"execute\": \"query-x\", \"arguments\": {\"text\": \"" + new string('y', 700 * Kilobyte) + "\"}}";
        Task sending = client.SendAsync(string.Concat(Enumerable.Repeat(large, 8)));

        await UntilAsync(() => harness.Proxy.Counts.Input.Held > 1400 * Kilobyte);
        await using TestConnection other = await harness.OpenReadyAsync();
        Assert.InRange(harness.Proxy.Counts.Input.Held, 1400 * Kilobyte, 2200 * Kilobyte);
        Assert.False(sending.IsCompleted);

        // Its leaving is noticed though nothing is read from it; the server has what was sent, what wasn't is forgotten.
        await client.DisposeAsync();
        await client.Serving.WaitAsync(Hang);
        Assert.Equal(1, harness.Proxy.ClientCount);
    }

    [Fact]
    public async Task Unfinished_messages_of_all_clients_have_a_limit()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync(new QmpProxyOptions { MaxTotalInputBytes = 1024 * Kilobyte });
        var clients = new List<TestConnection>();
        for (int i = 0; i < 3; i++)
        {
            clients.Add(await harness.OpenReadyAsync());
            await clients[i].SendAsync("{\"execute\":\"" + new string('x', 200 * Kilobyte));
        }

        await clients[0].SendAsync(new string('x', 900 * Kilobyte));
        Assert.Contains("JSON token size limit exceeded", await clients[0].ReadAsync());
        await UntilAsync(() => harness.Proxy.Counts.Input.Held <= 1024 * Kilobyte);
        harness.Server.On("query-x").Returns("1");
        await using TestConnection late = await harness.OpenReadyAsync();
        Assert.Equal("""{"return": 1}""", await late.AskAsync(Query));
        foreach (TestConnection client in clients)
        {
            await client.DisposeAsync();
            await client.Serving.WaitAsync(Hang);
        }

        await UntilAsync(() => harness.Proxy.Counts.Input.Held == 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_client_that_is_one_too_many_is_told_so(bool direct)
    {
        await using var server = new Testing.FakeQmpServer();
        var options = new QmpProxyOptions { MaxConnections = 2 };
        await using QmpProxy proxy = direct
            ? QmpProxy.StartDirect(_ => new(server.Connect()), options)
            : await QmpProxy.StartAsync(_ => new(server.Connect()), options);
        await using TestConnection first = TestConnection.Open(proxy.ServeAsync);
        TestConnection second = TestConnection.Open(proxy.ServeAsync);
        Assert.Contains("QMP", await first.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("QMP", await second.ReadAsync(), StringComparison.Ordinal);

        await using TestConnection third = TestConnection.Open(proxy.ServeAsync);
        Assert.Equal(
            """{"error": {"class": "GenericError", "desc": "Too many clients are connected: this server takes 2"}}""",
            await third.ReadAsync());
        Assert.Null(await third.ReadAsync());
        await third.Serving.WaitAsync(Hang);
        await second.DisposeAsync();
        await second.Serving.WaitAsync(Hang);
        await using TestConnection fourth = TestConnection.Open(proxy.ServeAsync);
        Assert.Contains("QMP", await fourth.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_waits_a_second_for_a_client_that_does_not_read()
    {
        var clock = new FakeTimeProvider();
        ProxyHarness harness = await ProxyHarness.StartAsync(new QmpProxyOptions { TimeProvider = clock, MaxPendingOutputBytes = 512 * Kilobyte });
        Answers(harness, 20 * Kilobyte);
        await using TestConnection client = await harness.OpenReadyAsync();
        _ = SendManyAsync(client, 500);
        await UntilAsync(() => harness.Proxy.Counts.Output.Held > 0);

        Task stopping = harness.Proxy.DisposeAsync().AsTask();
        clock.Advance(TimeSpan.FromMilliseconds(900));
        Assert.False(client.Serving.IsCompleted);
        await UntilAsync(() =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(150));
            return stopping.IsCompleted;
        });
        await stopping;
        await harness.Server.DisposeAsync();
    }

    [Fact]
    public void Limits_have_no_nonsense()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new QmpProxyOptions { MaxConnections = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new QmpProxyOptions { MaxTotalInputBytes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new QmpProxyOptions { MaxTotalPendingOutputBytes = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new QmpProxyOptions { MaxPendingOutputBytes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new QmpProxyOptions { CloseTimeout = TimeSpan.FromSeconds(-2) });
        Assert.InRange(new QmpProxyOptions().MaxConnections, 1, 5_000);
    }

    /// <summary>Has the server answer with so many bytes; gives the line that clients get.</summary>
    private static string Answers(ProxyHarness harness, int bytes)
    {
        string text = $"\"{new string('r', bytes)}\"";
        harness.Server.On("query-x").Returns(text);
        return $"{{\"return\": {text}}}";
    }

    private static Task SendManyAsync(TestConnection client, int count) =>
        Task.Run(() => client.SendAsync(string.Concat(Enumerable.Repeat(Query, count))));

    private static async Task UntilAsync(Func<bool> condition)
    {
        DateTime end = DateTime.UtcNow + Hang;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < end, "it didn't come to that");
            await Task.Delay(5);
        }
    }
}
