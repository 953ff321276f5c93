using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using QapiGen.Jobs.Events;
using QapiGen.Jobs.Tests.Support;
using QapiGen.Runtime.Messages;
using Xunit;

namespace QapiGen.Jobs.Tests.Manager;

/// <summary>What the manager adds: limits, watching, ends.</summary>
public sealed class ManagerTests
{
    [Fact]
    public async Task Jobs_beyond_the_limit_stay_created_and_start_in_order()
    {
        var host = new JobHost(new JobManagerOptions { MaxRunningJobs = 2 });
        var jobs = new List<Job>();
        for (int i = 0; i < 5; i++)
        {
            jobs.Add(await host.StartAsync(JobHost.Parked(), $"j{i}"));
        }

        Assert.Equal([JobStatus.Running, JobStatus.Running, JobStatus.Created, JobStatus.Created, JobStatus.Created], jobs.Select(j => j.Status));

        // A job that is cancelled in line never takes a place.
        await host.DoAsync(jobs[2].CancelAsync());
        await host.DoAsync(jobs[0].CancelAsync());
        Assert.Equal(["created", "aborting", "concluded", "null"], host.Log.Of("j2"));
        Assert.Equal([JobStatus.Concluded, JobStatus.Running, JobStatus.Null, JobStatus.Running, JobStatus.Created], jobs.Select(j => j.Status));
    }

    [Fact]
    public async Task Job_in_line_can_be_paused_and_then_starts_paused()
    {
        var host = new JobHost(new JobManagerOptions { MaxRunningJobs = 1 });
        Job first = await host.StartAsync(JobHost.Parked(), "first");
        Job second = await host.StartAsync(JobHost.Parked(), "second");

        await host.DoAsync(second.PauseAsync());
        await host.DoAsync(first.CancelAsync());

        Assert.Equal(["created", "running", "paused"], host.Log.Of("second"));
        await host.DoAsync(second.ResumeAsync());
        Assert.Equal(JobStatus.Running, second.Status);
    }

    [Fact]
    public async Task Internal_job_has_no_id_no_event_and_no_entry()
    {
        var host = new JobHost();
        Job job = await host.Manager.StartAsync(JobHost.Parked(), new JobOptions { IsInternal = true });
        host.Settle();

        Assert.Equal(JobStatus.Running, job.Status);
        Assert.Empty(host.Log.Lines);
        Assert.Empty(await host.Manager.QueryJobsAsync());
        await host.DoAsync(job.CancelAsync());
        Assert.Equal(JobOutcome.Cancelled, (await job.Completion).Outcome);
        Assert.Equal(0, host.Manager.Count);
    }

    [Fact]
    public async Task Ids_are_checked_as_the_options_say()
    {
        var host = new JobHost();
        await AssertRefusedAsync(new JobOptions { IsInternal = true, Id = "x" }, "Cannot specify job ID for internal job");
        await AssertRefusedAsync(new JobOptions(), "An explicit job ID is required");
        await AssertRefusedAsync(new JobOptions { Id = "1" }, "Invalid job ID '1'");

        async Task AssertRefusedAsync(JobOptions options, string text)
        {
            QmpErrorException error = await Assert.ThrowsAsync<QmpErrorException>(() => host.Manager.CreateAsync(JobHost.Parked(), options).AsTask());
            Assert.Equal(QmpErrorClass.GenericError, error.ErrorClass);
            Assert.Equal(text, error.Description);
        }
    }

    [Fact]
    public async Task Slow_watcher_finds_a_marker_where_transitions_are_missing()
    {
        var host = new JobHost();
        using JobWatcher watcher = host.Manager.Watch(capacity: 4);
        Job job = await host.StartAsync(JobHost.Parked(), "j");
        for (int i = 0; i < 5; i++)
        {
            await host.DoAsync(job.PauseAsync());
            await host.DoAsync(job.ResumeAsync());
        }

        List<JobTransition> seen = Drain(watcher);
        Assert.Equal([1L, 2L, 3L, 4L], seen.Select(t => t.Sequence));

        await host.DoAsync(job.CancelAsync());
        seen = Drain(watcher);
        Assert.True(seen[0].IsGap);
        Assert.Equal(8, seen[0].Missed);
        Assert.Equal(["aborting", "concluded"], seen.Skip(1).Select(t => t.Status.ToWire()));
        Assert.Equal([13L, 14L], seen.Skip(1).Select(t => t.Sequence));
    }

    [Fact]
    public async Task Watcher_is_an_asynchronous_stream_that_ends_when_disposed()
    {
        var host = new JobHost();
        JobWatcher watcher = host.Manager.Watch();
        await host.StartAsync(new DelegateDriver(_ => Task.CompletedTask), "j");
        watcher.Dispose();

        var seen = new List<string>();
        await foreach (JobTransition transition in watcher)
        {
            seen.Add(transition.Status.ToWire());
        }

        Assert.Equal(["created", "running", "waiting", "pending", "concluded"], seen);
    }

    [Fact]
    public async Task Sink_that_throws_harms_neither_jobs_nor_other_sinks()
    {
        var host = new JobHost();
        host.Manager.AddSink(new ThrowingSink());
        var late = new StatusLog();
        host.Manager.AddSink(late);

        await host.StartAsync(new DelegateDriver(_ => Task.CompletedTask), "j");

        Assert.Equal(host.Log.Lines, late.Lines);
        Assert.Equal(5, late.Transitions.Count);
    }

    [Fact]
    public async Task Sink_may_use_the_manager()
    {
        var host = new JobHost();
        host.Manager.AddSink(new DismissingSink());

        await host.StartAsync(new DelegateDriver(_ => Task.CompletedTask), "j");
        host.Settle();

        Assert.Equal(0, host.Manager.Count);
        Assert.Equal("j null", host.Log.Lines.Last());
    }

    [Fact]
    public async Task Shutdown_cancels_dismisses_and_takes_no_more_jobs()
    {
        var manager = new JobManager();
        var log = new StatusLog();
        manager.AddSink(log);
        await manager.StartAsync(JobHost.Parked(), new JobOptions { Id = "a", AutoDismiss = false });
        await manager.StartAsync(JobHost.Parked(), new JobOptions { Id = "b", AutoFinalize = false });

        await manager.DisposeAsync();

        Assert.Equal(0, manager.Count);
        Assert.Equal("null", log.Of("a").Last());
        Assert.Equal(["b aborting", "b concluded", "b null", "a aborting", "a concluded", "a null"], log.Lines.TakeLast(6));
        await Assert.ThrowsAsync<QmpErrorException>(() => manager.CreateAsync(JobHost.Parked(), new JobOptions { Id = "c" }).AsTask());
    }

    [Fact]
    public async Task Shutdown_does_not_let_one_deaf_job_keep_the_others_running()
    {
        var clock = new FakeTimeProvider();
        var manager = new JobManager(new JobManagerOptions { TimeProvider = clock, ShutdownPatience = TimeSpan.FromSeconds(3) });
        Job good = await manager.StartAsync(JobHost.Parked(), new JobOptions { Id = "good" });
        var deaf = new TaskCompletionSource();
        await manager.StartAsync(new DelegateDriver(_ => deaf.Task), new JobOptions { Id = "deaf" });

        Task shutdown = manager.ShutdownAsync(JobShutdownMode.Cancel).AsTask();
        while (!good.Completion.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.False(shutdown.IsCompleted);
        deaf.SetResult();
        await shutdown;
        Assert.Equal(0, manager.Count);
    }

    [Fact]
    public async Task Shutdown_that_waits_lets_the_work_end()
    {
        var manager = new JobManager(new JobManagerOptions { ShutdownMode = JobShutdownMode.Wait });
        var end = new TaskCompletionSource();
        Job job = await manager.StartAsync(new DelegateDriver(_ => end.Task), new JobOptions { Id = "j" });

        Task shutdown = manager.DisposeAsync().AsTask();
        Assert.False(shutdown.IsCompleted);
        end.SetResult();
        await shutdown;

        Assert.Equal(JobOutcome.Succeeded, (await job.Completion).Outcome);
    }

    [Fact]
    public async Task Completion_is_there_before_and_after_the_end()
    {
        var host = new JobHost();
        Job job = await host.CreateAsync(new DelegateDriver(_ => Task.CompletedTask), "j");
        Task<JobResult> early = job.Completion;
        await host.DoAsync(job.StartAsync());

        Assert.Equal(JobOutcome.Succeeded, (await early).Outcome);
        await host.DoAsync(job.DismissAsync());
        Assert.Equal(JobOutcome.Succeeded, (await job.Completion).Outcome);
        await Assert.ThrowsAsync<QmpErrorException>(() => job.DismissAsync().AsTask());
    }

    [Fact]
    public async Task Job_that_is_given_up_ends_as_cancelled()
    {
        var host = new JobHost();
        Job job = await host.CreateAsync(JobHost.Parked(), "j");

        await host.DoAsync(job.GiveUpAsync());

        Assert.Equal(["created", "null"], host.Log.Of("j"));
        Assert.Equal(JobOutcome.Cancelled, (await job.Completion).Outcome);
        await Assert.ThrowsAsync<InvalidOperationException>(() => job.GiveUpAsync().AsTask());
    }

    private static List<JobTransition> Drain(JobWatcher watcher)
    {
        var seen = new List<JobTransition>();
        while (watcher.TryRead(out JobTransition transition))
        {
            seen.Add(transition);
        }

        return seen;
    }

    private sealed class ThrowingSink : IJobEventSink
    {
        public void OnTransition(in JobTransition transition) => throw new InvalidOperationException("sink");
    }

    private sealed class DismissingSink : IJobEventSink
    {
        public void OnTransition(in JobTransition transition)
        {
            if (transition.Status == JobStatus.Concluded)
            {
                _ = transition.Job!.DismissAsync().AsTask();
            }
        }
    }
}
