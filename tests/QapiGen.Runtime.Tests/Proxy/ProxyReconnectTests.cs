using System;
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

/// <summary>The server goes, and perhaps comes back.</summary>
public sealed class ProxyReconnectTests
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Clients_go_with_the_server_after_its_last_words()
    {
        await using ProxyHarness harness = await ProxyHarness.StartAsync();
        await using TestConnection client = await harness.OpenReadyAsync();
        await using TestConnection other = await harness.OpenReadyAsync();

        Assert.Equal("""{"return": {}, "id": 1}""", await client.AskAsync("""{"execute": "quit", "id": 1}"""));
        Assert.Null(await client.ReadAsync());
        Assert.Null(await other.ReadAsync());
        await Assert.ThrowsAsync<QmpConnectionException>(() => harness.Proxy.Completion.WaitAsync(Hang));
        Assert.Equal(0, harness.Proxy.ClientCount);
    }

    [Fact]
    public async Task Clients_stay_while_the_proxy_connects_again()
    {
        var options = new QmpProxyOptions { Reconnect = new QmpReconnectOptions { InitialDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(10) } };
        await using var server = new FakeQmpServer();
        server.On("slow").NeverAnswers();
        server.On("query-x").Returns("1");
        var open = new ManualResetEventSlim(true);
        await using QmpProxy proxy = await QmpProxy.StartAsync(
            _ => open.IsSet ? new ValueTask<IQmpTransport>(server.Connect()) : throw new QmpConnectionException("nobody there"),
            options);
        await using TestConnection client = TestConnection.Open(proxy.ServeAsync);
        await client.ReadAsync();
        await client.AskAsync("""{"execute": "qmp_capabilities"}""");
        await client.SendAsync("""{"execute": "slow", "id": 1}""");
        FakeCall call = await server.NextCallAsync("slow").AsTask().WaitAsync(Hang);
        open.Reset();
        await call.DisconnectAsync();

        Assert.Equal(
            """{"id": 1, "error": {"class": "GenericError", "desc": "The connection to the server was lost; whether the command was executed isn't known"}}""",
            await client.ReadAsync());
        Assert.Matches("""^{"timestamp": {"seconds": [0-9]+, "microseconds": [0-9]+}, "event": "X_PROXY_SERVER_GONE"}$""", await client.ReadAsync());
        Assert.Equal(
            """{"id": 2, "error": {"class": "GenericError", "desc": "There is no connection to the server"}}""",
            await client.AskAsync("""{"execute": "query-x", "id": 2}"""));
        open.Set();
        string? reply = await client.AskAsync("""{"execute": "query-x", "id": 3}""");
        int told = 0;
        while (reply!.Contains("no connection", StringComparison.Ordinal) || reply.Contains("X_PROXY_SERVER_BACK", StringComparison.Ordinal))
        {
            if (reply.Contains("X_PROXY_SERVER_BACK", StringComparison.Ordinal))
            {
                told++;
                reply = await client.ReadAsync();
                continue;
            }

            await Task.Delay(10);
            reply = await client.AskAsync("""{"execute": "query-x", "id": 3}""");
        }

        Assert.Equal("""{"return": 1, "id": 3}""", reply);
        Assert.Equal(1, told);
        Assert.Equal(2, server.ConnectionCount);
    }

    [Fact]
    public async Task Client_that_comes_while_the_server_is_gone_gets_what_its_greeting_offers()
    {
        var options = new QmpProxyOptions { Reconnect = new QmpReconnectOptions { InitialDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(10) } };
        await using var server = new FakeQmpServer();
        server.On("query-x").Returns("1");
        var open = new ManualResetEventSlim(true);
        await using QmpProxy proxy = await QmpProxy.StartAsync(
            _ => open.IsSet ? new ValueTask<IQmpTransport>(server.Connect()) : throw new QmpConnectionException("nobody there"),
            options);
        await using TestConnection witness = TestConnection.Open(proxy.ServeAsync);
        await witness.ReadAsync();
        await witness.AskAsync("""{"execute": "qmp_capabilities"}""");
        open.Reset();
        await server.DisconnectAsync();
        Assert.Contains("X_PROXY_SERVER_GONE", await witness.ReadAsync(), StringComparison.Ordinal);
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair();
        _ = proxy.ServeAsync(far);

        await using QmpClient client = await QmpClient.ConnectAsync(near, new QmpClientOptions { EnableOutOfBand = true });

        QmpErrorException error = await Assert.ThrowsAsync<QmpErrorException>(async () => await client.ExecuteAsync("query-x", options: new QmpCallOptions { OutOfBand = true }));
        Assert.Equal("There is no connection to the server", error.Description);
        open.Set();
        Assert.Contains("X_PROXY_SERVER_BACK", await witness.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal(1, (await client.ExecuteAsync("query-x", options: new QmpCallOptions { OutOfBand = true })).GetInt32());
    }

    [Fact]
    public async Task Proxy_gives_up_after_so_many_attempts()
    {
        var options = new QmpProxyOptions { Reconnect = new QmpReconnectOptions { InitialDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(1), MaxAttempts = 3 } };
        await using var server = new FakeQmpServer();
        int attempts = 0;
        await using QmpProxy proxy = await QmpProxy.StartAsync(
            _ => attempts++ == 0 ? new ValueTask<IQmpTransport>(server.Connect()) : throw new QmpConnectionException("nobody there"),
            options);
        await using TestConnection client = TestConnection.Open(proxy.ServeAsync);
        await client.ReadAsync();
        await client.AskAsync("""{"execute": "qmp_capabilities"}""");
        await client.AskAsync("""{"execute": "quit"}""");

        QmpConnectionException failure = await Assert.ThrowsAsync<QmpConnectionException>(() => proxy.Completion.WaitAsync(Hang));

        Assert.Contains("Gave up connecting: nobody there", failure.Message, StringComparison.Ordinal);
        Assert.Equal(4, attempts);
        Assert.Contains("X_PROXY_SERVER_GONE", await client.ReadAsync(), StringComparison.Ordinal);
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task Server_that_is_none_is_refused_at_the_start()
    {
        await Assert.ThrowsAsync<QmpProtocolException>(() => ProxyHarness.StartAsync(server: new FakeServerOptions { Greeting = "hello" }));
        await Assert.ThrowsAsync<QmpConnectionException>(() => QmpProxy.StartAsync(QmpAddress.Unix("/no/such/socket")));
    }
}
