using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QapiGen.Jobs;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Hosting;
using Xunit;

namespace QapiGen.Hosting.Tests.Jobs;

/// <summary>No driver keeps a process alive: the end of a host and the disposal of its container are bounded.</summary>
public sealed class DisposalTests
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);
    private static readonly TimeSpan Time = TimeSpan.FromHours(10);

    [Theory]
    [InlineData(JobShutdownMode.Cancel, true)]
    [InlineData(JobShutdownMode.Cancel, false)]
    [InlineData(JobShutdownMode.Wait, true)]
    [InlineData(JobShutdownMode.Wait, false)]
    public async Task Drivers_that_do_not_end_hold_up_neither_the_stop_nor_the_disposal_of_a_host(JobShutdownMode mode, bool isStopped)
    {
        var log = new ListLoggerProvider();
        var clock = new WatchedClock();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromDays(1));
        builder.Services.AddQapiJobs(options =>
        {
            options.ShutdownMode = mode;
            options.ShutdownPatience = Patience;
            options.ShutdownTime = Time;
        });
        IHost host = builder.Build();
        await host.StartAsync();
        JobManager jobs = host.Services.GetRequiredService<JobManager>();
        using var driver = new StuckDriver();
        Job good = await jobs.StartAsync(new PatientDriver(), new JobOptions { Id = "good" });
        await jobs.StartAsync(driver, new JobOptions { Id = "stuck", IsBlocking = true });
        var hook = new HookDriver(driver);
        await jobs.StartAsync(hook, new JobOptions { Id = "hook" });
        await driver.Running.Task;

        // Only the clock ends it: both a driver that blocks its thread and one that blocks who cancels it stay as they are.
        Task ending = Task.Factory.StartNew(
            () =>
            {
                if (isStopped)
                {
                    host.StopAsync().GetAwaiter().GetResult();
                }

                host.Dispose();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        if (mode == JobShutdownMode.Wait)
        {
            await clock.PassWhenAskedForAsync(Time - (2 * Patience));
            await hook.Asked.Task.WaitAsync(Hang);
            await clock.PassWhenAskedForAsync(Patience);
        }
        else
        {
            await hook.Asked.Task.WaitAsync(Hang);
            await clock.PassWhenAskedForAsync(Time - Patience);
        }

        Assert.Equal(JobOutcome.Cancelled, (await good.Completion.WaitAsync(Hang)).Outcome);
        Assert.False(ending.IsCompleted);
        clock.Advance(Patience);
        await ending.WaitAsync(Hang);

        Assert.Single(log.Messages, "Job 'hook' doesn't react to its cancel; the others are cancelled without waiting for it");
        string[] givenUp = [.. log.Messages.Where(static message => message.EndsWith("is given up", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.Equal(
        [
            "The time to end is up: job 'hook' hasn't ended and is given up",
            "The time to end is up: job 'stuck' hasn't ended and is given up",
        ], givenUp);
    }

    private sealed class PatientDriver : JobDriver
    {
        public override Task RunAsync(JobContext job) => Task.Delay(Timeout.Infinite, job.CancellationToken);
    }

    /// <summary>Blocks its thread, and knows of no cancel.</summary>
    private sealed class StuckDriver : JobDriver, IDisposable
    {
        public TaskCompletionSource Running { get; } = new();

        public ManualResetEventSlim Released { get; } = new();

        public override Task RunAsync(JobContext job)
        {
            Running.TrySetResult();
            Released.Wait();
            return Task.CompletedTask;
        }

        public void Dispose() => Released.Set();
    }

    /// <summary>Reacts to its cancel, and then blocks whoever has it abort.</summary>
    private sealed class HookDriver(StuckDriver other) : JobDriver, IJobCancelHook
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Task RunAsync(JobContext job) => Task.Delay(Timeout.Infinite, job.CancellationToken);

        public bool IsForcedCancel(JobContext job, bool force)
        {
            Asked.TrySetResult();
            other.Released.Wait();
            return true;
        }
    }
}
