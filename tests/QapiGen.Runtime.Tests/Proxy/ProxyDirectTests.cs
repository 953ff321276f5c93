using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Proxy;
using QapiGen.Runtime.Transport;
using QapiGen.Testing;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Proxy;

/// <summary>A connection to the server for each client.</summary>
public sealed class ProxyDirectTests
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Each_client_has_a_connection_of_its_own_under_one_policy_and_one_audit()
    {
        await using var server = new FakeQmpServer();
        server.On("getfd").Returns("{}");
        List<(long Client, string Command, bool IsAllowed)> audit = [];
        var options = new QmpProxyOptions { Policy = new QmpProxyPolicy(null, ["quit"]), Audit = entry => audit.Add((entry.Client, entry.Command, entry.IsAllowed)) };
        await using QmpProxy proxy = QmpProxy.StartDirect(_ => new ValueTask<IQmpTransport>(server.Connect()), options);
        Assert.Equal(0, server.ConnectionCount);
        await using TestConnection first = await OpenAsync(proxy);
        await using TestConnection second = await OpenAsync(proxy);

        Assert.Equal("""{"return": {}, "id": 1}""", await first.AskAsync("""{"execute": "getfd", "arguments": {"fdname": "x"}, "id": 1}"""));
        Assert.Equal("""{"return": {}, "id": 1}""", await second.AskAsync("""{"execute": "getfd", "arguments": {"fdname": "x"}, "id": 1}"""));
        Assert.Contains("has not been found", await second.AskAsync("""{"execute": "quit"}"""), StringComparison.Ordinal);

        Assert.Equal(2, server.ConnectionCount);
        Assert.Equal(2, proxy.ClientCount);
        Assert.Equal([(1, "getfd", true), (2, "getfd", true), (2, "quit", false)], audit.Where(static entry => entry.Command != "qmp_capabilities"));
    }

    // Else a few clients that come, ask and go would take what all may send together.
    [Fact]
    public async Task A_client_that_leaves_without_its_reply_holds_nothing_of_what_all_share()
    {
        await using var server = new FakeQmpServer();
        server.On("wait").NeverAnswers();
        await using QmpProxy proxy = QmpProxy.StartDirect(_ => new ValueTask<IQmpTransport>(server.Connect()));
        string pad = new('x', 100_000);
        for (int i = 0; i < 3; i++)
        {
            await using TestConnection client = await OpenAsync(proxy);
            await client.SendAsync($"{{\"execute\": \"wait\", \"arguments\": {{\"pad\": \"{pad}\"}}}}");
            await server.NextCallAsync("wait").AsTask().WaitAsync(Hang);
            await client.DisposeAsync();
            await client.Serving.WaitAsync(Hang);
        }

        Assert.Equal(0, proxy.Counts.Input.Held);
        Assert.Equal(0, proxy.ClientCount);
    }

    [Fact]
    public async Task Client_goes_with_its_connection_and_no_other()
    {
        await using var server = new FakeQmpServer();
        server.On("leave").Answers(static async call => await call.DisconnectAsync());
        server.On("query-x").Returns("1");
        await using QmpProxy proxy = QmpProxy.StartDirect(_ => new ValueTask<IQmpTransport>(server.Connect()));
        await using TestConnection leaving = await OpenAsync(proxy);
        await using TestConnection staying = await OpenAsync(proxy);

        await leaving.SendAsync("""{"execute": "leave"}""");
        Assert.Null(await leaving.ReadAsync());
        await leaving.Serving.WaitAsync(Hang);

        Assert.Equal("""{"return": 1}""", await staying.AskAsync("""{"execute": "query-x"}"""));
        Assert.Equal(1, proxy.ClientCount);
        Assert.False(proxy.Completion.IsCompleted);
        await proxy.DisposeAsync();
        Assert.Null(await staying.ReadAsync());
        Assert.Equal(0, proxy.ClientCount);
    }

    [Fact]
    public async Task Client_for_which_there_is_no_connection_is_closed_and_the_next_one_is_served()
    {
        await using var server = new FakeQmpServer();
        int attempts = 0;
        await using QmpProxy proxy = QmpProxy.StartDirect(_ =>
            Interlocked.Increment(ref attempts) == 1 ? throw new QmpConnectionException("no more monitors") : new ValueTask<IQmpTransport>(server.Connect()));
        await using TestConnection refused = TestConnection.Open(proxy.ServeAsync);

        Assert.Null(await refused.ReadAsync());
        await refused.Serving.WaitAsync(Hang);
        await using TestConnection served = await OpenAsync(proxy);
        Assert.Equal(1, proxy.ClientCount);
    }

    [Fact]
    public void Reconnecting_is_refused()
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => QmpProxy.StartDirect(
            static _ => throw new InvalidOperationException(), new QmpProxyOptions { Reconnect = new QmpReconnectOptions() }));

        Assert.Contains("doesn't reconnect", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<TestConnection> OpenAsync(QmpProxy proxy)
    {
        TestConnection connection = TestConnection.Open(proxy.ServeAsync);
        Assert.Contains("QMP", await connection.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal("""{"return": {}}""", await connection.AskAsync("""{"execute": "qmp_capabilities"}"""));
        return connection;
    }
}
