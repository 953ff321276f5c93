using System;
using System.Linq;
using System.Threading.Tasks;
using Durable;
using Microsoft.Extensions.Time.Testing;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Tests.Support;
using QapiGen.Runtime.Messages;
using QapiGen.Testing.Jobs;
using Xunit;

namespace QapiGen.Jobs.Tests.Durable;

/// <summary>What leaves the process waits for the store; what a store that can't write, or that is another's, does to a host.</summary>
public sealed class DurabilityTests
{
    [Fact]
    public async Task Answers_events_starts_and_ends_wait_until_they_are_durable()
    {
        var world = new World();
        JobManager jobs = await world.OpenAsync();
        world.Data.IsHeld = true;
        Task<Job> starting = jobs.StartAsync("steps", World.Steps("a", 1), World.Options("a")).AsTask();
        Task<System.Collections.Generic.IReadOnlyList<JobInfo>> query = jobs.QueryJobsAsync().AsTask();
        Task refused = jobs.JobFinalizeAsync("a").AsTask();
        Task taken = jobs.StartAsync("steps", World.Steps("a", 1), World.Options("a")).AsTask();
        await Task.Delay(50);
        Assert.False(starting.IsCompleted || query.IsCompleted || refused.IsCompleted || taken.IsCompleted);
        Assert.Empty(world.Log.Transitions);
        Assert.Empty(world.Calls);

        world.Data.IsHeld = false;
        Job job = await starting;
        Assert.Equal(["created", "running"], world.Log.Of("a"));
        Assert.Single(await query);
        await Assert.ThrowsAsync<QmpErrorException>(() => refused);
        await Assert.ThrowsAsync<QmpErrorException>(() => taken);
        await World.UntilAsync(() => world.Calls.Contains("a begins at 0"));

        world.Data.IsHeld = true;
        Task<JobResult> end = job.Completion;
        world.Allow("a", 1);
        await Task.Delay(50);
        Assert.False(end.IsCompleted);
        Assert.DoesNotContain("a has done 1", world.Calls);
        world.Data.IsHeld = false;
        Assert.Equal(JobOutcome.Succeeded, (await end).Outcome);
        Assert.Equal(["created", "running", "waiting", "pending", "concluded"], world.Log.Of("a"));
    }

    [Fact]
    public async Task A_query_shows_the_moment_it_came_and_is_answered_when_that_is_durable_and_told()
    {
        var world = new World();
        JobManager jobs = await world.OpenAsync();
        Job job = await jobs.StartAsync("steps", World.Steps("a", 0, becomesReady: true), World.Options("a"));
        await World.UntilAsync(() => world.Log.Of("a").LastOrDefault() == "ready");
        Assert.Equal(JobStatus.Ready, (await jobs.QueryJobsAsync()).Single().Status);

        world.Data.IsHeld = true;
        Task pausing = job.PauseAsync().AsTask();
        await World.UntilAsync(() => job.Status == JobStatus.Standby);
        Task<System.Collections.Generic.IReadOnlyList<JobInfo>> query = jobs.QueryJobsAsync().AsTask();
        Task resuming = job.ResumeAsync().AsTask();
        Assert.Equal(JobStatus.Ready, job.Status);
        Assert.False(query.IsCompleted);
        Assert.Equal("ready", world.Log.Of("a").Last());

        world.Data.IsHeld = false;
        JobInfo shown = (await query).Single();
        Assert.Equal(JobStatus.Standby, shown.Status);
        Assert.Contains("standby", world.Log.Of("a"));
        await Task.WhenAll(pausing, resuming);
        Assert.Equal(JobStatus.Ready, (await jobs.QueryJobsAsync()).Single().Status);
    }

    [Fact]
    public async Task Nothing_is_prepared_before_the_end_of_the_work_is_durable()
    {
        var world = new World();
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        JobManager jobs = await world.OpenAsync(options => options with
        {
            Drivers = new JobDriverRegistry().Add<StepsArguments>("ends", arguments => new EndingDriver(world, arguments, end.Task)),
        });
        Job job = await jobs.StartAsync("ends", World.Steps("a", 0), World.Options("a"));
        await World.UntilAsync(() => world.Calls.Contains("a begins"));
        await jobs.WhenDurableAsync();
        world.Data.IsHeld = true;
        end.SetResult();
        await World.UntilAsync(() => job.Status == JobStatus.Pending);
        await Task.Delay(50);
        Assert.Equal(["a begins"], world.Calls);
        world.Data.IsHeld = false;
        Assert.Equal(JobOutcome.Succeeded, (await job.Completion).Outcome);
        Assert.Equal(["a begins", "a prepare", "a commit", "a clean"], world.Calls);
    }

    [Fact]
    public async Task Nothing_is_committed_before_the_decision_is_durable()
    {
        var world = new World();
        JobManager jobs = await world.OpenAsync();
        Job job = await jobs.StartAsync("hooked", World.Steps("a", 0), World.Options("a") with { AutoFinalize = false });
        await World.UntilAsync(() => job.Status == JobStatus.Pending);
        await jobs.WhenDurableAsync();
        world.Data.IsHeld = true;
        Task finalizing = job.FinalizeAsync().AsTask();
        await World.UntilAsync(() => world.Calls.Contains("a prepare"));
        await Task.Delay(50);
        Assert.DoesNotContain("a commit", world.Calls);
        world.Data.IsHeld = false;
        await finalizing;
        Assert.Equal(["a begins at 0", "a prepare", "a commit", "a clean"], world.Calls);
    }

    [Fact]
    public async Task A_group_whose_commit_was_decided_is_rolled_forward_and_one_before_that_prepares_again()
    {
        foreach ((bool isDecided, string[] calls) in new[] { (true, new[] { "a commit", "a clean" }), (false, ["a prepare", "a commit", "a clean"]) })
        {
            var world = new World();
            JobManager first = await world.OpenAsync();
            Job job = await first.StartAsync("hooked", World.Steps("a", 0), World.Options("a") with { AutoFinalize = false });
            await World.UntilAsync(() => job.Status == JobStatus.Pending);
            await first.WhenDurableAsync();
            long number = job.Number;
            int before = world.Calls.Length;
            if (isDecided)
            {
                // As if the host had died after the record of its decision.
                JobStoreContent content = await new MemoryJobStore(world.Data).OpenAsync("look");
                await using var store = new MemoryJobStore(world.Data);
                await store.OpenAsync("last words");
                store.Append(new JobRecord(content.LastSequence + 1, JobRecordKind.Group, 0, DateTimeOffset.UnixEpoch)
                {
                    Group = new StoredGroup(number, new Jobs.Core.JobTransactionState(Jobs.Core.JobTransactionPhase.Committing, 1, 1, 1, 1, 0, 0)),
                });
                await store.WhenDurableAsync(content.LastSequence + 1);
            }

            JobManager second = await world.OpenAsync();
            job = second.Find("a")!;
            if (!isDecided)
            {
                Assert.Equal(JobStatus.Pending, job.Status);
                await job.FinalizeAsync();
            }

            Assert.Equal(JobOutcome.Succeeded, (await job.Completion).Outcome);
            Assert.Equal(calls, world.Calls[before..]);
        }
    }

    [Fact]
    public async Task A_host_whose_store_is_opened_by_another_stops_its_drivers_and_calls_no_hook()
    {
        var world = new World();
        JobManager first = await world.OpenAsync();
        Job job = await first.StartAsync("hooked", World.Steps("a", 5), World.Options("a"));
        await World.UntilAsync(() => world.Drivers[0].BeganAt == 0);
        StatusLog log = world.Log;

        JobManager second = await world.OpenAsync();
        await Assert.ThrowsAsync<QmpErrorException>(() => job.SetSpeedAsync(5).AsTask());
        await World.UntilAsync(() => first.OwnershipLost.IsCancellationRequested);
        await Assert.ThrowsAsync<QmpErrorException>(() => first.StartAsync("steps", World.Steps("b", 1), World.Options("b")).AsTask());
        QmpErrorException refusal = await Assert.ThrowsAsync<QmpErrorException>(() => job.CancelAsync().AsTask());
        Assert.Equal("The store of the jobs is lost to this host: Another owner has opened the store in memory.", refusal.Description);
        await Assert.ThrowsAsync<TaskCanceledException>(() => job.Completion);
        await first.DisposeAsync();
        Assert.Equal(["created", "running"], log.Of("a"));

        world.Allow("a", 5);
        Assert.Equal(JobOutcome.Succeeded, (await second.Find("a")!.Completion).Outcome);
        Assert.DoesNotContain("a abort", world.Calls);
        Assert.Single(world.Calls, "a commit");
        Assert.Equal(0, second.Find("a")!.Snapshot().SpeedBytesPerSecond);
    }

    [Fact]
    public async Task While_the_store_cannot_write_jobs_are_paused_and_go_on_when_it_can()
    {
        var world = new World();
        var clock = new FakeTimeProvider();
        JobManager jobs = await world.OpenAsync(options => options with { TimeProvider = clock });
        Job busy = await jobs.StartAsync(JobHost.Parked(), World.Options("busy"));
        Job paused = await jobs.StartAsync(JobHost.Parked(), World.Options("paused"));
        await World.UntilAsync(() => !busy.Snapshot().Has(Jobs.Core.JobFlags.Busy) && !paused.Snapshot().Has(Jobs.Core.JobFlags.Busy));
        await paused.PauseAsync();

        world.Data.Fault = new JobStoreException(JobStoreFault.Full, "No room in memory");
        Task<Job> creating = jobs.CreateAsync("steps", World.Steps("a", 1), World.Options("a")).AsTask();
        await World.UntilAsync(() => jobs.StoreTrouble is not null);
        clock.Advance(TimeSpan.FromSeconds(1));
        await World.UntilAsync(() => busy.Status == JobStatus.Paused);
        Assert.False(creating.IsCompleted);
        Assert.False(busy.Snapshot().Has(Jobs.Core.JobFlags.UserPaused));

        world.Data.Fault = null;
        await creating;
        clock.Advance(TimeSpan.FromSeconds(1));
        await World.UntilAsync(() => busy.Status == JobStatus.Running);
        await jobs.WhenDurableAsync();
        Assert.Equal(["created", "running", "paused", "running"], world.Log.Of("busy"));
        Assert.Equal(JobStatus.Paused, paused.Status);
        await paused.ResumeAsync();
        Assert.Equal(JobStatus.Running, paused.Status);
    }

    [Fact]
    public async Task Of_checkpoints_that_come_while_one_is_under_way_the_newest_wins()
    {
        var world = new World();
        var saved = new TaskCompletionSource();
        JobManager jobs = await world.OpenAsync();
        Job job = await jobs.StartAsync(
            new DelegateDriver(async context =>
            {
                world.Data.IsHeld = true;
                ValueTask[] saves = [.. Enumerable.Range(1, 5).Select(i => context.SaveCheckpointAsync(new global::Durable.StepsCursor { Done = i }))];
                world.Data.IsHeld = false;
                foreach (ValueTask save in saves)
                {
                    await save;
                }

                await context.FlushCheckpointsAsync();
                saved.SetResult();
                await context.YieldAsync();
            }),
            World.Options("a"));
        await saved.Task.WaitAsync(TimeSpan.FromMinutes(3));
        JobBodies bodies = (await world.Store!.ReadBodiesAsync(job.Number))!;
        Assert.Equal("""{"done": 5}""", System.Text.Encoding.UTF8.GetString(bodies.Checkpoint!.Value.Span));

        // Created, start, and two checkpoints.
        Assert.Equal(4, world.Store.DurableSequence);
    }
}
