using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Wire;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>QMP spec 14.</summary>
public sealed class QmpEventTests
{
    private static readonly QmpEventDescriptor Changed = new("VSERPORT_CHANGE");
    private static readonly QmpEventDescriptor IoError = new("BLOCK_IO_ERROR");

    [Fact]
    public async Task An_event_goes_to_every_connection_in_command_mode()
    {
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { TimeProvider = Clock() });
        await using TestConnection negotiating = TestConnection.Open(service);
        await negotiating.ReadAsync();
        await using TestConnection first = await TestConnection.OpenReadyAsync(service);
        await using TestConnection second = await TestConnection.OpenReadyAsync(service);
        service.Emit(LabDispatcher.Tick, default(NoData));
        const string Expected = "{\"timestamp\": {\"seconds\": 1700000000, \"microseconds\": 250000}, \"event\": \"TICK\"}";
        Assert.Equal(Expected, await first.ReadAsync());
        Assert.Equal(Expected, await second.ReadAsync());
        Assert.Contains("\"error\"", await negotiating.AskAsync("{\"execute\":\"ping\"}"));
    }

    [Fact]
    public async Task Of_limited_events_the_last_of_a_period_survives_with_its_own_time()
    {
        FakeTimeProvider clock = Clock();
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { TimeProvider = clock });
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);
        Emit(service, Changed, """{"id":"a","open":1}""");
        Emit(service, Changed, """{"id":"a","open":2}""");
        Emit(service, Changed, """{"id":"b","open":3}""");
        clock.Advance(TimeSpan.FromMilliseconds(500));
        Emit(service, Changed, """{"id":"a","open":4}""");
        Assert.Equal([1, 3], await ReadOpenAsync(client, 2));

        clock.Advance(TimeSpan.FromMilliseconds(500));
        string? late = await client.ReadAsync();
        Assert.Contains("\"microseconds\": 750000", late);
        Assert.Contains("\"open\": 4", late);

        // A new period has begun for the one, the other's has ended.
        Emit(service, Changed, """{"id":"a","open":5}""");
        Emit(service, Changed, """{"id":"b","open":6}""");
        Assert.Equal([6], await ReadOpenAsync(client, 1));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([5], await ReadOpenAsync(client, 1));
        clock.Advance(TimeSpan.FromSeconds(5));
        Emit(service, Changed, """{"id":"a","open":7}""");
        Assert.Equal([7], await ReadOpenAsync(client, 1));
    }

    [Fact]
    public async Task Some_values_are_exempt_and_the_older_release_does_not_limit_them_at_all()
    {
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { TimeProvider = Clock() });
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);
        Emit(service, IoError, """{"qom-path":"/a","action":"report","open":1}""");
        Emit(service, IoError, """{"qom-path":"/a","action":"stop","open":2}""");
        Emit(service, IoError, """{"qom-path":"/a","action":"report","open":3}""");
        Emit(service, IoError, """{"qom-path":"/b","action":"report","open":4}""");
        Assert.Equal([1, 2, 4], await ReadOpenAsync(client, 3));

        await using QmpService older = LabDispatcher.Service(new QmpServiceOptions { EventRateLimits = QmpEventRateLimit.Qemu72 });
        await using TestConnection other = await TestConnection.OpenReadyAsync(older);
        Emit(older, IoError, """{"qom-path":"/a","action":"report","open":1}""");
        Emit(older, IoError, """{"qom-path":"/a","action":"report","open":2}""");
        Assert.Equal([1, 2], await ReadOpenAsync(other, 2));
    }

    [Fact]
    public async Task Events_of_many_threads_are_whole_and_in_one_order_for_all()
    {
        await using QmpService service = LabDispatcher.Service();
        await using TestConnection first = await TestConnection.OpenReadyAsync(service);
        await using TestConnection second = await TestConnection.OpenReadyAsync(service);
        const int Count = 500;
        Task[] emitters = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < Count; i++)
            {
                Emit(service, LabDispatcher.Tick, $"{{\"open\":{i}}}");
            }
        }))];
        List<int> seenByFirst = await ReadOpenAsync(first, 4 * Count);
        List<int> seenBySecond = await ReadOpenAsync(second, 4 * Count);
        await Task.WhenAll(emitters);
        Assert.Equal(seenByFirst, seenBySecond);
        Assert.Equal(4, seenByFirst.Count(open => open == Count - 1));
    }

    private static FakeTimeProvider Clock() => new(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_250));

    private static void Emit(QmpService service, QmpEventDescriptor descriptor, string data) =>
        service.Emit(descriptor, new RawData(JsonDocument.Parse(data).RootElement));

    private static async Task<List<int>> ReadOpenAsync(TestConnection client, int count)
    {
        var seen = new List<int>();
        while (seen.Count < count)
        {
            using JsonDocument message = JsonDocument.Parse((await client.ReadAsync())!);
            seen.Add(message.RootElement.GetProperty("data").GetProperty("open").GetInt32());
        }

        Assert.Null(client.TryRead());
        return seen;
    }

    private readonly record struct RawData(JsonElement Value) : IWireCodec<RawData>
    {
        public static RawData Read(ref Utf8JsonReader reader, WireMode mode) => new(JsonElement.ParseValue(ref reader));

        public static void Write(ref WireWriter writer, RawData value) => writer.Element(value.Value);
    }
}
