using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Client.Events;
using QapiGen.Runtime.Messages;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Runtime.Tests.Client;

/// <summary>Events of jobs, those from before the subscription included.</summary>
public sealed class JobEventTests
{
    [Fact]
    public async Task Who_asks_late_gets_what_came_before_and_what_comes_as_often_as_somebody_asks()
    {
        await using var server = new FakeQmpServer();
        server.On("ping").Returns("{}");
        await using QmpClient client = await server.ConnectAsync();
        using QmpEventSubscription<QmpEvent> all = client.Events();
        await EmitAsync(server, 0, 3);
        await server.EmitAsync("STOP");
        await client.ExecuteAsync("ping");

        using QmpEventSubscription<RawQmpEvent> first = client.JobEvents();
        using QmpEventSubscription<RawQmpEvent> second = client.JobEvents();
        await EmitAsync(server, 3, 1);
        await client.ExecuteAsync("ping");

        Assert.Equal([0, 1, 2, 3], Numbers(first));
        Assert.Equal([0, 1, 2, 3], Numbers(second));
        Assert.All([first, second], static x => Assert.Equal(0, x.DroppedCount));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(700)]
    public async Task Of_very_many_the_newest_are_kept(int padding)
    {
        int count = padding == 0 ? 6000 : 2000;
        await using var server = new FakeQmpServer();
        server.On("ping").Returns("{}");
        await using QmpClient client = await server.ConnectAsync();
        await EmitAsync(server, 0, count, padding);
        await client.ExecuteAsync("ping");

        using QmpEventSubscription<RawQmpEvent> events = client.JobEvents(new QmpEventBuffer { Capacity = count });
        int[] kept = Numbers(events);

        Assert.Equal(Enumerable.Range(count - kept.Length, kept.Length), kept);
        int bytes = kept.Length * (100 + padding);
        Assert.InRange(bytes, JobEventHistory.MaxBytes / 3, JobEventHistory.MaxBytes * 2);
    }

    [Fact]
    public async Task An_event_that_is_larger_than_all_the_room_takes_none()
    {
        await using var server = new FakeQmpServer();
        server.On("ping").Returns("{}");
        await using QmpClient client = await server.ConnectAsync();
        await EmitAsync(server, 1, 1);
        await EmitAsync(server, 2, 1, JobEventHistory.MaxBytes);
        await EmitAsync(server, 3, 1);
        await client.ExecuteAsync("ping");

        using QmpEventSubscription<RawQmpEvent> events = client.JobEvents();

        Assert.Equal([1, 3], Numbers(events));
    }

    private static async Task EmitAsync(FakeQmpServer server, int first, int count, int padding = 0)
    {
        string text = new('x', padding);
        for (int i = first; i < first + count; i++)
        {
            await server.EmitAsync("JOB_STATUS_CHANGE", $$"""{"id": "{{i}}", "status": "running", "text": "{{text}}"}""");
        }
    }

    private static int[] Numbers(QmpEventSubscription<RawQmpEvent> events)
    {
        var numbers = new List<int>();
        while (events.TryRead(out QmpReceivedEvent<RawQmpEvent> item))
        {
            numbers.Add(int.Parse(item.Event.Data.GetProperty("id").GetString()!, CultureInfo.InvariantCulture));
        }

        return [.. numbers];
    }
}
