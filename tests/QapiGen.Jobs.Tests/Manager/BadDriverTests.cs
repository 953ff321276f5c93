using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Tests.Support;
using QapiGen.Runtime.Messages;
using Xunit;

namespace QapiGen.Jobs.Tests.Manager;

/// <summary>Drivers that do what they shouldn't can't tear the state, and hold up nobody else.</summary>
public sealed class BadDriverTests
{
    private readonly JobHost _host = new();

    public static TheoryData<string> Throwers => ["at once", "later", "null task"];

    [Theory]
    [MemberData(nameof(Throwers))]
    public async Task Driver_that_throws_is_a_job_that_failed(string when)
    {
        Job job = await _host.StartAsync(new DelegateDriver(when switch
        {
            "at once" => _ => throw new ArgumentException("broken"),
            "later" => async c =>
            {
                await c.PausePointAsync();
                await Task.CompletedTask;
                throw new ArgumentException("broken");
            }
            ,
            _ => _ => null!,
        }), "bad");

        JobResult result = await job.Completion;
        Assert.Equal(JobOutcome.Failed, result.Outcome);
        Assert.Equal(when == "null task" ? "The driver's RunAsync returned null." : "broken", result.Error);
        Assert.Equal(["created", "running", "aborting", "concluded"], _host.Log.Of("bad"));
    }

    [Fact]
    public async Task Driver_that_ignores_its_cancel_ends_cancelled_when_it_ends()
    {
        var end = new TaskCompletionSource();
        Job job = await _host.StartAsync(new DelegateDriver(_ => end.Task), "deaf");

        await _host.DoAsync(job.CancelAsync());
        await _host.DoAsync(job.CancelAsync());
        await _host.DoAsync(job.PauseAsync());
        Assert.Equal(JobStatus.Running, job.Status);

        end.SetResult();
        _host.Settle();
        Assert.Equal(JobOutcome.Cancelled, (await job.Completion).Outcome);
        Assert.Equal(["created", "running", "aborting", "concluded"], _host.Log.Of("deaf"));
    }

    [Fact]
    public async Task Driver_that_blocks_its_thread_holds_up_no_other_job()
    {
        await using var manager = new JobManager();
        using var blocked = new ManualResetEventSlim();
        Job bad = await manager.StartAsync(new DelegateDriver(_ => { blocked.Wait(); return Task.CompletedTask; }), new JobOptions { Id = "bad", IsBlocking = true });
        Job good = await manager.StartAsync(new DelegateDriver(async c => await c.PausePointAsync()), new JobOptions { Id = "good" });

        Assert.Equal(JobOutcome.Succeeded, (await good.Completion).Outcome);
        await manager.JobPauseAsync("bad");
        Assert.Equal("bad", Assert.Single(await manager.QueryJobsAsync()).Id);

        blocked.Set();
        Assert.Equal(JobOutcome.Succeeded, (await bad.Completion).Outcome);
    }

    [Fact]
    public async Task Hook_that_never_ends_holds_up_its_own_transaction_only()
    {
        var never = new TaskCompletionSource();
        var driver = new HookedDriver("slow", []) { OnHook = hook => hook == "commit" ? new ValueTask(never.Task) : default };
        Job slow = await _host.StartAsync(driver, "slow");
        Job other = await _host.StartAsync(JobHost.Parked(), "other");

        using var patience = new CancellationTokenSource();
        Task waiting = slow.CancelAsync(cancellationToken: patience.Token).AsTask();
        await _host.DoAsync(other.CancelAsync());
        Assert.Equal(JobStatus.Concluded, other.Status);
        Assert.False(waiting.IsCompleted);

        await patience.CancelAsync();
        _host.Settle();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        never.SetResult();
        Assert.Equal(JobOutcome.Succeeded, (await slow.Completion).Outcome);
    }

    [Fact]
    public async Task Exceptions_of_commit_abort_and_clean_change_nothing()
    {
        var calls = new List<string>();
        var driver = new HookedDriver("d", calls) { OnHook = hook => hook is "commit" or "clean" ? throw new InvalidOperationException("no") : default };

        Job job = await _host.StartAsync(driver, "d");

        Assert.Equal(JobOutcome.Succeeded, (await job.Completion).Outcome);
        Assert.Equal(["d prepare", "d commit", "d clean"], calls);
    }

    [Fact]
    public async Task Complete_that_throws_refuses_with_its_text()
    {
        var driver = new HookedDriver("d", [], async job =>
        {
            job.ReportReady();
            await job.YieldAsync();
        })
        { OnHook = hook => hook == "complete" ? throw new InvalidOperationException("not now") : default };
        Job job = await _host.StartAsync(driver, "d");

        QmpErrorException error = await Assert.ThrowsAsync<QmpErrorException>(() => job.CompleteAsync().AsTask());

        Assert.Equal("not now", error.Description);
        Assert.Equal(JobStatus.Ready, job.Status);
    }

    [Fact]
    public async Task Hook_that_waits_for_a_verb_of_its_own_transaction_gets_an_exception()
    {
        Job? self = null;
        Exception? caught = null;
        var driver = new HookedDriver("d", [], async job => await job.YieldAsync());
        driver.OnHook = async hook =>
        {
            if (hook == "prepare")
            {
                caught = await Record.ExceptionAsync(() => self!.CancelAsync().AsTask());
            }
        };
        self = await _host.StartAsync(driver, "d");

        await _host.DoAsync(self.PauseAsync());
        await _host.DoAsync(self.ResumeAsync());

        Assert.Equal(JobStatus.Concluded, self.Status);
        Assert.IsType<InvalidOperationException>(caught);
    }

    [Fact]
    public async Task Driver_that_forgets_its_pause_point_is_announced_as_running_before_it_ends()
    {
        Job job = await _host.StartAsync(new DelegateDriver(async c =>
        {
            await c.YieldAsync();
            c.AddPause();
            _ = c.PausePointAsync().AsTask();
        }), "d");
        job.AddPause();
        job.RemovePause();
        _host.Settle();

        Assert.Equal(["created", "running", "paused", "running", "paused", "running", "waiting", "pending", "concluded"], _host.Log.Of("d"));
    }

    [Fact]
    public async Task Two_waits_at_once_are_refused()
    {
        Exception? caught = null;
        Job job = await _host.StartAsync(new DelegateDriver(async c =>
        {
            Task first = c.YieldAsync().AsTask();
            caught = await Record.ExceptionAsync(() => c.YieldAsync().AsTask());
            c.Wake();
            await first;
        }), "d");

        Assert.IsType<InvalidOperationException>(caught);
        Assert.Equal(JobOutcome.Succeeded, (await job.Completion).Outcome);
    }

    [Fact]
    public async Task Context_is_of_no_use_once_the_work_is_over()
    {
        JobContext? context = null;
        await _host.StartAsync(new DelegateDriver(c => { context = c; return Task.CompletedTask; }), "d");

        Assert.Throws<InvalidOperationException>(() => { _ = context!.YieldAsync().AsTask(); });
        Assert.Throws<InvalidOperationException>(() => context!.ReportReady());
        context!.Wake();
        Assert.Equal(["created", "running", "waiting", "pending", "concluded"], _host.Log.Of("d"));
    }

    [Fact]
    public async Task Ready_twice_is_refused()
    {
        Job job = await _host.StartAsync(new DelegateDriver(c =>
        {
            c.ReportReady();
            c.ReportReady();
            return Task.CompletedTask;
        }), "d");

        Assert.Equal(Errno.InputOutput, (await job.Completion).ErrorNumber);
    }
}
