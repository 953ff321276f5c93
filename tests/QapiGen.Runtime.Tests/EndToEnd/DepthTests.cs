using System;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Tests.Proxy;
using QapiGen.Runtime.Wire;
using QapiGen.Testing;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.EndToEnd;

/// <summary>One limit holds for how deep messages nest, wherever they pass: QEMU's.</summary>
public sealed class DepthTests
{
    // With the message and its arguments around it, exactly as deep as QEMU takes it.
    private static readonly string s_deepest = $"{{\"x\":{new string('[', WireJson.MaxDepth - 2)}{new string(']', WireJson.MaxDepth - 2)}}}";

    private static readonly JsonElement s_arguments = JsonElement.Parse(s_deepest, new JsonDocumentOptions { MaxDepth = WireJson.MaxDepth });

    [Fact]
    public async Task A_client_sends_and_reads_what_is_as_deep_as_QEMU_takes_it()
    {
        await using var server = new FakeQmpServer();
        server.On("deep").Answers(static call => call.ReturnAsync(call.Arguments.GetRawText()));
        await using QmpClient client = await server.ConnectAsync();

        Assert.Equal(s_deepest, (await client.ExecuteAsync("deep", s_arguments)).GetRawText().Replace(": ", ":", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_proxy_passes_what_is_as_deep_as_QEMU_takes_it()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync();
        harness.Server.On("deep").Answers(static call => call.ReturnAsync(call.Arguments.GetRawText()));
        await using QmpClient client = await harness.ConnectAsync();

        Assert.Equal(s_deepest, (await client.ExecuteAsync("deep", s_arguments)).GetRawText().Replace(": ", ":", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_proxy_answers_a_negotiation_that_is_as_deep_as_QEMU_takes_it()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync();
        await using TestConnection client = harness.Open();
        await client.ReadAsync();

        Assert.Contains("Parameter 'x' is unexpected", await client.AskAsync($"{{\"execute\": \"qmp_capabilities\", \"arguments\": {s_deepest}}}"), System.StringComparison.Ordinal);
        Assert.Contains("\"return\"", await client.AskAsync("{\"execute\": \"qmp_capabilities\"}"), System.StringComparison.Ordinal);
    }
}
