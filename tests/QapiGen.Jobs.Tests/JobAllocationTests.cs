using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Engine;
using QapiGen.Jobs.Events;
using QapiGen.Jobs.Tests.Support;
using Xunit;

namespace QapiGen.Jobs.Tests;

/// <summary>What a transition of a job allocates, counted to the byte.</summary>
[Collection(ListeningProcess.Collection)]
public sealed class JobAllocationTests
{
    private const int WarmUps = 2_000;
    private const int Runs = 500;

    [Fact]
    public async Task Pausing_and_resuming_allocates_nothing()
    {
        var manager = new JobManager();
        var sink = new CountingSink();
        manager.AddSink(sink);
        await manager.StartAsync(new ParkedDriver(), new JobOptions { Id = "j" });
        Job job = manager.Find("j")!;
        long least = long.MaxValue;
        for (int i = 0; i < WarmUps + Runs; i++)
        {
            // The driver's own thread goes to sleep again first.
            SpinWait.SpinUntil(() => !job.Snapshot().Has(JobFlags.Busy));
            long before = GC.GetAllocatedBytesForCurrentThread();
            PauseAndResume(manager);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            least = i < WarmUps ? least : Math.Min(least, allocated);
        }

        Assert.Equal(0, least);
        Assert.True(sink.Transitions >= 2 * (WarmUps + Runs), $"{sink.Transitions} transitions were seen");
    }

    [Fact]
    public void A_job_costs_what_it_did_once_nobody_listens_any_more()
    {
        long before = BytesOfOneJob(NullLogger.Instance);
        long listened;
        using (new ListeningProcess())
        {
            listened = BytesOfOneJob(new ListLogger());
        }

        Assert.Equal(before, BytesOfOneJob(NullLogger.Instance));
        Assert.True(listened > before, $"{listened} bytes with listeners, {before} without");
    }

    private static long BytesOfOneJob(ILogger logger)
    {
        var manager = new JobManager(new JobManagerOptions { Dispatcher = new InlineDispatcher(), Logger = logger });
        var driver = new IdleDriver();
        var options = new JobOptions { Id = "j" };
        long least = long.MaxValue;
        for (int i = 0; i < WarmUps + Runs; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            manager.StartAsync(driver, options).AsTask().GetAwaiter().GetResult();
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            least = i < WarmUps ? least : Math.Min(least, allocated);
        }

        Assert.Equal(0, manager.Count);
        return least;
    }

    private static void PauseAndResume(JobManager manager)
    {
        Complete(manager.JobPauseAsync("j"));
        Complete(manager.JobResumeAsync("j"));
    }

    private static void Complete(ValueTask verb) => verb.GetAwaiter().GetResult();

    private sealed class InlineDispatcher : RunDispatcher
    {
        public override void Queue(IThreadPoolWorkItem item) => item.Execute();

        public override void WhenOver(Task task, Action action) => action();
    }

    private sealed class IdleDriver : JobDriver
    {
        public override Task RunAsync(JobContext job) => Task.CompletedTask;
    }

    private sealed class ParkedDriver : JobDriver
    {
        public override async Task RunAsync(JobContext job)
        {
            while (true)
            {
                await job.YieldAsync();
            }
        }
    }

    private sealed class CountingSink : IJobEventSink
    {
        private int _transitions;

        public int Transitions => Volatile.Read(ref _transitions);

        public void OnTransition(in JobTransition transition) => Interlocked.Increment(ref _transitions);
    }
}
