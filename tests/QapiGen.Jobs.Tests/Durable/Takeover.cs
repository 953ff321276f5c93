using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace QapiGen.Jobs.Tests.Durable;

/// <summary>A host opens the store of another that is at work, and lives on.</summary>
internal static class Takeover
{
    private const int Jobs = 4;
    private const int Endless = 1_000_000;

    public static async Task RunAsync(World world)
    {
        string[] names = [.. Enumerable.Range(0, Jobs).Select(static number => $"t{number}")];
        JobManager first = await world.OpenAsync();
        foreach (string name in names)
        {
            world.Allow(name, Endless);
            await first.StartAsync("steps", World.Steps(name, Endless), World.Options(name));
        }

        await World.UntilAsync(() => world.Drivers.Length == Jobs && world.Drivers.All(static driver => driver.Done >= 3));
        StepsDriver[] old = world.Drivers;
        JobManager second = await world.OpenAsync();
        foreach (string name in names)
        {
            world.Allow(name, Endless);
        }

        await World.UntilAsync(() => world.Drivers.Length == 2 * Jobs && world.Drivers.All(static driver => driver.Epoch == 1 || driver.Done >= driver.BeganAt + 3));
        await World.UntilAsync(() => first.OwnershipLost.IsCancellationRequested && old.All(static driver => driver.HasEnded));
        foreach (StepsDriver driver in world.Drivers[Jobs..])
        {
            // Where the new one begins is the last that any old one was told is kept: nothing was done for the old epoch after that.
            StepsDriver before = old.Single(other => other.Arguments.Name == driver.Arguments.Name);
            Assert.Equal((1L, 2L), (before.Epoch, driver.Epoch));
            Assert.True(before.Done <= driver.BeganAt, $"{before.Arguments.Name} went to {before.Done} under the old epoch, and the new one began at {driver.BeganAt}");
        }

        foreach (string name in names)
        {
            Job job = second.Find(name)!;
            Task<JobResult> end = job.Completion;
            await job.CancelAsync();
            Assert.Equal(JobOutcome.Cancelled, (await end.WaitAsync(TimeSpan.FromMinutes(3))).Outcome);
        }

        await second.WhenDurableAsync();
        EveryPoint.CheckHistory((await world.Store!.ReadSinceAsync(0, 10_000)).Transitions);
        await first.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(3));
        await second.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(3));
    }
}
