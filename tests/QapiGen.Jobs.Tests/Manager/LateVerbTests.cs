using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Tests.Support;
using Xunit;

namespace QapiGen.Jobs.Tests.Manager;

/// <summary>What is asked of a job between its driver's last look and the wait that the driver is about to begin.</summary>
public sealed class LateVerbTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<string> _calls = [];
    private readonly TaskCompletionSource _looked = new();
    private readonly JobHost _host;

    public LateVerbTests() => _host = new JobHost(new JobManagerOptions { TimeProvider = _clock });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_soft_cancel_ends_the_wait_that_begins_after_it(bool sleeps)
    {
        Job job = await StartAsync(static job => !job.IsCancelRequested, sleeps);

        await _host.DoAsync(job.CancelAsync(force: false));
        Assert.Equal(JobStatus.Ready, job.Status);
        GoOn();

        Assert.Equal(JobStatus.Concluded, job.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_completion_ends_the_wait_that_begins_after_it(bool sleeps)
    {
        Job job = await StartAsync(_ => !_calls.Contains("d complete"), sleeps);

        await _host.DoAsync(job.CompleteAsync());
        Assert.Equal(JobStatus.Ready, job.Status);
        GoOn();

        Assert.Equal(JobStatus.Concluded, job.Status);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    public async Task A_new_speed_ends_the_sleep_that_begins_after_it(long speed)
    {
        Job job = await StartAsync(job => job.SpeedBytesPerSecond != speed, sleeps: true);

        await _host.DoAsync(job.SetSpeedAsync(speed));
        GoOn();

        Assert.Equal(JobStatus.Concluded, job.Status);
    }

    [Fact]
    public async Task A_pause_that_comes_with_it_goes_through_the_drivers_hooks()
    {
        Job job = await StartAsync(_ => !_calls.Contains("d complete"), sleeps: false);

        await _host.DoAsync(job.CompleteAsync());
        await _host.DoAsync(job.PauseAsync());
        GoOn();

        Assert.Equal(JobStatus.Standby, job.Status);
        Assert.Equal(["d complete", "d pause"], _calls);
        await _host.DoAsync(job.ResumeAsync());
        Assert.Equal(JobStatus.Concluded, job.Status);
        Assert.Equal(["d complete", "d pause", "d user-resume", "d resume"], _calls[..4]);
    }

    // It looks, then a verb comes, then it waits.
    private async Task<Job> StartAsync(Func<JobContext, bool> waits, bool sleeps)
    {
        var driver = new HookedDriver("d", _calls, async job =>
        {
            job.ReportReady();
            while (waits(job))
            {
                await _looked.Task;
                await (sleeps ? job.DelayAsync(TimeSpan.FromDays(1)) : job.YieldAsync());
            }
        })
        { IsSoft = true };
        Job job = await _host.StartAsync(driver, "d", options: static options => options with { SpeedBytesPerSecond = 10 });
        _calls.Clear();
        return job;
    }

    private void GoOn()
    {
        _looked.SetResult();
        _host.Settle();
    }
}
