using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Faults;

/// <summary>Three clients and a source of events at one service, while something fails: one client goes away in the middle, the others must not notice.</summary>
internal sealed class FaultScenario : IAsyncDisposable
{
    private const int Bystanders = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly QmpEventDescriptor Plain = new("PLAIN");
    private static readonly QmpEventDescriptor Limited = new("LIMITED");

    // Good, unknown, malformed and too deep; of each length; what comes last waits until its client is gone.
    private static readonly string[] Asked =
    [
        """{"execute":"quick","id":1}{"execute":"nope"}{"execute":"slow","arguments":{"a":1}}{,}""",
        $"{{\"execute\":\"big\",\"id\":\"{new string('x', 80_000)}\"}}",
        """{"execute":"slow"}{"exec-oob":"quick","id":3}{"execute":"wait"}{"execute":"quick"}""",
    ];

    private readonly FaultPlan _plan;
    private readonly FaultyListeners _listeners;
    private readonly FaultyDispatcher _dispatcher;
    private readonly QmpService _service;

    private FaultScenario(FaultPlan plan)
    {
        if (plan.Site == FaultSite.Memory)
        {
            PoolProbe.Taking = () => plan.Hit(FaultSite.Memory);
        }

        string name = Guid.NewGuid().ToString();
        _plan = plan;
        _listeners = new FaultyListeners(plan, name);
        _dispatcher = new FaultyDispatcher(plan);
        _service = new QmpService(
            new QmpCompiledSchema("faulty", [_dispatcher.Module], static () => "[]"u8),
            [_dispatcher],
            new QmpServiceOptions
            {
                Name = name,
                MaxConnections = Bystanders + 1,
                LoggerFactory = new FaultyLogs(plan),
                TimeProvider = new FaultyClock(plan),
                CallAccessor = new QmpCallAccessor(),
                Interceptors = [_dispatcher],
                EventRateLimits = [new QmpEventRateLimit(Limited.Name) { Period = TimeSpan.FromMilliseconds(1) }],
                Authorization = new QmpAuthorization().Allow("*", Allows),
            });

        bool Allows(QmpCaller caller)
        {
            plan.Hit(FaultSite.Rule);
            return true;
        }
    }

    /// <summary>Plays it.</summary>
    /// <param name="plan">What fails.</param>
    /// <param name="outOfBand">Whether the client that leaves has enabled <c>oob</c>.</param>
    /// <param name="mayClose">Whether other clients' connections may be closed by it.</param>
    public static async Task RunAsync(FaultPlan plan, bool outOfBand, bool mayClose)
    {
        await using var scenario = new FaultScenario(plan);
        await scenario.RunAsync(outOfBand, mayClose);
    }

    public async ValueTask DisposeAsync()
    {
        _plan.Disarm();
        await _service.DisposeAsync().AsTask().WaitAsync(Patience);
        _listeners.Dispose();
        if (_plan.Site == FaultSite.Memory)
        {
            PoolProbe.Taking = null;
        }
    }

    private async Task RunAsync(bool outOfBand, bool mayClose)
    {
        TestConnection[] bystanders = [.. await Task.WhenAll(Enumerable.Range(0, Bystanders).Select(i => TestConnection.OpenReadyAsync(_service, i == 0)))];
        (IQmpTransport client, IQmpTransport server) = QmpTransports.CreateInMemoryPair();
        var transport = new FaultyTransport(server, _plan);
        _plan.Arm();

        Task serving = _service.ServeAsync(transport);
        Task leaving = LeaveInTheMiddleAsync(client, serving, outOfBand);
        Task emitting = Task.Run(EmitAsync);
        bool[] areServed = await Task.WhenAll(bystanders.Select(AskAsync)).WaitAsync(Patience);
        await leaving.WaitAsync(Patience);
        await emitting.WaitAsync(Patience);
        await serving.WaitAsync(Patience);
        Assert.True(transport.IsClosed, "the transport stays open");
        _plan.Disarm();
        if (!mayClose)
        {
            Assert.True(areServed.All(static served => served), "somebody else's connection was closed");
            await BecomesAsync(Bystanders, () => _service.ConnectionCount);
        }

        foreach (TestConnection bystander in bystanders)
        {
            await bystander.DisposeAsync();
            await bystander.Serving.WaitAsync(Patience);
        }

        await AssertNothingIsTakenAsync();
        await AssertServesAsync();
        await AssertNothingIsTakenAsync();
    }

    private async Task AssertNothingIsTakenAsync()
    {
        // What was being written or run when its connection ended is given back when that has ended, too.
        await BecomesAsync(0, () => _service.OutputBudget.Held);
        await BecomesAsync(0, () => _service.InputBudget.Held);
        await BecomesAsync(0, () => _service.ConnectionCount);
        await BecomesAsync(0, () => _listeners.Connections);
        await BecomesAsync(1, () => _service.Gate!.TryEnter() ? 1 : 0);
        _service.Gate!.Exit();
    }

    private static async Task BecomesAsync(long expected, Func<long> actual, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        long start = Stopwatch.GetTimestamp();
        for (long now = actual(); now != expected; now = actual())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"{what}: {now}");
            await Task.Yield();
        }
    }

    // As many as may be connected at all, so that no place may have been lost.
    private async Task AssertServesAsync()
    {
        TestConnection[] clients = [.. await Task.WhenAll(Enumerable.Range(0, Bystanders + 1).Select(i => TestConnection.OpenReadyAsync(_service, i == 0)))];
        foreach (TestConnection client in clients)
        {
            Assert.True(await AskAsync(client), "a newcomer isn't served");
        }

        _service.Emit(Limited, new FaultyData(_plan, 2000));
        foreach (TestConnection client in clients)
        {
            await ReadUntilAsync(client, static line => line.Contains(nameof(Limited).ToUpperInvariant(), StringComparison.Ordinal) && line.Length > 2000);
            await client.DisposeAsync();
            await client.Serving.WaitAsync(Patience);
        }
    }

    /// <summary>Asks all kinds of things at once.</summary>
    /// <returns>Whether each has been answered; else the connection was closed.</returns>
    private static async Task<bool> AskAsync(TestConnection client)
    {
        var missing = new HashSet<string>();
        for (int id = 0; id < 6; id++)
        {
            missing.Add($"\"id\": {id}");
            await client.SendAsync($"{{\"execute\":\"{(id % 3) switch { 0 => "quick", 1 => "slow", _ => "big" }}\",\"id\":{id}}}");
        }

        return await ReadUntilAsync(client, line => missing.RemoveWhere(id => line.Contains(id + "}", StringComparison.Ordinal) || line.Contains(id + ",", StringComparison.Ordinal)) > 0 && missing.Count == 0);
    }

    private static async Task<bool> ReadUntilAsync(TestConnection client, Func<string, bool> isEnough)
    {
        while (await client.ReadAsync() is { } line)
        {
            if (isEnough(line))
            {
                return true;
            }
        }

        return false;
    }

    // With oob it reads nothing: what is sent to it waits, until it is gone.
    private async Task LeaveInTheMiddleAsync(IQmpTransport client, Task serving, bool outOfBand)
    {
        string enable = outOfBand ? ",\"arguments\":{\"enable\":[\"oob\"]}" : "";
        bool isLeaving = false;
        Task sending = SendAsync();
        Task reading = outOfBand ? Task.CompletedTask : ReadAllAsync(client.Input);

        // A server that has given up neither reads the rest nor comes to the command that waits.
        await Task.WhenAny(_dispatcher.IsWaiting, serving, Task.Delay(20));
        Volatile.Write(ref isLeaving, true);
        while (!sending.IsCompleted)
        {
            client.Output.CancelPendingFlush();
            await Task.Yield();
        }

        await sending;
        await client.DisposeAsync();
        if (!outOfBand)
        {
            // That it is gone is seen by the clock, which may fail.
            _dispatcher.Release();
        }

        await reading;

        async Task SendAsync()
        {
            foreach (string text in (string[])[$"{{\"execute\":\"qmp_capabilities\"{enable}}}", .. Asked])
            {
                if (!Volatile.Read(ref isLeaving))
                {
                    await client.Output.WriteAsync(System.Text.Encoding.ASCII.GetBytes(text));
                    await Task.Yield();
                }
            }
        }
    }

    private static async Task ReadAllAsync(PipeReader input)
    {
        ReadResult result;
        do
        {
            result = await input.ReadAsync();
            input.AdvanceTo(result.Buffer.End);
        }
        while (!result.IsCompleted && !result.IsCanceled);
    }

    private async Task EmitAsync()
    {
        for (int i = 0; i < 4; i++)
        {
            Emit(Plain, 1000);
            Emit(Limited, 10);
            Emit(Limited, 10);
            await Task.Yield();
        }
    }

    // Whoever emits learns that it failed; nobody else does.
    private void Emit(QmpEventDescriptor descriptor, int bytes)
    {
        try
        {
            _service.Emit(descriptor, new FaultyData(_plan, bytes));
        }
        catch (Exception fault) when (fault.Message == FaultPlan.Mark)
        {
        }
    }
}
