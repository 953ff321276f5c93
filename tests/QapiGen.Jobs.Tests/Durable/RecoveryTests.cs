using System;
using System.Linq;
using System.Threading.Tasks;
using Durable;
using Microsoft.Extensions.Time.Testing;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Tests.Support;
using QapiGen.Runtime.Messages;
using QapiGen.Testing.Jobs;
using Xunit;

namespace QapiGen.Jobs.Tests.Durable;

/// <summary>What a host finds when it opens the store of one that was killed or stopped (jobs spec 24).</summary>
public sealed class RecoveryTests
{
    [Fact]
    public async Task A_running_job_goes_on_from_its_checkpoint_as_if_it_had_been_paused()
    {
        var world = new World();
        JobManager first = await world.OpenAsync();
        await first.StartAsync("steps", World.Steps("a", 4), World.Options("a"));
        world.Allow("a", 2);
        await World.UntilAsync(() => world.Calls.Contains("a has done 2"));

        JobManager second = await world.OpenAsync();
        await World.UntilAsync(() => world.Drivers.Length == 2 && world.Drivers[1].BeganAt >= 0);
        Job job = second.Find("a")!;
        Assert.Equal((2L, 2, 2L), (world.Drivers[1].BeganAt, world.Drivers[1].Attempt, world.Drivers[1].Epoch));
        Assert.Equal((JobStatus.Running, new JobProgress(2, 4), "steps", 1), (job.Status, job.Progress, job.DriverName, job.Losses));
        Assert.Equal(["paused", "running"], world.Log.Of("a"));

        world.Allow("a", 2);
        Assert.Equal(JobOutcome.Succeeded, (await job.Completion).Outcome);
        Assert.Equal("created running paused running waiting pending concluded", await world.HistoryAsync("a"));
        Assert.Equal(Enumerable.Range(1, 7).Select(number => (long)number), (await world.Store!.ReadSinceAsync(0, 100)).Transitions.Select(item => item.Transition));
        Assert.Equal(JobType.Backup.ToWire(), job.Type.Text);
    }

    [Fact]
    public async Task What_the_user_paused_stays_paused_and_its_driver_is_made_when_it_is_resumed()
    {
        var world = new World();
        JobManager first = await world.OpenAsync();
        Job job = await first.StartAsync("steps", World.Steps("a", 2), World.Options("a"));
        await job.PauseAsync();
        world.Allow("a", 1);
        await World.UntilAsync(() => job.Status == JobStatus.Paused);
        await first.WhenDurableAsync();

        JobManager second = await world.OpenAsync();
        job = second.Find("a")!;
        await second.WhenDurableAsync();
        Assert.Equal((JobStatus.Paused, (JobDriver?)null, 0), (job.Status, job.Driver, job.Losses));
        await Assert.ThrowsAsync<QmpErrorException>(() => job.PauseAsync().AsTask());

        await job.ResumeAsync();
        Assert.Equal(JobStatus.Running, job.Status);
        world.Allow("a", 1);
        Assert.Equal(JobOutcome.Succeeded, (await job.Completion).Outcome);
        Assert.Equal(1, world.Drivers[1].BeganAt);
    }

    [Fact]
    public async Task A_job_that_was_asked_to_pause_is_paused_in_the_next_host()
    {
        var world = new World();
        JobManager first = await world.OpenAsync();
        Job job = await first.StartAsync("steps", World.Steps("a", 2), World.Options("a"));
        await job.PauseAsync();
        Assert.Equal(JobStatus.Running, job.Status);

        JobManager second = await world.OpenAsync();
        job = second.Find("a")!;
        Assert.Equal(JobStatus.Paused, job.Status);
        await job.ResumeAsync();
        Assert.Equal(JobStatus.Running, job.Status);
    }

    [Fact]
    public async Task A_ready_job_is_in_standby_until_its_new_driver_is_ready()
    {
        var world = new World();
        JobManager first = await world.OpenAsync();
        Job job = await first.StartAsync("steps", World.Steps("a", 1, becomesReady: true), World.Options("a"));
        world.Allow("a", 1);
        await World.UntilAsync(() => job.Status == JobStatus.Ready);
        await first.WhenDurableAsync();
        world.Configure = static options => options.OnLost = JobLoss.Restart;

        JobManager second = await world.OpenAsync();
        job = second.Find("a")!;
        await World.UntilAsync(() => world.Drivers.Length == 2 && world.Drivers[1].BeganAt == 0);
        Assert.Equal(JobStatus.Standby, job.Status);

        // Behind standby it can be paused and resumed, which shows no more than in QEMU.
        await job.PauseAsync();
        await job.ResumeAsync();
        Assert.Equal(JobStatus.Standby, job.Status);
        world.Allow("a", 1);
        await World.UntilAsync(() => job.Status == JobStatus.Ready);
        await second.WhenDurableAsync();
        Assert.Equal(["standby", "ready"], world.Log.Of("a"));
        await job.CancelAsync();
        Assert.Equal(JobOutcome.Cancelled, (await job.Completion).Outcome);
    }

    [Fact]
    public async Task Created_jobs_stay_and_concluded_ones_stay_until_they_are_dismissed()
    {
        var world = new World();
        JobManager first = await world.OpenAsync();
        await first.CreateAsync("steps", World.Steps("a", 1), World.Options("a"));
        Job done = await first.StartAsync("steps", World.Steps("b", 0), World.Options("b"));
        Job failed = await first.StartAsync(new DelegateDriver(_ => throw new JobFailedException(28, "no room")), World.Options("c"));
        Job gone = await first.StartAsync("steps", World.Steps("d", 0), World.Options("d"));
        await Task.WhenAll(done.Completion, failed.Completion, gone.Completion);
        await gone.DismissAsync();

        JobManager second = await world.OpenAsync();
        Assert.Equal(
            ["c concluded no room", "b concluded ", "a created "],
            (await second.QueryJobsAsync()).Select(job => $"{job.Id} {job.Status.ToWire()} {job.Error}"));
        Assert.Equal(new JobResult(JobOutcome.Failed, "no room", 28), await second.Find("c")!.Completion);
        Assert.Equal(JobOutcome.Succeeded, (await second.Find("b")!.Completion).Outcome);
        await Assert.ThrowsAsync<QmpErrorException>(() => second.StartAsync("steps", World.Steps("b", 0), World.Options("b")).AsTask());
        await second.JobDismissAsync("b");
        await second.StartAsync("steps", World.Steps("b", 0), World.Options("b"));

        Job created = second.Find("a")!;
        await created.StartAsync();
        world.Allow("a", 1);
        Assert.Equal(new JobResult(JobOutcome.Succeeded, null, 0), await created.Completion);
    }

    [Fact]
    public async Task A_job_in_line_is_started_by_the_next_host()
    {
        var world = new World();
        JobManager first = await world.OpenAsync(options => options with { MaxRunningJobs = 1 });
        await first.StartAsync("steps", World.Steps("a", 1), World.Options("a"));
        await first.StartAsync("steps", World.Steps("b", 1), World.Options("b"));
        await first.StartAsync("steps", World.Steps("c", 1), World.Options("c"));

        JobManager second = await world.OpenAsync(options => options with { MaxRunningJobs = 1 });
        Assert.Equal(JobStatus.Created, second.Find("b")!.Status);
        Task<JobResult> last = second.Find("c")!.Completion;
        world.Allow("a", 1);
        world.Allow("b", 1);
        world.Allow("c", 1);
        Assert.Equal(JobOutcome.Succeeded, (await last).Outcome);
        Assert.Equal(JobStatus.Concluded, second.Find("b")!.Status);
    }

    [Fact]
    public async Task A_driver_that_cannot_be_made_again_ends_its_job_and_no_other()
    {
        var world = new World();
        JobManager first = await world.OpenAsync(options => options with
        {
            Drivers = options.Drivers.Add<JobPauseArguments>("gone", _ => JobHost.Parked()),
        });
        await first.StartAsync(JobHost.Parked(), World.Options("unnamed"));
        await first.StartAsync("gone", new JobPauseArguments("x"), World.Options("gone") with { AutoDismiss = true });
        await first.CreateAsync("gone", new JobPauseArguments("x"), World.Options("created"));
        await first.StartAsync("steps", World.Steps("good", 1), World.Options("good"));
        Job paused = await first.StartAsync(JobHost.Parked(), World.Options("paused"));
        await paused.PauseAsync();

        JobManager second = await world.OpenAsync();
        JobResult unnamed = await second.Find("unnamed")!.Completion;
        Assert.Equal((JobOutcome.Failed, 5), (unnamed.Outcome, unnamed.ErrorNumber));
        Assert.Contains("wasn't registered by a name", unnamed.Error, StringComparison.Ordinal);
        Assert.Equal("No driver is registered as 'gone'", (await second.Find("gone")!.Completion).Error);
        Assert.Equal("created running paused running aborting concluded", await world.HistoryAsync("gone"));
        Assert.NotNull(second.Find("gone"));
        Assert.Equal(JobStatus.Created, second.Find("created")!.Status);
        await second.Find("created")!.StartAsync();
        Assert.Equal(JobOutcome.Failed, (await second.Find("created")!.Completion).Outcome);
        Assert.Equal("created aborting concluded", await world.HistoryAsync("created"));
        Assert.Equal(JobStatus.Paused, second.Find("paused")!.Status);
        Job last = second.Find("paused")!;
        await Assert.ThrowsAsync<QmpErrorException>(() => second.JobFinalizeAsync("paused").AsTask());
        Assert.Equal(JobStatus.Paused, last.Status);
        await second.JobResumeAsync("paused");
        Assert.Equal(JobOutcome.Failed, (await last.Completion).Outcome);
        Assert.Equal("created running paused running aborting concluded", await world.HistoryAsync("paused"));
        world.Allow("good", 1);
        Assert.Equal(JobOutcome.Succeeded, (await second.Find("good")!.Completion).Outcome);
    }

    [Fact]
    public async Task Arguments_that_cannot_be_read_any_more_end_their_job_with_the_reason()
    {
        var world = new World();
        JobManager first = await world.OpenAsync(options => options with
        {
            Drivers = new JobDriverRegistry().Add<JobPauseArguments>("steps", _ => JobHost.Parked()),
        });
        await first.StartAsync("steps", new JobPauseArguments("x"), World.Options("a"));

        JobManager second = await world.OpenAsync();
        JobResult result = await second.Find("a")!.Completion;
        Assert.Equal((JobOutcome.Failed, 22), (result.Outcome, result.ErrorNumber));
        Assert.StartsWith("The driver 'steps' can't be made again from what was kept: ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(JobLoss.Resume, 3, 1)]
    [InlineData(JobLoss.Restart, 3, 0)]
    [InlineData(JobLoss.Fail, 3, -1)]
    [InlineData(JobLoss.Resume, 0, -1)]
    public async Task What_a_loss_means_is_chosen_for_each_driver(JobLoss onLost, int maxLosses, int begins)
    {
        var world = new World { Configure = options => (options.OnLost, options.MaxLosses) = (onLost, maxLosses) };
        JobManager first = await world.OpenAsync();
        await first.StartAsync("steps", World.Steps("a", 3), World.Options("a"));
        world.Allow("a", 1);
        await World.UntilAsync(() => world.Calls.Contains("a has done 1"));

        JobManager second = await world.OpenAsync(options => options with { ShutdownTimeout = TimeSpan.FromMilliseconds(100) });
        if (begins < 0)
        {
            string why = onLost == JobLoss.Fail ? ", which ends jobs of its driver" : " (1 of at most 0 times)";
            Assert.Equal("The job's host was lost while it was at work or being taken up" + why, (await second.Find("a")!.Completion).Error);
            return;
        }

        await World.UntilAsync(() => world.Drivers.Length == 2 && world.Drivers[1].BeganAt >= 0);
        Assert.Equal(begins, world.Drivers[1].BeganAt);

        // What was begun anew isn't to go on from the old checkpoint later.
        await second.DisposeAsync();
        JobManager third = await world.OpenAsync();
        await World.UntilAsync(() => world.Drivers.Length == 3 && world.Drivers[2].BeganAt >= 0);
        Assert.Equal((begins, 1), (world.Drivers[2].BeganAt, third.Find("a")!.Losses));
    }

    [Theory]
    [InlineData(2.4, 1.9)]
    [InlineData(30, 25)]
    public async Task A_stop_gives_checkpoints_nearly_all_of_its_time(double seconds, double late)
    {
        var clock = new FakeTimeProvider();
        var log = new ListLogger();
        var world = new World { Clock = clock };
        JobManager first = await world.OpenAsync(options => options with { ShutdownTimeout = TimeSpan.FromSeconds(seconds), Logger = log });
        await first.StartAsync("steps", World.Steps("a", 3), World.Options("a"));
        world.Allow("a", 1);
        await World.UntilAsync(() => world.Calls.Contains("a has done 1"));

        Task end = first.DisposeAsync().AsTask();
        clock.Advance(TimeSpan.FromSeconds(late));
        await Task.Delay(50);
        Assert.False(world.Drivers[0].HasEnded, "it was stopped where it was");
        world.Allow("a", 1);

        await end;
        await world.OpenAsync();
        await World.UntilAsync(() => world.Drivers.Length == 2 && world.Drivers[1].BeganAt >= 0);
        Assert.Equal(2, world.Drivers[1].BeganAt);
        Assert.DoesNotContain(log.Entries, static entry => entry.Id == 15);
    }

    [Fact]
    public async Task A_stop_is_no_loss_and_waits_for_a_checkpoint()
    {
        var world = new World { Configure = static options => options.MaxLosses = 0 };
        JobManager first = await world.OpenAsync();
        Job job = await first.StartAsync("steps", World.Steps("a", 3), World.Options("a"));
        await World.UntilAsync(() => world.Drivers[0].BeganAt == 0);
        world.Allow("a", 1);
        await World.UntilAsync(() => world.Calls.Contains("a has done 1"));
        Task end = first.DisposeAsync().AsTask();
        await Task.Delay(50);
        Assert.False(end.IsCompleted, "it waits for the next checkpoint");
        await Assert.ThrowsAsync<QmpErrorException>(() => first.StartAsync("steps", World.Steps("b", 1), World.Options("b")).AsTask());
        world.Allow("a", 1);
        await end;
        Assert.Equal(JobStatus.Running, job.Status);

        JobManager second = await world.OpenAsync();
        await World.UntilAsync(() => world.Drivers.Length == 3 && world.Drivers[^1].BeganAt >= 0);
        Assert.Equal((2L, 1, 0), (world.Drivers[^1].BeganAt, world.Drivers[^1].Attempt, second.Find("a")!.Losses));
        world.Allow("a", 1);
        Assert.Equal(JobOutcome.Succeeded, (await second.Find("a")!.Completion).Outcome);
    }

    [Fact]
    public async Task A_stop_waits_for_a_driver_that_saves_in_transactions_of_its_own_only()
    {
        var world = new World();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isCommitted = false;
        JobManager jobs = await world.OpenAsync();
        Job job = await jobs.StartAsync(
            new DelegateDriver(async context =>
            {
                await context.FlushCheckpointsAsync();
                begun.SetResult();
                await goOn.Task;

                // Ends here: what would be committed below is done by the next host.
                await context.FlushCheckpointsAsync();
                isCommitted = true;
            }),
            World.Options("a"));
        await begun.Task;
        Task end = jobs.DisposeAsync().AsTask();
        await World.UntilAsync(() => job.Run!.IsHostStopping);
        Assert.False(end.IsCompleted, "it waits until the driver is at a checkpoint");
        goOn.SetResult();
        await end.WaitAsync(TimeSpan.FromMinutes(3));
        Assert.False(isCommitted);
        Assert.Equal(JobStatus.Running, job.Status);
    }

    [Fact]
    public async Task A_type_that_the_host_does_not_know_keeps_its_name()
    {
        var world = new World();
        JobManager first = await world.OpenAsync(options => options with { JobTypes = OwnHost.JobTypeCodec.Table });
        await first.StartAsync("steps", World.Steps("a", 1), World.Options("a") with { Type = "transcode" });

        JobManager second = await world.OpenAsync();
        Assert.Equal("transcode", second.Find("a")!.Type.Text);
        Assert.Equal("transcode", (await second.QueryJobsAsync())[0].Type.ToWire());
    }

    [Fact]
    public async Task A_second_creation_under_an_id_is_an_error_or_the_job_that_is_there()
    {
        var world = new World();
        JobManager first = await world.OpenAsync();
        await first.StartAsync("steps", World.Steps("a", 1), World.Options("a"));

        JobManager second = await world.OpenAsync();
        JobOptions attach = World.Options("a") with { IfExists = JobIfExists.Attach };
        Assert.Same(second.Find("a"), await second.StartAsync("steps", World.Steps("a", 1), attach));
        await Assert.ThrowsAsync<QmpErrorException>(() => second.StartAsync("steps", World.Steps("a", 1), World.Options("a")).AsTask());
        await Assert.ThrowsAsync<QmpErrorException>(() => second.StartAsync("hooked", World.Steps("a", 1), attach).AsTask());
        Assert.Equal(1, second.Count);
    }

    [Fact]
    public async Task Without_a_store_checkpoints_are_nothing_and_jobs_have_no_number()
    {
        var world = new World();
        await using var manager = new JobManager(new JobManagerOptions
        {
            Drivers = new JobDriverRegistry().Add<StepsArguments>("steps", arguments => new StepsDriver(world, arguments)),
        });
        Job job = await manager.StartAsync("steps", World.Steps("a", 1), World.Options("a"));
        world.Allow("a", 1);
        Assert.Equal(JobOutcome.Succeeded, (await job.Completion).Outcome);
        Assert.Equal((0L, 0L), (job.Number, manager.Epoch));
    }

    [Fact]
    public async Task Nothing_is_made_before_the_store_is_open()
    {
        var manager = new JobManager(new JobManagerOptions { Store = new MemoryJobStore(new MemoryJobStoreData()) });
        await Assert.ThrowsAsync<QmpErrorException>(() => manager.StartAsync(JobHost.Parked(), World.Options("a")).AsTask());
    }
}
