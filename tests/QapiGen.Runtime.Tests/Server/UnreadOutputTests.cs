using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Tests.Support;
using QapiGen.Runtime.Transport;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>Clients that don't read, don't finish, or are too many: what they can make a service hold has an end, and so has their farewell.</summary>
[Collection(AloneCollection.Name)]
public sealed class UnreadOutputTests
{
    private const int Kilobyte = 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_end_waits_a_second_for_a_client_that_does_not_read(bool outOfBand)
    {
        var clock = new FakeTimeProvider();
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { TimeProvider = clock, MaxPendingOutputBytes = 512 * Kilobyte });
        await using TestConnection client = await TestConnection.OpenReadyAsync(service, outOfBand);
        _ = FloodAsync(client);
        await WaitUntilAsync(() => service.OutputBudget.Held > 0);

        Task stopping = service.StopAsync();
        clock.Advance(TimeSpan.FromMilliseconds(900));
        await Task.Delay(50);
        Assert.False(stopping.IsCompleted);
        await WaitUntilAsync(() =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(150));
            return stopping.IsCompleted;
        });
        await stopping;
        Assert.Equal(0, service.ConnectionCount);
    }

    [Fact]
    public async Task Where_the_services_time_ends_first_it_is_said_that_a_client_has_not_read_the_rest()
    {
        var log = new LogRecorder();
        await using QmpService service = LabDispatcher.Service(
            new QmpServiceOptions { LoggerFactory = log, CloseTimeout = TimeSpan.FromHours(1), CancelTimeout = TimeSpan.FromMilliseconds(50), MaxPendingOutputBytes = 512 * Kilobyte });
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);
        _ = FloodAsync(client);
        await WaitUntilAsync(() => service.OutputBudget.Held > 0);

        await service.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Patience);

        Assert.Single(log.Ids, 206);
    }

    [Fact]
    public async Task What_waits_for_one_client_stays_below_its_limit_and_is_delivered_when_it_reads()
    {
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { MaxPendingOutputBytes = 512 * Kilobyte });
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);
        Task flooding = FloodAsync(client, 40_000);
        await WaitUntilAsync(() => service.OutputBudget.Held >= 192 * Kilobyte);
        Assert.InRange(service.OutputBudget.Held, 1, 512 * Kilobyte);

        for (int i = 0; i < 40_000; i++)
        {
            Assert.Equal("{\"return\": {}, \"id\": \"abcdefghijklmnop\"}", await client.ReadAsync());
        }

        await flooding.WaitAsync(Patience);
        Assert.Equal(0, service.OutputBudget.Held);
    }

    [Fact]
    public async Task What_waits_for_all_clients_has_a_limit_and_one_that_reads_is_served()
    {
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { MaxTotalPendingOutputBytes = 1024 * Kilobyte });
        var lazy = new List<TestConnection>();
        for (int i = 0; i < 8; i++)
        {
            lazy.Add(await TestConnection.OpenReadyAsync(service));
            _ = FloodAsync(lazy[i]);
        }

        await WaitUntilAsync(() => service.OutputBudget.Held > 1024 * Kilobyte);
        await Task.Delay(200);
        Assert.InRange(service.OutputBudget.Held, 1024 * Kilobyte, 2048 * Kilobyte);
        await using TestConnection good = await TestConnection.OpenReadyAsync(service);
        Assert.Equal("{\"return\": {}}", await good.AskAsync("{\"execute\":\"ping\"}"));
        foreach (TestConnection client in lazy)
        {
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Unfinished_messages_of_all_clients_have_a_limit()
    {
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { MaxTotalInputBytes = 1024 * Kilobyte });
        var clients = new List<TestConnection>();
        for (int i = 0; i < 3; i++)
        {
            clients.Add(await TestConnection.OpenReadyAsync(service));
            await clients[i].SendAsync("{\"execute\":\"" + new string('x', 200 * Kilobyte));
        }

        await clients[0].SendAsync(new string('x', 900 * Kilobyte));
        Assert.Contains("JSON token size limit exceeded", await clients[0].ReadAsync());
        Assert.InRange(service.InputBudget.Held, 1, 2048 * Kilobyte);

        // When it has given way the others finish.
        await clients[1].SendAsync("\"}");
        Assert.Contains("has not been found", await clients[1].ReadAsync());
        foreach (TestConnection client in clients)
        {
            await client.DisposeAsync();
            await client.Serving;
        }

        Assert.Equal(0, service.InputBudget.Held);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_holds_most_of_unfinished_messages_gives_way_and_not_whoever_comes_last(bool outOfBand)
    {
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { MaxTotalInputBytes = 1900 * Kilobyte });
        await using TestConnection greedy = await TestConnection.OpenReadyAsync(service, outOfBand);
        await using TestConnection patient = await TestConnection.OpenReadyAsync(service, outOfBand);
        await greedy.SendAsync("{\"execute\":\"" + new string('x', 600 * Kilobyte));
        await patient.SendAsync("{\"execute\":\"" + new string('x', 300 * Kilobyte));
        await WaitUntilAsync(() => service.InputBudget.Held > 1400 * Kilobyte);

        await using TestConnection late = await TestConnection.OpenReadyAsync(service);
        await late.SendAsync("{\"execute\":\"ping\",\"id\":\"" + new string('y', 400 * Kilobyte));
        await late.SendAsync("\"}");

        Assert.EndsWith("yyy\"}", await late.ReadAsync());
        Assert.Contains("JSON token size limit exceeded", await greedy.ReadAsync());
        await patient.SendAsync("\"}");
        Assert.Contains("has not been found", await patient.ReadAsync());

        // What comes after a message that was given up is read as ever.
        await greedy.SendAsync("\"}\n{\"execute\":\"ping\",\"id\":7}");
        string? reply;
        do
        {
            reply = await greedy.ReadAsync();
        }
        while (reply?.Contains("parse error", StringComparison.Ordinal) == true);
        Assert.Equal("{\"return\": {}, \"id\": 7}", reply);
    }

    [Fact]
    public async Task Waiting_messages_of_a_client_with_oob_have_a_limit_in_bytes()
    {
        var dispatcher = new LabDispatcher();
        await using QmpService service = LabDispatcher.Service(dispatcher);
        await using TestConnection client = await TestConnection.OpenReadyAsync(service, outOfBand: true);
        await client.SendAsync("{\"execute\":\"block\"}");
        await dispatcher.WhenBlockedAsync();
        string large = "{\"execute\":\"ping\",\"id\":\"" + new string('y', 700 * Kilobyte) + "\"}";
        Task sending = client.SendAsync(large + large + large + large);
        await WaitUntilAsync(() => service.InputBudget.Held > 1400 * Kilobyte);
        await Task.Delay(100);
        Assert.False(sending.IsCompleted);

        await dispatcher.UnblockAsync();
        Assert.Equal("{\"return\": {}}", await client.ReadAsync());
        for (int i = 0; i < 4; i++)
        {
            Assert.EndsWith("yyy\"}", await client.ReadAsync());
        }

        await sending;
        await client.DisposeAsync();
        await client.Serving;
        Assert.Equal(0, service.InputBudget.Held);
    }

    [Fact]
    public async Task The_client_that_is_one_too_many_is_told_so()
    {
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { MaxConnections = 2 });
        await using TestConnection first = await TestConnection.OpenReadyAsync(service);
        TestConnection second = await TestConnection.OpenReadyAsync(service);
        await using TestConnection third = TestConnection.Open(service);
        Assert.Equal(
            "{\"error\": {\"class\": \"GenericError\", \"desc\": \"Too many clients are connected: this server takes 2\"}}",
            await third.ReadAsync());
        Assert.Null(await third.ReadAsync());
        await third.Serving;
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair();
        Task turnedAway = service.ServeAsync(far);
        QmpConnectionException refusal = await Assert.ThrowsAsync<QmpConnectionException>(async () => await QmpClient.ConnectAsync(near));
        Assert.Equal("The server refuses the connection: Too many clients are connected: this server takes 2", refusal.Message);
        await turnedAway;

        await second.DisposeAsync();
        await second.Serving;
        await using TestConnection fourth = await TestConnection.OpenReadyAsync(service);
        Assert.Equal("{\"return\": {}}", await first.AskAsync("{\"execute\":\"ping\"}"));
    }

    [Fact]
    public void Limits_have_no_nonsense()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new QmpServiceOptions { MaxConnections = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new QmpServiceOptions { MaxTotalInputBytes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new QmpServiceOptions { MaxTotalPendingOutputBytes = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new QmpServiceOptions { MaxPendingOutputBytes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new QmpServiceOptions { CloseTimeout = TimeSpan.FromSeconds(-2) });
        Assert.InRange(new QmpServiceOptions().MaxConnections, 1, 10_000);
    }

    private static async Task FloodAsync(TestConnection client, int count = 1_000_000)
    {
        string batch = string.Concat(Enumerable.Repeat("{\"execute\":\"ping\",\"id\":\"abcdefghijklmnop\"}", 100));
        for (int i = 0; i < count; i += 100)
        {
            await client.SendAsync(batch);
        }
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        for (int i = 0; i < 3000 && !condition(); i++)
        {
            await Task.Delay(20);
        }

        Assert.True(condition());
    }
}
