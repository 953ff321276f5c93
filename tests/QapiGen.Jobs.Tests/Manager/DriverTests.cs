using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Tests.Support;
using QapiGen.Runtime.Messages;
using Xunit;

namespace QapiGen.Jobs.Tests.Manager;

/// <summary>What a driver can do, and what is done to it.</summary>
public sealed class DriverTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<string> _calls = [];
    private readonly JobHost _host;

    public DriverTests() => _host = new JobHost(new JobManagerOptions { TimeProvider = _clock });

    [Fact]
    public async Task Pause_hooks_surround_the_pause()
    {
        JobContext? context = null;
        var driver = new HookedDriver("d", _calls, async job =>
        {
            context = job;
            await job.YieldAsync();
        });
        Job job = await _host.StartAsync(driver, "d");

        await _host.DoAsync(job.PauseAsync());
        Assert.Equal(JobStatus.Paused, job.Status);
        Assert.Equal(["d pause"], _calls);

        await _host.DoAsync(job.ResumeAsync());
        Assert.Equal(["d pause", "d user-resume", "d resume", "d prepare", "d commit", "d clean"], _calls);
        Assert.Equal(["created", "running", "paused", "running", "waiting", "pending", "concluded"], _host.Log.Of("d"));
    }

    [Fact]
    public async Task Pause_taken_back_while_the_driver_comes_to_rest_never_shows()
    {
        var rest = new TaskCompletionSource();
        var driver = new HookedDriver("d", _calls, async job => await job.YieldAsync()) { OnHook = hook => hook == "pause" ? new ValueTask(rest.Task) : default };
        Job job = await _host.StartAsync(driver, "d");

        await _host.DoAsync(job.PauseAsync());
        await _host.DoAsync(job.ResumeAsync());
        rest.SetResult();
        _host.Settle();
        Assert.Equal(JobStatus.Concluded, job.Status);

        Assert.DoesNotContain("paused", _host.Log.Of("d"));
        Assert.Contains("d resume", _calls);
    }

    [Fact]
    public async Task Job_paused_before_its_start_does_nothing_until_resumed()
    {
        bool began = false;
        Job job = await _host.CreateAsync(new DelegateDriver(_ => { began = true; return Task.CompletedTask; }), "d");
        job.AddPause();
        await _host.DoAsync(job.StartAsync());

        Assert.Equal(["created", "running", "paused"], _host.Log.Of("d"));
        Assert.False(began);

        job.RemovePause();
        _host.Settle();
        Assert.True(began);
        Assert.Equal(JobStatus.Concluded, job.Status);
    }

    [Fact]
    public async Task Soft_cancel_lets_a_ready_driver_end_in_success()
    {
        var driver = new HookedDriver("d", _calls, async job =>
        {
            job.ReportReady();
            while (!job.IsCancelRequested)
            {
                await job.YieldAsync();
            }
        })
        { IsSoft = true };
        Job job = await _host.StartAsync(driver, "d");

        await _host.DoAsync(job.CancelAsync(force: false));

        Assert.Equal(JobOutcome.Succeeded, (await job.Completion).Outcome);
        Assert.Equal(["created", "running", "ready", "waiting", "pending", "concluded"], _host.Log.Of("d"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Soft_cancel_of_a_job_that_has_not_begun_is_a_forced_one_whatever_its_driver_says(bool standsInLine)
    {
        var host = new JobHost(new JobManagerOptions { MaxRunningJobs = 1 });
        await host.StartAsync(JobHost.Parked(), "first");
        Job job = await host.CreateAsync(new HookedDriver("d", _calls) { IsSoft = true }, "d");
        if (standsInLine)
        {
            await host.DoAsync(job.StartAsync());
        }

        await host.DoAsync(job.CancelAsync(force: false));

        Assert.Equal(JobOutcome.Cancelled, (await job.Completion).Outcome);
        Assert.Equal(["created", "aborting", "concluded", "null"], host.Log.Of("d"));
        Assert.Equal("d cancel-soft", _calls[0]);
        QmpErrorException gone = await Assert.ThrowsAsync<QmpErrorException>(() => job.CancelAsync(force: false).AsTask());
        Assert.Equal("Job not found", gone.Description);
    }

    [Fact]
    public async Task Forced_cancel_reaches_a_driver_that_waits_for_its_token()
    {
        Job job = await _host.StartAsync(new DelegateDriver(job => Task.Delay(-1, job.CancellationToken)), "d");

        await job.CancelAsync();
        while (!job.Completion.IsCompleted)
        {
            _host.Settle();
            await Task.Yield();
        }

        Assert.Equal(new JobResult(JobOutcome.Cancelled, "Operation canceled", Errno.Canceled), await job.Completion);
    }

    [Fact]
    public async Task Own_failure_survives_a_cancel()
    {
        Job job = await _host.StartAsync(new DelegateDriver(async context =>
        {
            try
            {
                await context.YieldAsync();
            }
            catch (OperationCanceledException)
            {
                throw new JobFailedException(Errno.NoSpace, "own text");
            }
        }), "d");

        await _host.DoAsync(job.CancelAsync());

        Assert.Equal("own text", (await job.Completion).Error);
        Assert.Equal(Errno.NoSpace, (await job.Completion).ErrorNumber);
    }

    [Theory]
    [InlineData(Errno.NoSpace, Errno.NoSpace)]
    [InlineData(-Errno.NoSpace, Errno.NoSpace)]
    [InlineData(0, Errno.InputOutput)]
    [InlineData(unchecked((int)0x80131620), Errno.InputOutput)]
    [InlineData(int.MinValue, Errno.InputOutput)]
    [InlineData(4096, Errno.InputOutput)]
    public void An_error_number_is_one_of_the_systems(int given, int taken)
    {
        Assert.Equal(taken, new JobFailedException(given, "own text").ErrorNumber);
        Assert.Equal(Errno.Text(taken), new JobFailedException(given).Message);
    }

    [Fact]
    public async Task Delay_ends_with_its_time_and_not_before()
    {
        Job job = await _host.StartAsync(new DelegateDriver(async context => await context.DelayAsync(TimeSpan.FromSeconds(10))), "d");

        _clock.Advance(TimeSpan.FromSeconds(9.99));
        _host.Settle();
        Assert.Equal(JobStatus.Running, job.Status);

        _clock.Advance(TimeSpan.FromSeconds(0.01));
        _host.Settle();
        Assert.Equal(JobStatus.Concluded, job.Status);
    }

    [Fact]
    public async Task Timer_that_ends_during_a_pause_does_not_end_the_pause()
    {
        Job job = await _host.StartAsync(new DelegateDriver(async context => await context.DelayAsync(TimeSpan.FromSeconds(1))), "d");
        await _host.DoAsync(job.PauseAsync());

        _clock.Advance(TimeSpan.FromSeconds(5));
        _host.Settle();
        Assert.Equal(JobStatus.Paused, job.Status);

        await _host.DoAsync(job.ResumeAsync());
        Assert.Equal(JobStatus.Concluded, job.Status);
    }

    [Fact]
    public async Task Throttle_keeps_the_speed_also_when_it_changes()
    {
        Job job = await _host.StartAsync(Copier(chunks: 10, chunkSize: 100), "d", options: o => o with { SpeedBytesPerSecond = 100 });
        Assert.Equal(100, job.Progress.Current);

        Advance(seconds: 3);
        Assert.Equal(400, job.Progress.Current);

        // Half of the present chunk is paid; the rest goes twice as fast.
        Advance(seconds: 0.5);
        await _host.DoAsync(job.SetSpeedAsync(200));
        Advance(seconds: 0.25);
        Assert.Equal(500, job.Progress.Current);

        await _host.DoAsync(job.SetSpeedAsync(0));
        Assert.Equal(JobStatus.Concluded, job.Status);
    }

    [Fact]
    public async Task Throttle_makes_up_for_timers_that_end_late()
    {
        Job job = await _host.StartAsync(Copier(chunks: 1000, chunkSize: 10), "d", options: o => o with { SpeedBytesPerSecond = 100 });

        for (int i = 0; i < 1000; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(0.03));
            _host.Settle();
        }

        Assert.InRange(job.Progress.Current, 2990, 3010);
    }

    [Fact]
    public async Task Pause_and_resume_of_a_throttled_driver_buys_no_extra_work()
    {
        Job job = await _host.StartAsync(Copier(chunks: 10, chunkSize: 100), "d", options: o => o with { SpeedBytesPerSecond = 100 });

        for (int i = 0; i < 5; i++)
        {
            await _host.DoAsync(job.PauseAsync());
            await _host.DoAsync(job.ResumeAsync());
        }

        Assert.Equal(100, job.Progress.Current);
        Advance(seconds: 1);
        Assert.Equal(200, job.Progress.Current);
    }

    [Fact]
    public async Task Wake_of_a_busy_driver_is_not_lost()
    {
        var busy = new TaskCompletionSource();
        JobContext? context = null;
        Job job = await _host.StartAsync(new DelegateDriver(async c =>
        {
            context = c;
            await busy.Task;
            await c.YieldAsync();
        }), "d");

        context!.Wake();
        busy.SetResult();
        _host.Settle();

        Assert.Equal(JobStatus.Concluded, job.Status);
    }

    [Fact]
    public async Task Error_pause_is_the_users()
    {
        Job job = await _host.StartAsync(new DelegateDriver(async c =>
        {
            c.PauseByError();
            await c.PausePointAsync();
        }), "d");

        Assert.Equal(JobStatus.Paused, job.Status);
        await Assert.ThrowsAsync<Runtime.Messages.QmpErrorException>(() => job.PauseAsync().AsTask());
        await _host.DoAsync(job.ResumeAsync());
        Assert.Equal(JobOutcome.Succeeded, (await job.Completion).Outcome);
    }

    private static DelegateDriver Copier(int chunks, int chunkSize) => new(async job =>
    {
        for (int i = 0; i < chunks; i++)
        {
            job.ReportDone(chunkSize);
            await job.ThrottleAsync(chunkSize);
        }
    });

    private void Advance(double seconds)
    {
        // In steps, as time goes: a timer's work may begin the next timer.
        for (double passed = 0; passed < seconds; passed += 0.25)
        {
            _clock.Advance(TimeSpan.FromSeconds(0.25));
            _host.Settle();
        }
    }
}
