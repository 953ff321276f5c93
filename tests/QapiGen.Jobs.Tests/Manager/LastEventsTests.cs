using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Events;
using Xunit;

namespace QapiGen.Jobs.Tests.Manager;

/// <summary>Nobody may close what a sink writes to before it has been told how the last job ended, nor see a job gone before that.</summary>
public sealed class LastEventsTests
{
    [Theory]
    [InlineData(JobShutdownMode.Cancel)]
    [InlineData(JobShutdownMode.Wait)]
    public async Task Shutdown_ends_when_sinks_have_been_told_of_the_last_job(JobShutdownMode mode)
    {
        var jobs = new JobManager();
        using var sink = new SlowSink();
        jobs.AddSink(sink);
        var driver = new EndingDriver();
        Job job = await jobs.StartAsync(driver, new JobOptions { Id = "j0" });

        Task shutdown = jobs.ShutdownAsync(mode).AsTask();
        driver.End.TrySetResult();
        await sink.Concluding.Task;
        await job.Completion;
        await Task.WhenAny(shutdown, Task.Delay(TimeSpan.FromMilliseconds(200)));
        bool wasEarly = shutdown.IsCompleted;
        sink.Go.Set();
        await shutdown;

        Assert.False(wasEarly);
        Assert.Equal(JobStatus.Null, sink.Last);
    }

    [Fact]
    public async Task A_job_that_is_gone_is_missed_by_nobody_before_sinks_have_been_told_how_it_ended()
    {
        await using var jobs = new JobManager();
        using var sink = new SlowSink();
        jobs.AddSink(sink);
        var driver = new EndingDriver();
        Job job = await jobs.StartAsync(driver, new JobOptions { Id = "j0" });
        driver.End.TrySetResult();
        await sink.Concluding.Task;
        await job.Completion;

        Task<IReadOnlyList<JobInfo>> query = jobs.QueryJobsAsync().AsTask();
        bool wasEarly = query.IsCompleted;
        sink.Go.Set();

        Assert.Empty(await query);
        Assert.False(wasEarly);
        Assert.Equal(JobStatus.Null, sink.Last);
    }

    private sealed class EndingDriver : JobDriver
    {
        public TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Task RunAsync(JobContext job) => End.Task;
    }

    private sealed class SlowSink : IJobEventSink, IDisposable
    {
        public TaskCompletionSource Concluding { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ManualResetEventSlim Go { get; } = new();

        public JobStatus Last { get; private set; }

        public void OnTransition(in JobTransition transition)
        {
            if (transition.Status == JobStatus.Concluded)
            {
                Concluding.SetResult();
                Go.Wait();
            }

            Last = transition.Status;
        }

        public void Dispose() => Go.Dispose();
    }
}
