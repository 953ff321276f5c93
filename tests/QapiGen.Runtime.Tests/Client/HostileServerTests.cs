using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.TestSupport;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Runtime.Tests.Client;

/// <summary>Whatever a server sends, every call ends, with a result or with one of the client's own exceptions.</summary>
public sealed class HostileServerTests
{
    private static readonly string[] Seeds =
    [
        """{"return": {"a": [1, 2.5e3, null, true, "x\u00e4\"\\"]}, "id": 1}""",
        """{"error": {"class": "GenericError", "desc": "d"}, "id": 1}""",
        """{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "TEST", "data": {"n": 1}}""",
        """{"QMP": {"version": {"qemu": {"micro": 0, "minor": 2, "major": 7}, "package": ""}, "capabilities": ["oob"]}}""",
    ];

    [Fact]
    [Trait("Draws", "examples")]
    public Task Mutated_messages_end_every_call() => Examples.CheckSeedsAsync([1, 2, 3, 4], async seed =>
    {
        var random = new Random(seed);
        for (int round = 0; round < 100; round++)
        {
            await EndEveryCallAsync(random);
        }
    });

    [Fact]
    public async Task A_flood_of_events_holds_up_no_reply_and_fills_no_memory()
    {
        await using var server = new FakeQmpServer();
        string big = new('x', 2000);
        server.On("x").Answers(async call =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                await server.EmitAsync("TEST", $"{{\"n\": {i}, \"pad\": \"{big}\"}}");
            }

            await call.ReturnAsync("1");
        });
        await using QmpClient client = await server.ConnectAsync();
        using QmpEventSubscription<TestEvent> events = client.Events<TestEvent>();

        Assert.Equal(1, (await client.ExecuteAsync("x")).GetInt32());
        Assert.Equal(20_000 - 1024, events.DroppedCount);
    }

    [Fact]
    public async Task A_server_that_does_not_read_blocks_no_caller()
    {
        using var cancelling = new CancellationTokenSource();
        await using var server = new FakeQmpServer();
        using var release = new SemaphoreSlim(0);
        server.On("stuck").Answers(async _ => await release.WaitAsync());
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { EnableOutOfBand = false });
        JsonElement big = JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["pad"] = new('x', 100_000) });

        Task<JsonElement>[] calls = [.. Enumerable.Range(0, 20).Select(_ => client.ExecuteAsync("stuck", big, cancellationToken: cancelling.Token).AsTask())];
        await cancelling.CancelAsync();

        foreach (Task<JsonElement> call in calls)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }

        release.Release(calls.Length);
    }

    private static async Task EndEveryCallAsync(Random random)
    {
        await using var server = new FakeQmpServer(new FakeServerOptions { SegmentBytes = random.Next(0, 4) });
        server.On("x").Answers(async call =>
        {
            for (int i = 0; i < 5; i++)
            {
                await server.SendAsync(Mutate(random, call.Id.GetRawText()));
            }

            await call.DisconnectAsync();
        });
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { MaxMessageBytes = 4096, FirstRequestId = 1 });
        using QmpEventSubscription<TestEvent> events = client.Events<TestEvent>(new QmpEventBuffer { Capacity = 2 });

        Task<JsonElement>[] calls = [client.ExecuteAsync("x").AsTask(), client.ExecuteAsync("x").AsTask(), client.ExecuteAsync("x").AsTask()];
        await Task.WhenAll(calls.Select(EndAsync));
        await EndAsync(client.Completion);
    }

    private static byte[] Mutate(Random random, string id)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)].Replace("\"id\": 1", $"\"id\": {id}", StringComparison.Ordinal));
        for (int i = random.Next(0, 3); i > 0; i--)
        {
            int at = random.Next(bytes.Length);
            bytes = random.Next(4) switch
            {
                0 => [.. bytes[..at], (byte)random.Next(256), .. bytes[(at + 1)..]],
                1 => [.. bytes[..at], .. bytes[(at + 1)..]],
                2 => [.. bytes[..at], (byte)"{}[]\",:\\ \n"[random.Next(10)], .. bytes[at..]],
                _ => [.. bytes[..at], .. bytes[random.Next(bytes.Length)..]],
            };
            bytes = bytes.Length == 0 ? [0] : bytes;
        }

        return bytes;
    }

    private static async Task EndAsync(Task call)
    {
        try
        {
            await call;
        }
        catch (Exception e) when (e is QmpErrorException or QmpProtocolException or QmpConnectionException)
        {
            // All of them are fine; hanging or another exception isn't.
        }
    }
}
