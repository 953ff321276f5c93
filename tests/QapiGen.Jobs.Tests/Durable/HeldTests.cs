using System;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Messages;
using Xunit;

namespace QapiGen.Jobs.Tests.Durable;

/// <summary>A host that only keeps the jobs of a store for another one, and notes beside jobs.</summary>
public sealed class HeldTests
{
    private static JobManagerOptions Held(JobManagerOptions options) => options with { HeldBecause = "because" };

    [Fact]
    public async Task A_host_that_keeps_jobs_makes_no_drivers_and_the_next_one_goes_on_with_them()
    {
        var world = new World();
        JobManager first = await world.OpenAsync();
        await first.StartAsync("steps", World.Steps("a", 4), World.Options("a"));
        await first.StartAsync("steps", World.Steps("b", 4), World.Options("b"));
        await first.CreateAsync("steps", World.Steps("c", 4), World.Options("c"));
        world.Allow("a", 2);
        await World.UntilAsync(() => world.Calls.Contains("a has done 2"));

        JobManager keeper = await world.OpenAsync(Held);
        await keeper.JobPauseAsync("b");
        Assert.Equal(["a paused", "b paused", "c created"], keeper.Describe().Select(static job => $"{job.Id} {job.Status.ToWire()}").Order());
        foreach (Func<string, ValueTask> verb in (Func<string, ValueTask>[])[id => keeper.JobResumeAsync(id), id => keeper.JobCompleteAsync(id)])
        {
            QmpErrorException refusal = await Assert.ThrowsAsync<QmpErrorException>(() => verb("b").AsTask());
            Assert.Equal("Job 'b' waits, and its driver isn't here: because", refusal.Description);
        }

        await keeper.Find("c")!.StartAsync();
        await keeper.DisposeAsync();
        int made = world.Drivers.Length;
        Assert.Equal(3, made);

        JobManager last = await world.OpenAsync();
        await World.UntilAsync(() => world.Drivers.Any(static driver => driver.BeganAt == 2));
        world.Allow("a", 2);
        world.Allow("c", 4);
        Assert.Equal(JobOutcome.Succeeded, (await last.Find("a")!.Completion).Outcome);
        Assert.Equal(JobOutcome.Succeeded, (await last.Find("c")!.Completion).Outcome);
        Assert.Equal("created running paused running waiting pending concluded", await world.HistoryAsync("a"));
        Assert.Equal(JobStatus.Paused, last.Find("b")!.Status);
    }

    [Fact]
    public async Task A_job_that_is_kept_can_be_cancelled_and_ends_without_its_driver()
    {
        var world = new World();
        JobManager first = await world.OpenAsync();
        await first.StartAsync("hooked", World.Steps("a", 4), World.Options("a"));
        await first.CreateAsync("hooked", World.Steps("b", 4), World.Options("b") with { AutoFinalize = false });

        JobManager keeper = await world.OpenAsync(Held);
        int calls = world.Calls.Length;
        foreach (string id in (string[])["a", "b"])
        {
            await keeper.JobCancelAsync(id);
            JobResult result = await keeper.Find(id)!.Completion;
            Assert.Equal((125, "Cancelled without its driver, which has put nothing in order: because"), (result.ErrorNumber, result.Error));
            await Assert.ThrowsAsync<QmpErrorException>(() => keeper.JobCancelAsync(id).AsTask());
            Assert.EndsWith("aborting concluded", await world.HistoryAsync(id), StringComparison.Ordinal);
            await keeper.JobDismissAsync(id);
        }

        Assert.Equal(calls, world.Calls.Length);
        await keeper.DisposeAsync();
        Assert.Equal(0, (await world.OpenAsync()).Count);
    }

    [Theory]
    [InlineData(JobLoss.Resume, 3, 1)]
    [InlineData(JobLoss.Restart, 3, 0)]
    [InlineData(JobLoss.Fail, 3, -1)]
    [InlineData(JobLoss.Resume, 0, -1)]
    public async Task A_loss_counts_for_the_driver_though_another_host_has_kept_the_job_meanwhile(JobLoss onLost, int maxLosses, int begins)
    {
        var world = new World { Configure = options => (options.OnLost, options.MaxLosses) = (onLost, maxLosses) };
        JobManager first = await world.OpenAsync();
        await first.StartAsync("steps", World.Steps("a", 3), World.Options("a"));
        world.Allow("a", 1);
        await World.UntilAsync(() => world.Calls.Contains("a has done 1"));
        await (await world.OpenAsync(Held)).DisposeAsync();
        await (await world.OpenAsync(Held)).DisposeAsync();

        JobManager last = await world.OpenAsync();
        if (begins < 0)
        {
            Assert.Contains("lost while it was at work", (await last.Find("a")!.Completion).Error, StringComparison.Ordinal);
            return;
        }

        await World.UntilAsync(() => world.Drivers.Length == 2 && world.Drivers[1].BeganAt >= 0);
        Assert.Equal((begins, 1), (world.Drivers[1].BeganAt, last.Find("a")!.Losses));
        world.Allow("a", 3);
        Assert.Equal(JobOutcome.Succeeded, (await last.Find("a")!.Completion).Outcome);
    }

    [Fact]
    public async Task A_command_leaves_its_note_with_what_it_does_and_none_if_it_is_refused()
    {
        var world = new World();
        JobManager first = await world.OpenAsync();
        byte[] arguments = Runtime.Wire.WireJson.Serialize(World.Steps("a", 1));
        await first.Noting(new StoredNote("create", "1")).CreateFromJsonAsync("steps", arguments, World.Options("a") with { AutoFinalize = false }, starts: true);
        await Assert.ThrowsAsync<QmpErrorException>(() => first.Noting(new StoredNote("again", "1")).CreateFromJsonAsync("steps", arguments, World.Options("a"), starts: true).AsTask());
        await first.Noting(new StoredNote("attach", "1")).CreateFromJsonAsync("steps", arguments, World.Options("a") with { IfExists = JobIfExists.Attach }, starts: true);
        await first.Noting(new StoredNote("pause", "1")).JobPauseAsync("a");
        await Assert.ThrowsAsync<QmpErrorException>(() => first.Noting(new StoredNote("paused", "1")).JobPauseAsync("a").AsTask());
        await first.Noting(new StoredNote("resume", "1")).JobResumeAsync("a");
        await first.Noting(new StoredNote("speed", "1")).SetSpeedAsync("a", 1000);
        await first.Noting(new StoredNote("same speed", "1")).SetSpeedAsync("a", 1000);
        await Assert.ThrowsAsync<QmpErrorException>(() => first.Noting(new StoredNote("slow", "1")).SetSpeedAsync("a", -1).AsTask());
        await Assert.ThrowsAsync<QmpErrorException>(() => first.Noting(new StoredNote("complete", "1")).JobCompleteAsync("a").AsTask());
        world.Allow("a", 1);
        await World.UntilAsync(() => first.Find("a")!.Status == JobStatus.Pending);
        await first.Noting(new StoredNote("finalize", "1")).JobFinalizeAsync("a");
        await first.Noting(new StoredNote("dismiss", "1")).JobDismissAsync("a");
        await Assert.ThrowsAsync<QmpErrorException>(() => first.Noting(new StoredNote("gone", "1")).JobCancelAsync("a").AsTask());
        await first.StartAsync("hooked", World.Steps("b", 1), World.Options("b"));
        await first.Noting(new StoredNote("cancel", "1")).JobCancelAsync("b");
        await first.NoteAsync(new StoredNote("by itself", "1"));
        await first.NoteAsync(new StoredNote("pause", null));

        await using IJobStore store = world.NewStore();
        JobStoreContent content = await store.OpenAsync("test");
        Assert.Equal(
            ["attach", "by itself", "cancel", "create", "dismiss", "finalize", "resume", "same speed", "speed"],
            content.Notes.Select(static note => note.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Whether_a_note_is_there_says_whether_its_command_was_kept_wherever_the_store_stops()
    {
        for (int held = 0; held < 2; held++)
        {
            var world = new World();
            JobManager first = await world.OpenAsync();
            await first.StartAsync("steps", World.Steps("a", 4), World.Options("a"));
            world.Data.IsHeld = held == 1;
            Task pause = first.Noting(new StoredNote("pause", "1")).JobPauseAsync("a").AsTask();
            if (held == 0)
            {
                await pause;
            }

            var data = world.Data;
            await using var next = new Testing.Jobs.MemoryJobStore(data);
            JobStoreContent content = await next.OpenAsync("next");
            data.IsHeld = false;
            StoredJob job = await next.ReadJobsAsync().SingleAsync();
            Assert.Equal((held == 0, held == 0), (content.Notes.Count == 1, (job.State.Flags & Jobs.Core.JobFlags.UserPaused) != 0));
        }
    }
}
