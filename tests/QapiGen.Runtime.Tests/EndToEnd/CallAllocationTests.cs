using System;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Tests.Support;
using QapiGen.Runtime.Tests.Wire.Values;
using QapiGen.Runtime.Tracing;
using Xunit;

namespace QapiGen.Runtime.Tests.EndToEnd;

/// <summary>A call from a generated client to a generated dispatcher allocates nothing but its result, in both together.</summary>
[Collection(AloneCollection.Name)]
public sealed class CallAllocationTests
{
    private const int Calls = 10_000;

    // All in one thread: what the call does there has been done when it returns.
    [Fact]
    public async Task A_call_whose_result_nobody_wants_allocates_nothing()
    {
        await using ValuesServer server = await ValuesServer.StartAsync(PipeScheduler.Inline);

        Assert.Equal(0, Allocations.Of(() => Finish(server.Client.ExecuteAsync(ValuesCommand.Add, new AddArguments(1, 2)))));
    }

    [Fact]
    public async Task A_call_allocates_its_result()
    {
        await using ValuesServer server = await ValuesServer.StartAsync(PipeScheduler.Inline);
        var client = new ValuesCommandsClient(server.Client);
        Assert.Equal(server.Result, Finish(client.AddAsync(1, 2)));

        long result = Allocations.Of(static () => Make());

        Assert.Equal(result, Allocations.Of(() => Finish(client.AddAsync(1, 2))));
    }

    [Fact]
    public async Task An_event_that_a_command_sends_allocates_nothing()
    {
        await using ValuesServer server = await ValuesServer.StartAsync(PipeScheduler.Inline);
        server.SendsEvents = true;

        Assert.Equal(0, Allocations.Of(() => Finish(server.Client.ExecuteAsync(ValuesCommand.Add, new AddArguments(1, 2)))));
    }

    [Fact]
    public async Task A_wire_log_that_is_off_allocates_nothing_and_is_not_written_to()
    {
        using var log = new SilentLog();
        await using ValuesServer server = await ValuesServer.StartAsync(PipeScheduler.Inline, transport => QmpWireLog.Wrap(transport, log));

        Assert.Equal(0, Allocations.Of(() => Finish(server.Client.ExecuteAsync(ValuesCommand.Add, new AddArguments(1, 2)))));
        Assert.True(log.Questions > 0);
    }

    // Readers in the thread pool: counted in all threads together, over so many calls that an object for each could not hide.
    [Fact]
    public async Task Calls_through_the_thread_pool_allocate_nothing()
    {
        await using ValuesServer server = await ValuesServer.StartAsync(null);
        await CallAsync(server);

        long least = long.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await CallAsync(server);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        // The smallest object has 24 bytes.
        Assert.InRange(least, 0, (Calls * 24) - 1);
    }

    private static async Task CallAsync(ValuesServer server)
    {
        for (int i = 0; i < Calls; i++)
        {
            await server.Client.ExecuteAsync(ValuesCommand.Add, new AddArguments(1, 2));
        }
    }

    private static Small Make() => new() { Id = new string("sum".AsSpan()), State = State.Idle, Done = 3 };

    [SuppressMessage("Reliability", "CA2012", Justification = "It is asserted to have completed.")]
    private static void Finish(ValueTask call)
    {
        Assert.True(call.IsCompletedSuccessfully);
        call.GetAwaiter().GetResult();
    }

    [SuppressMessage("Reliability", "CA2012", Justification = "It is asserted to have completed.")]
    private static T Finish<T>(ValueTask<T> call)
    {
        Assert.True(call.IsCompletedSuccessfully);
        return call.Result;
    }

    /// <summary>Everything but trace is on.</summary>
    private sealed class SilentLog : ILoggerFactory, ILogger
    {
        public int Questions { get; private set; }

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel)
        {
            Questions++;
            return logLevel > LogLevel.Trace;
        }

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("it is off");

        public void Dispose()
        {
        }
    }
}
