using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Tests.Server;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Runtime.Tests.Client;

/// <summary>The end of a server that was told to end is no broken connection.</summary>
public sealed class ServerEndTests
{
    [Fact]
    public async Task Quit_ends_connection_and_events_without_an_exception()
    {
        using var log = new LogRecorder();
        await using var server = new FakeQmpServer();
        server.On("slow").NeverAnswers();
        server.On("quit").Answers(async call =>
        {
            await call.ReturnAsync();
            await call.DisconnectAsync();
        });
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { LoggerFactory = log, EnableOutOfBand = false });
        QmpEventSubscription<QmpEvent> events = client.Events();
        Task<JsonElement> slow = client.ExecuteAsync("slow").AsTask();

        await client.ExecuteAsync("quit");
        var seen = new List<QmpEvent>();
        await foreach (QmpEvent data in events)
        {
            seen.Add(data);
        }

        await client.Completion;
        Assert.Empty(seen);
        Assert.False(client.IsConnected);
        await Assert.ThrowsAsync<QmpConnectionException>(() => slow);
        await Assert.ThrowsAsync<QmpConnectionException>(async () => await client.ExecuteAsync("x"));
        Assert.Equal([100, 101], log.Ids);
    }

    [Theory]
    [InlineData("{\"guest\": false, \"reason\": \"host-qmp-quit\"}", true)]
    [InlineData("{\"guest\": false, \"reason\": \"host-signal\"}", true)]
    [InlineData("{\"guest\": true, \"reason\": \"guest-shutdown\"}", false)]
    public async Task The_end_that_an_event_announces_is_normal_if_somebody_asked_for_it(string data, bool isNormal)
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync();
        using QmpEventSubscription<QmpEvent> events = client.Events();
        await server.EmitAsync("SHUTDOWN", data);
        await events.NextAsync();

        await server.DisconnectAsync();

        if (isNormal)
        {
            await client.Completion;
            Assert.Null(await events.NextAsync());
        }
        else
        {
            await Assert.ThrowsAsync<QmpConnectionException>(() => client.Completion);
        }
    }

    [Fact]
    public async Task A_refused_quit_changes_nothing()
    {
        await using var server = new FakeQmpServer();
        server.On("quit").Fails(QmpErrorClass.GenericError, "no");
        await using QmpClient client = await server.ConnectAsync();
        await Assert.ThrowsAsync<QmpErrorException>(async () => await client.ExecuteAsync("quit"));

        await server.DisconnectAsync();

        await Assert.ThrowsAsync<QmpConnectionException>(() => client.Completion);
    }
}
