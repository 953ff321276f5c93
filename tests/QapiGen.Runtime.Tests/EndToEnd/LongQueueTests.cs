using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Tests.Proxy;
using QapiGen.Runtime.Tests.Server;
using QapiGen.Runtime.Transport;
using QapiGen.Testing;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.EndToEnd;

/// <summary>The capability by which more than eight in-band commands are under way with <c>oob</c> (QMP spec 6, 11.2, 19.7).</summary>
public sealed class LongQueueTests
{
    private const string Greeting =
        """{"QMP": {"version": {"qemu": {"micro": 2, "minor": 2, "major": 10}, "package": ""}, "capabilities": ["oob", "__qapigen_queue-64"]}}""";

    private static readonly QmpCallOptions OutOfBand = new() { OutOfBand = true };

    [Theory]
    [InlineData(true, true, "[\"oob\", \"__qapigen_queue-64\"]")]
    [InlineData(true, false, "[\"oob\"]")]
    [InlineData(false, true, "[]")]
    public async Task A_server_offers_it_beside_oob(bool outOfBand, bool longQueue, string capabilities)
    {
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { OffersOutOfBand = outOfBand, OffersLongQueue = longQueue });
        await using TestConnection client = TestConnection.Open(service);

        Assert.EndsWith($"\"capabilities\": {capabilities}}}}}", await client.ReadAsync());
    }

    [Theory]
    [InlineData(true, false, "[\"__qapigen_queue-64\"]", "Capability __qapigen_queue-64 not available")]
    [InlineData(true, false, "[\"oob\", \"__qapigen_queue-64\"]", "Capability __qapigen_queue-64 not available")]
    [InlineData(false, true, "[\"__qapigen_queue-64\", \"oob\"]", "Capability oob, __qapigen_queue-64 not available")]
    [InlineData(false, true, "[\"oob\"]", "Capability oob not available")]
    public async Task What_was_not_offered_is_refused_and_nothing_is_enabled(bool outOfBand, bool longQueue, string enable, string error)
    {
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { OffersOutOfBand = outOfBand, OffersLongQueue = longQueue });
        await using TestConnection client = TestConnection.Open(service);
        await client.ReadAsync();

        Assert.Contains(error, await client.AskAsync($"{{\"execute\":\"qmp_capabilities\",\"arguments\":{{\"enable\":{enable}}}}}"), StringComparison.Ordinal);
        Assert.Contains("Expecting capabilities negotiation", await client.AskAsync("{\"execute\":\"ping\"}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public async Task Out_of_band_commands_pass_until_the_long_queue_is_full(int waiting, bool passes)
    {
        var dispatcher = new LabDispatcher();
        await using QmpService service = LabDispatcher.Service(dispatcher);
        await using TestConnection client = TestConnection.Open(service);
        await client.ReadAsync();
        await client.AskAsync("{\"execute\":\"qmp_capabilities\",\"arguments\":{\"enable\":[\"__qapigen_queue-64\",\"oob\"]}}");
        await client.SendAsync("{\"execute\":\"block\",\"id\":\"b\"}");
        await dispatcher.WhenBlockedAsync();
        await client.SendAsync(string.Concat(Enumerable.Range(0, waiting).Select(i => $"{{\"execute\":\"ping\",\"id\":{i}}}")));
        await client.SendAsync("{\"exec-oob\":\"ping\",\"id\":\"o\"}");
        Assert.Equal(passes ? "{\"return\": {}, \"id\": \"o\"}" : null, client.TryRead());

        await dispatcher.UnblockAsync();
        Assert.Equal("{\"return\": {}, \"id\": \"b\"}", await client.ReadAsync());
        string?[] replies = new string?[passes ? waiting : waiting + 1];
        for (int i = 0; i < replies.Length; i++)
        {
            replies[i] = await client.ReadAsync();
        }

        Assert.Equal(
            Enumerable.Range(0, waiting).Select(i => $"{{\"return\": {{}}, \"id\": {i}}}"),
            replies.Where(reply => reply != "{\"return\": {}, \"id\": \"o\"}"));
    }

    [Fact]
    public async Task Client_and_server_agree_on_it_and_out_of_band_commands_get_through()
    {
        var dispatcher = new LabDispatcher();
        await using QmpService service = LabDispatcher.Service(dispatcher);
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair();
        _ = service.ServeAsync(far);
        await using QmpClient client = await QmpClient.ConnectAsync(near);
        Task<JsonElement> blocked = client.ExecuteAsync("block").AsTask();
        await dispatcher.WhenBlockedAsync();
        Task<JsonElement>[] calls = [.. Enumerable.Range(0, 200).Select(_ => client.ExecuteAsync("ping").AsTask())];

        await client.ExecuteAsync("ping", options: OutOfBand);

        Assert.All(calls, static call => Assert.False(call.IsCompleted));
        await dispatcher.UnblockAsync();
        await blocked;
        await Task.WhenAll(calls);
    }

    [Theory]
    [InlineData(null, 64, "[\"oob\",\"__qapigen_queue-64\"]")]
    [InlineData(40, 40, "[\"oob\",\"__qapigen_queue-64\"]")]
    [InlineData(5, 5, "[\"oob\"]")]
    public async Task A_client_has_as_many_commands_under_way_as_the_queue_takes_or_as_it_is_told(int? most, int expected, string enabled)
    {
        await using var server = new FakeQmpServer(new FakeServerOptions { Greeting = Greeting });
        server.On("slow").NeverAnswers();
        server.On("oob").Returns("1");
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { MaxInBandCommands = most });
        Task<JsonElement>[] calls = [.. Enumerable.Range(0, 100).Select(_ => client.ExecuteAsync("slow").AsTask())];

        await client.ExecuteAsync("oob", options: OutOfBand);

        Assert.Equal(expected, server.Calls.Count(call => call.Command == "slow"));
        Assert.Equal(enabled, server.Calls[0].Arguments.GetProperty("enable").GetRawText().Replace(" ", "", StringComparison.Ordinal));
        for (int i = 0; i < calls.Length; i++)
        {
            await (await server.NextCallAsync("slow")).ReturnAsync($"{i}");
        }

        Assert.Equal(Enumerable.Range(0, calls.Length), (await Task.WhenAll(calls)).Select(static result => result.GetInt32()));
    }

    [Fact]
    public async Task Large_commands_are_held_back_as_with_the_short_queue()
    {
        await using var server = new FakeQmpServer(new FakeServerOptions { Greeting = Greeting });
        server.On("slow").NeverAnswers();
        server.On("oob").Returns("1");
        await using QmpClient client = await server.ConnectAsync();
        JsonElement large = JsonSerializer.SerializeToElement(new { text = new string('x', 20 * 1024) });
        Task<JsonElement>[] calls = [.. Enumerable.Range(0, 40).Select(_ => client.ExecuteAsync("slow", large).AsTask())];

        await client.ExecuteAsync("oob", options: OutOfBand);

        // The thirteenth reaches 256 KiB.
        Assert.Equal(13, server.Calls.Count(call => call.Command == "slow"));
        foreach (Task<JsonElement> _ in calls)
        {
            await (await server.NextCallAsync("slow")).ReturnAsync();
        }

        await Task.WhenAll(calls);
    }

    [Theory]
    [InlineData(Greeting, 64)]
    [InlineData(null, 8)]
    public async Task A_proxy_passes_it_on(string? greeting, int expected)
    {
        FakeServerOptions options = greeting is null ? new() : new() { Greeting = greeting };
        await using ProxyHarness harness = await ProxyHarness.StartAsync(server: options);
        harness.Server.On("slow").NeverAnswers();
        harness.Server.On("oob").Returns("1");
        await using QmpClient client = await harness.ConnectAsync();
        Task<JsonElement>[] calls = [.. Enumerable.Range(0, 100).Select(_ => client.ExecuteAsync("slow").AsTask())];

        await client.ExecuteAsync("oob", options: OutOfBand);

        Assert.Equal(greeting is not null, client.Greeting!.Capabilities.Contains("__qapigen_queue-64"));
        Assert.Equal(expected, harness.Server.Calls.Count(call => call.Command == "slow"));
        foreach (Task<JsonElement> _ in calls)
        {
            await (await harness.Server.NextCallAsync("slow")).ReturnAsync();
        }

        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task A_proxy_keeps_the_bytes_of_all_its_clients_within_the_servers_queue()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync(server: new FakeServerOptions { Greeting = Greeting });
        harness.Server.On("slow").NeverAnswers();
        harness.Server.On("oob").Returns("1");
        await using QmpClient client = await harness.ConnectAsync();
        await using QmpClient other = await harness.ConnectAsync();
        JsonElement large = JsonSerializer.SerializeToElement(new { text = new string('x', 20 * 1024) });
        Task<JsonElement>[] calls =
        [
            .. Enumerable.Range(0, 12).Select(_ => client.ExecuteAsync("slow", large).AsTask()),
            .. Enumerable.Range(0, 12).Select(_ => other.ExecuteAsync("slow", large).AsTask()),
        ];

        await client.ExecuteAsync("oob", options: OutOfBand);
        await other.ExecuteAsync("oob", options: OutOfBand);

        Assert.Equal(13, harness.Server.Calls.Count(call => call.Command == "slow"));
        foreach (Task<JsonElement> _ in calls)
        {
            await (await harness.Server.NextCallAsync("slow")).ReturnAsync();
        }

        await Task.WhenAll(calls);
    }
}
