using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Tests.Support;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Runtime.Tests.Faults;

/// <summary>Each call that a client makes out of itself fails once, and from then on: every caller gets an end, the right one gets each answer, and closing closes.</summary>
[Collection(AloneCollection.Name)]
public sealed class ClientInjectedFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [CombinedFaults(FaultSite.Log, FaultSite.Transport, FaultSite.Clock, FaultSite.Memory)]
    public async Task A_call_that_fails_leaves_nobody_waiting(FaultSite site, FaultStyle style, bool outOfBand) =>
        await InjectedFaultTests.PlayAsync(site, style, plan => PlayAsync(plan, outOfBand));

    // It had been taken out by then, so that the end of the connection didn't reach it.
    [Fact]
    public async Task A_call_that_is_late_ends_even_if_the_next_deadline_can_not_be_set()
    {
        await using var server = new FakeQmpServer();
        server.On("silence").Answers(static _ => default);
        var clock = new OnceOnlyClock();
        await using QmpClient client = await QmpClient.ConnectAsync(server.Connect(), new QmpClientOptions { TimeProvider = clock });
        Task<JsonElement> soon = client.ExecuteAsync("silence", options: new QmpCallOptions { Timeout = TimeSpan.FromSeconds(1) }).AsTask();
        Task<JsonElement> later = client.ExecuteAsync("silence", options: new QmpCallOptions { Timeout = TimeSpan.FromSeconds(10) }).AsTask();

        clock.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<QmpTimeoutException>(() => soon.WaitAsync(Patience));
        await Assert.ThrowsAsync<QmpConnectionException>(() => later.WaitAsync(Patience));
    }

    private static async Task PlayAsync(FaultPlan plan, bool outOfBand)
    {
        await using var server = new FakeQmpServer();
        server.On("echo").Answers(static call => call.ReturnAsync(call.Arguments.GetRawText()));
        server.On("bad").Answers(static call => call.FailAsync(QmpErrorClass.GenericError, "d"));
        server.On("silence").Answers(static _ => default);
        var transport = new FaultyTransport(server.Connect(), plan);
        var options = new QmpClientOptions { TimeProvider = new FaultyClock(plan), LoggerFactory = new FaultyLogs(plan), EnableOutOfBand = outOfBand };
        PoolProbe.Taking = plan.Site == FaultSite.Memory ? () => plan.Hit(FaultSite.Memory) : null;
        QmpClient? client = null;
        try
        {
            plan.Arm();
            await EndsAsync(async () => client = await QmpClient.ConnectAsync(transport, options));
            if (client is not null)
            {
                await UseAsync(client, server);
                plan.Disarm();
                await UseAsync(client, server);
            }
        }
        finally
        {
            plan.Disarm();
            PoolProbe.Taking = null;
        }

        if (client is not null)
        {
            await client.DisposeAsync().AsTask().WaitAsync(Patience);
            await EndsAsync(() => client.Completion);
        }

        Assert.True(transport.IsClosed, "the transport stays open");
    }

    private static async Task UseAsync(QmpClient client, FakeQmpServer server)
    {
        using QmpEventSubscription<QmpEvent> events = client.Events();
        List<Task> calls = [.. Enumerable.Range(0, 6).Select(i => EndsAsync(() => EchoAsync(client, i)))];
        calls.Add(EndsAsync(() => client.ExecuteAsync("bad").AsTask()));
        calls.Add(EndsAsync(() => client.ExecuteAsync("silence", options: new QmpCallOptions { Timeout = TimeSpan.FromMilliseconds(1) }).AsTask()));
        calls.Add(EndsAsync(() => client.WaitForEventAsync(static _ => false, TimeSpan.FromMilliseconds(1))));
        calls.Add(EndsAsync(() => server.EmitAsync("E", "{}").AsTask()));
        await Task.WhenAll(calls);

        // Deadlines are kept after a clock that has failed, too, unless the connection has ended.
        Exception? late = await EndsAsync(() => client.ExecuteAsync("silence", options: new QmpCallOptions { Timeout = TimeSpan.FromMilliseconds(1) }).AsTask());
        Assert.NotNull(late);
    }

    // Sent with one number, and answered with the same: a reply must not get to another call.
    private static async Task EchoAsync(QmpClient client, int number)
    {
        JsonElement sent = JsonSerializer.SerializeToElement(new { number, pad = new string('x', number * 2000) });
        JsonElement received;
        try
        {
            received = await client.ExecuteAsync("echo", sent, new QmpCallOptions { Timeout = Patience });
        }
        catch (Exception)
        {
            return;
        }

        Assert.Equal(number, received.GetProperty("number").GetInt32());
    }

    private static async Task<Exception?> EndsAsync(Func<Task> action)
    {
        Task running;
        try
        {
            running = action();
        }
        catch (Exception e)
        {
            return e;
        }

        Assert.True(await Task.WhenAny(running, Task.Delay(Patience)) == running, "somebody waits for ever");
        try
        {
            await running;
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            return e;
        }

        return null;
    }

    /// <summary>A clock whose timers can't be set again.</summary>
    private sealed class OnceOnlyClock : FakeTimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new OnceOnlyTimer(base.CreateTimer(callback, state, dueTime, period));
    }

    private sealed class OnceOnlyTimer(ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new InvalidOperationException("It has been set");

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
