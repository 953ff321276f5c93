using System;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Tests.Durable;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.Engine;

/// <summary>A host with jobs at work, whose store can't be written for a while.</summary>
internal static class TroubleForAWhile
{
    private const int Endless = 1_000_000;

    /// <summary>While the trouble is there, verbs wait, jobs pause and the host says why; after it all goes on, and nothing that was told is missing in the next host.</summary>
    /// <param name="world">Where the hosts live.</param>
    /// <param name="begin">Begins the trouble.</param>
    /// <param name="end">Ends it.</param>
    /// <param name="fault">What the host has to call it.</param>
    /// <param name="text">What the reason has to say.</param>
    public static async Task RunAsync(World world, Func<Task> begin, Func<Task> end, JobStoreFault fault, string text)
    {
        JobManager jobs = await world.OpenAsync();
        world.Allow("work", Endless);
        await jobs.StartAsync("steps", World.Steps("work", Endless), World.Options("work"));
        Job ready = await jobs.StartAsync("steps", World.Steps("ready", 0, becomesReady: true), World.Options("ready"));
        Job parked = await jobs.StartAsync("steps", World.Steps("parked", 1), World.Options("parked"));
        await World.UntilAsync(() => ready.Status == JobStatus.Ready && world.Drivers.Any(static driver => driver.Arguments.Name == "work" && driver.Done >= 3));
        StepsDriver work = world.Drivers.Single(static driver => driver.Arguments.Name == "work");
        await jobs.WhenDurableAsync();

        await begin();
        Task<Job> creating = jobs.CreateAsync("steps", World.Steps("created", 0), World.Options("created")).AsTask();
        Task pausing = parked.PauseAsync().AsTask();
        JobStoreTrouble? trouble = null;
        await World.UntilAsync(() => (trouble = jobs.StoreTrouble)?.Reason.Fault == fault && ready.Status == JobStatus.Standby);
        Assert.Contains(text, trouble!.Reason.Message, StringComparison.Ordinal);
        Assert.False(creating.IsCompleted || pausing.IsCompleted);
        Assert.False(jobs.OwnershipLost.IsCancellationRequested);
        Assert.Equal(["created", "parked", "ready", "work"], jobs.Describe().Select(static job => job.Id).Order(StringComparer.Ordinal));

        long before = work.Done;
        await end();
        await creating.WaitAsync(TimeSpan.FromMinutes(2));
        await pausing.WaitAsync(TimeSpan.FromMinutes(2));
        await World.UntilAsync(() => work.Done > before + 3 && ready.Status == JobStatus.Ready && jobs.StoreTrouble is null);
        EveryPoint.CheckHistory((await world.Store!.ReadSinceAsync(0, 10_000)).Transitions);

        long done = work.Done;
        await world.KillAsync(world.Store);
        JobManager next = await world.OpenAsync();
        Assert.Equal(JobStatus.Created, next.Find("created")!.Status);
        Assert.True(next.Find("parked")!.Snapshot().Has(JobFlags.UserPaused));
        await World.UntilAsync(() => world.Drivers.Any(driver => driver.Arguments.Name == "work" && driver != work && driver.BeganAt >= 0));
        long began = world.Drivers.Last(static driver => driver.Arguments.Name == "work").BeganAt;
        Assert.True(began >= done, $"{done} steps were kept, and the next host goes on at {began}");
        await world.KillAsync(world.Store);
    }
}
