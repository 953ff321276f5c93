using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Proxy;
using QapiGen.Testing;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Proxy;

/// <summary>Several clients on one connection.</summary>
public sealed class ProxyTests
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Each_client_is_greeted_with_the_servers_version_and_negotiates_for_itself()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync();
        await using TestConnection first = harness.Open();
        await using TestConnection second = harness.Open();

        Assert.Equal("""{"QMP": {"version": {"qemu": {"micro": 2, "minor": 2, "major": 10}, "package": ""}, "capabilities": ["oob"]}}""", await first.ReadAsync());
        Assert.NotNull(await second.ReadAsync());
        Assert.Equal("""{"return": {}}""", await first.AskAsync("""{"execute": "qmp_capabilities"}"""));
        Assert.Equal(
            """{"id": 1, "error": {"class": "CommandNotFound", "desc": "Expecting capabilities negotiation with 'qmp_capabilities'"}}""",
            await second.AskAsync("""{"execute": "query-status", "id": 1}"""));
        Assert.Equal(
            """{"error": {"class": "CommandNotFound", "desc": "Capabilities negotiation is already complete, command ignored"}}""",
            await first.AskAsync("""{"execute": "qmp_capabilities"}"""));
        Assert.Equal(1, harness.Server.ConnectionCount);
    }

    [Theory]
    [InlineData("""{"enable": "oob"}""", "Invalid parameter type for 'enable', expected: array")]
    [InlineData("""{"enable": [1]}""", "Invalid parameter type for 'enable[0]', expected: string")]
    [InlineData("""{"enable": ["oob", "x"]}""", "Parameter 'enable[1]' does not accept value 'x'")]
    [InlineData("""{"other": 1}""", "Parameter 'other' is unexpected")]
    public async Task Wrong_capabilities_are_refused_in_QEMUs_words(string arguments, string error)
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync();
        await using TestConnection client = harness.Open();
        await client.ReadAsync();

        Assert.Equal(
            $$$"""{"error": {"class": "GenericError", "desc": "{{{error}}}"}}""",
            await client.AskAsync($$"""{"execute": "qmp_capabilities", "arguments": {{arguments}}}"""));
    }

    [Fact]
    public async Task Server_without_oob_offers_none_through_the_proxy()
    {
        string greeting = """{"QMP": {"version": {"qemu": {"micro": 0, "minor": 2, "major": 7}, "package": "x"}, "capabilities": []}}""";
        await using ProxyHarness harness = await ProxyHarness.StartAsync(server: new FakeServerOptions { Greeting = greeting });
        await using TestConnection client = harness.Open();

        Assert.Equal(greeting, await client.ReadAsync());
        Assert.Equal(
            """{"error": {"class": "GenericError", "desc": "Capability oob not available"}}""",
            await client.AskAsync("""{"execute": "qmp_capabilities", "arguments": {"enable": ["oob"]}}"""));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("\"seven\"")]
    [InlineData("null")]
    [InlineData("{\"a\": [1, 2]}")]
    public async Task Id_comes_back_as_it_was_given(string id)
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync();
        harness.Server.On("query-x").Returns("[1]");
        await using TestConnection client = await harness.OpenReadyAsync();

        string? reply = await client.AskAsync($$"""{"execute": "query-x", "id": {{id}}}""");

        Assert.Equal($$"""{"return": [1], "id": {{id}}}""", reply);
    }

    [Fact]
    public async Task Command_without_an_id_gets_a_reply_without_one()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync();
        harness.Server.On("query-x").Returns("{\"id\": 5}");
        harness.Server.On("bad").Fails(QmpErrorClass.DeviceNotFound, "no such thing");
        await using TestConnection client = await harness.OpenReadyAsync();

        Assert.Equal("""{"return": {"id": 5}}""", await client.AskAsync("""{"execute": "query-x"}"""));
        Assert.Equal("""{"error": {"class": "DeviceNotFound", "desc": "no such thing"}}""", await client.AskAsync("""{"execute": "bad"}"""));
    }

    [Fact]
    public async Task Replies_go_to_whoever_asked_though_ids_are_equal()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync();
        harness.Server.On("slow").NeverAnswers();
        await using TestConnection first = await harness.OpenReadyAsync();
        await using TestConnection second = await harness.OpenReadyAsync();

        await first.SendAsync("""{"execute": "slow", "id": 1, "arguments": {"who": "first"}}""");
        FakeCall one = await harness.Server.NextCallAsync("slow").AsTask().WaitAsync(Hang);
        await second.SendAsync("""{"execute": "slow", "id": 1, "arguments": {"who": "second"}}""");
        FakeCall two = await harness.Server.NextCallAsync("slow").AsTask().WaitAsync(Hang);
        Assert.NotEqual(one.Id.GetInt64(), two.Id.GetInt64());
        await two.ReturnAsync(two.Arguments.GetRawText());
        await one.ReturnAsync(one.Arguments.GetRawText());

        Assert.Equal("""{"return": {"who": "first"}, "id": 1}""", await first.ReadAsync());
        Assert.Equal("""{"return": {"who": "second"}, "id": 1}""", await second.ReadAsync());
    }

    [Fact]
    public async Task Faults_are_answered_by_the_proxy_in_turn()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync();
        harness.Server.On("slow").NeverAnswers();
        await using TestConnection client = await harness.OpenReadyAsync();

        await client.SendAsync("""{"execute": "slow", "id": 1}{"execute": 5, "id": 2}{"execute": "slow", "id": 3}""");
        FakeCall one = await harness.Server.NextCallAsync("slow").AsTask().WaitAsync(Hang);
        FakeCall three = await harness.Server.NextCallAsync("slow").AsTask().WaitAsync(Hang);
        Assert.Null(client.TryRead());
        await one.ReturnAsync();

        Assert.Equal("""{"return": {}, "id": 1}""", await client.ReadAsync());
        Assert.Equal("""{"id": 2, "error": {"class": "GenericError", "desc": "QMP input member 'execute' must be a string"}}""", await client.ReadAsync());
        await three.ReturnAsync();
        Assert.Equal("""{"return": {}, "id": 3}""", await client.ReadAsync());
    }

    [Fact]
    public async Task Events_go_to_all_who_have_negotiated()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync();
        await using TestConnection silent = harness.Open();
        await using TestConnection first = await harness.OpenReadyAsync();
        await using TestConnection second = await harness.OpenReadyAsync();
        await harness.Server.EmitAsync("STOP", "{}");

        Assert.Contains("\"STOP\"", await first.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("\"STOP\"", await second.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("\"QMP\"", await silent.ReadAsync(), StringComparison.Ordinal);
        Assert.Null(silent.TryRead());
    }

    [Fact]
    public async Task Client_that_does_not_read_loses_events_and_holds_up_nobody()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync(new QmpProxyOptions { MaxPendingEventBytes = 64 * 1024 });
        await using TestConnection slow = await harness.OpenReadyAsync();
        await using QmpClient quick = await harness.ConnectAsync();
        string data = $"{{\"text\": \"{new string('x', 10_000)}\"}}";
        using QmpEventSubscription<QmpEvent> events = quick.Events();
        for (int i = 0; i < 100; i++)
        {
            await harness.Server.EmitAsync("BIG", data);
            Assert.NotNull(await events.NextAsync().AsTask().WaitAsync(Hang));
        }

        Assert.InRange(harness.Proxy.DroppedEventCount, 10, 99);
        long dropped = harness.Proxy.DroppedEventCount;
        for (long i = dropped; i < 100; i++)
        {
            // What came is whole.
            Assert.EndsWith($"\"event\": \"BIG\", \"data\": {data}}}", await slow.ReadAsync(), StringComparison.Ordinal);
        }

        // It is told what it has lost before the next thing that it gets, once it is seen to read again, and goes on.
        harness.Server.On("query-x").Returns("1");
        string? told = null;
        while (told is null)
        {
            string? line = await slow.AskAsync("""{"execute": "query-x"}""");
            if (line != """{"return": 1}""")
            {
                told = line;
                line = await slow.ReadAsync();
            }

            Assert.Equal("""{"return": 1}""", line);
        }

        Assert.Matches($$$"""^{"timestamp": {"seconds": [0-9]+, "microseconds": [0-9]+}, "event": "X_PROXY_EVENTS_LOST", "data": {"count": {{{dropped}}}}}$""", told);
        await harness.Server.EmitAsync("LAST");
        Assert.Contains("LAST", await slow.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Out_of_band_command_overtakes_what_waits()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync();
        harness.Server.On("slow").NeverAnswers();
        harness.Server.On("quick").Returns("{}");
        await using QmpClient busy = await harness.ConnectAsync();
        await using QmpClient other = await harness.ConnectAsync();
        Task<JsonElement>[] waiting = [.. Enumerable.Range(0, 30).Select(i => (i % 2 == 0 ? busy : other).ExecuteAsync("slow").AsTask())];
        await harness.Server.NextCallAsync("slow").AsTask().WaitAsync(Hang);

        await other.ExecuteAsync("quick", options: new QmpCallOptions { OutOfBand = true }).AsTask().WaitAsync(Hang);

        FakeCall quick = harness.Server.Calls.Single(static call => call.Command == "quick");
        Assert.True(quick.IsOutOfBand);
        Assert.InRange(harness.Server.Calls.Count(static call => call.Command == "slow"), 1, 8);
        Assert.DoesNotContain(waiting, static call => call.IsCompleted);
    }

    [Fact]
    public async Task Out_of_band_is_refused_to_a_client_that_has_not_enabled_it()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync();
        await using TestConnection client = await harness.OpenReadyAsync();

        Assert.Contains("QMP input member 'exec-oob' is unexpected", await client.AskAsync("""{"exec-oob": "quick"}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clients_take_turns_at_the_servers_queue()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync();
        harness.Server.On("slow").NeverAnswers();
        await using TestConnection greedy = await harness.OpenReadyAsync(outOfBand: true);
        await using TestConnection modest = await harness.OpenReadyAsync();
        await greedy.SendAsync(string.Concat(Enumerable.Repeat("""{"execute": "slow", "arguments": {"who": "greedy"}}""", 100)));
        List<FakeCall> calls = [];
        for (int i = 0; i < 8; i++)
        {
            calls.Add(await harness.Server.NextCallAsync("slow").AsTask().WaitAsync(Hang));
        }

        await modest.SendAsync("""{"execute": "slow", "arguments": {"who": "modest"}}""");
        int before = 0;
        for (string who = ""; who != "modest"; before++)
        {
            await calls[before].ReturnAsync();
            calls.Add(await harness.Server.NextCallAsync("slow").AsTask().WaitAsync(Hang));
            who = calls[^1].Arguments.GetProperty("who").GetString()!;
        }

        Assert.InRange(before, 1, 3);
    }

    [Fact]
    public async Task Client_that_leaves_takes_only_its_own_commands_along()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync();
        harness.Server.On("slow").NeverAnswers();
        TestConnection leaving = await harness.OpenReadyAsync(outOfBand: true);
        await using TestConnection staying = await harness.OpenReadyAsync();
        await leaving.SendAsync(string.Concat(Enumerable.Repeat("""{"execute": "slow", "id": 1}""", 20)));
        FakeCall first = await harness.Server.NextCallAsync("slow").AsTask().WaitAsync(Hang);
        await leaving.DisposeAsync();
        await leaving.Serving.WaitAsync(Hang);
        harness.Server.On("query-x").Returns("1");
        await staying.SendAsync("""{"execute": "query-x", "id": 1}""");
        await first.ReturnAsync("\"late\"");
        while (staying.TryRead() is not { } reply || reply != """{"return": 1, "id": 1}""")
        {
            if (!harness.Server.Calls.Any(static call => call.Command == "query-x"))
            {
                FakeCall next = await harness.Server.NextCallAsync().AsTask().WaitAsync(Hang);
                await (next.Command == "slow" ? next.ReturnAsync() : default);
            }
            else
            {
                Assert.Equal("""{"return": 1, "id": 1}""", await staying.ReadAsync());
                break;
            }
        }

        Assert.InRange(harness.Server.Calls.Count(static call => call.Command == "slow"), 1, 8);
        Assert.Equal(1, harness.Proxy.ClientCount);
    }

    [Fact]
    public async Task What_came_before_the_end_of_the_input_is_answered_without_oob()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync();
        harness.Server.On("query-x").Returns("1");
        await using TestConnection client = await harness.OpenReadyAsync();
        await client.SendAsync(string.Concat(Enumerable.Repeat("""{"execute": "query-x"}""", 20)));
        client.ShutdownSending();
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal("""{"return": 1}""", await client.ReadAsync());
        }

        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task More_commands_than_may_be_pending_wait_in_the_client()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync(new QmpProxyOptions { MaxPendingCommands = 4 });
        harness.Server.On("query-x").Returns("1");
        await using TestConnection client = await harness.OpenReadyAsync();
        await client.SendAsync(string.Concat(Enumerable.Range(0, 500).Select(static i => $"{{\"execute\": \"query-x\", \"id\": {i}}}")));
        for (int i = 0; i < 500; i++)
        {
            Assert.Equal($"{{\"return\": 1, \"id\": {i}}}", await client.ReadAsync());
        }
    }

    [Fact]
    public async Task Pretty_server_in_single_bytes_is_understood()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync(server: new FakeServerOptions { IsPretty = true, SegmentBytes = 1 });
        harness.Server.On("query-x").Returns("[\"}\", {\"id\": 3}]");
        await using QmpClient client = await harness.ConnectAsync();

        JsonElement result = await client.ExecuteAsync("query-x");

        Assert.Equal("}", result[0].GetString());
        Assert.Equal(3, result[1].GetProperty("id").GetInt32());
    }
}
