using System;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Jobs.Tests.Durable;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.Engine;

/// <summary>Damage of one row, by statements that every store of SQL takes: job 1 is called bad and paused by the user, job 2 good and at work.</summary>
internal static class DamageSql
{
    public static TheoryData<string, string> Rows => new()
    {
        { "update qapi_job set member = -1 where number = 1", "its index in its group is -1, which is out of range" },
        { "update qapi_job set member = 2000000000 where number = 1", "its index in its group is 2000000000, which is out of range" },
        { "update qapi_job set flags = flags | 128 where number = 1", "its status is 'paused' with the flags 'Started, UserPaused, Returned, AutoFinalize' and the error number 0, which can't be" },
        { "update qapi_job set status = 'undefined' where number = 1", "its status is 'undefined' with the flags 'Started, UserPaused, AutoFinalize' and the error number 0, which can't be" },
        { "update qapi_job set status = 'null' where number = 1", "its status is 'null' with the flags 'Started, UserPaused, AutoFinalize' and the error number 0, which can't be" },
        { "update qapi_job set status = 'levitating' where number = 1", "its status is 'levitating', which this version doesn't know" },
        { "update qapi_job set losses = -9 where number = 1", "its number of losses is -9, which is out of range" },
        { "update qapi_job set speed = -1 where number = 1", "its speed is -1, which is out of range" },
        { "update qapi_job set number = 9223372036854775807 where number = 1", "its number is 9223372036854775807, and that of its group 1" },
        { Group("committing", 1_000_000_000, 0, 0), "its group has the numbers 1000000000, 1, 1, 0, 0 and 0, and at least 1 members, which can't be" },
        { Group("committing", 1, 5, 5), "its group has the numbers 1, 1, 1, 0, 5 and 5, and at least 1 members, which can't be" },
        { Group("committing", 1, 0, 0), "its group is committing, and 'bad' in it is paused, which can't be" },
        { Group("levitating", 1, 0, 0), "its group is in phase 'levitating', which this version doesn't know" },
    };

    /// <summary>What a store can say of the numbers that it gave last, though it isn't so.</summary>
    public static TheoryData<string, long> Numbers
    {
        get
        {
            var data = new TheoryData<string, long>();
            foreach (string column in (string[])["sequence", "transition", "job"])
            {
                foreach (long number in (long[])[0, -5, 3, long.MaxValue, long.MinValue])
                {
                    data.Add(column, number);
                }
            }

            return data;
        }
    }

    /// <summary>Damages between two hosts what the store says of itself, or what is numbered by it: no number may be given twice, and nothing be kept back for one.</summary>
    public static async Task RunAsync(World world, Func<Task> spoilAsync)
    {
        JobManager first = await world.OpenAsync();
        await first.StartAsync("steps", World.Steps("a", 3), World.Options("a"));
        await first.StartAsync("steps", World.Steps("b", 1), World.Options("b"));
        world.Allow("b", 1);
        world.Allow("a", 1);
        await World.UntilAsync(() => world.Drivers[0].Done == 1);
        await first.Find("b")!.Completion.WaitAsync(TimeSpan.FromMinutes(2));
        await first.WhenDurableAsync();
        await world.KillAsync(world.Store!);
        await spoilAsync();

        JobManager second = await world.OpenAsync();
        Job made = await second.StartAsync("steps", World.Steps("c", 1), World.Options("c")).AsTask().WaitAsync(TimeSpan.FromMinutes(2));
        world.Allow("c", 1);
        world.Allow("a", 1);
        Assert.Equal(JobOutcome.Succeeded, (await made.Completion.WaitAsync(TimeSpan.FromMinutes(2))).Outcome);
        await World.UntilAsync(() => world.Drivers.Any(static driver => driver is { BeganAt: 1, Done: 2 }));
        await world.KillAsync(world.Store!);

        JobManager third = await world.OpenAsync();
        Assert.Equal(["a", "b", "c"], third.Describe().Select(static job => job.Id).Order(StringComparer.Ordinal));
        world.Allow("a", 1);
        Assert.Equal(JobOutcome.Succeeded, (await third.Find("a")!.Completion.WaitAsync(TimeSpan.FromMinutes(2))).Outcome);
        Assert.Equal((2L, 3L), (world.Drivers[^1].BeganAt, world.Drivers[^1].Done));
        await third.DisposeAsync();
    }

    /// <summary>Damages a store between two hosts.</summary>
    public static async Task RunAsync(World world, Func<Task> spoilAsync, string reason)
    {
        JobManager first = await world.OpenAsync();
        Job paused = await first.StartAsync("steps", World.Steps("bad", 2), World.Options("bad"));
        await first.StartAsync("steps", World.Steps("good", 1), World.Options("good"));
        await paused.PauseAsync();
        world.Allow("bad", 1);
        await World.UntilAsync(() => paused.Status == JobStatus.Paused);
        await first.WhenDurableAsync();
        await world.KillAsync(world.Store!);
        await spoilAsync();

        JobManager second = await world.OpenAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Job bad = second.Find("bad")!;
        Assert.Equal((JobStatus.Concluded, "What was kept of the job can't be read: " + reason), (bad.Status, (await bad.Completion).Error));
        world.Allow("good", 1);
        Assert.Equal(JobOutcome.Succeeded, (await second.Find("good")!.Completion.WaitAsync(TimeSpan.FromMinutes(2))).Outcome);
        await second.DisposeAsync();

        // It stays until it is dismissed, and then nothing of it is left.
        JobManager third = await world.OpenAsync();
        await third.Find("bad")!.DismissAsync();
        await third.DisposeAsync();
        JobManager fourth = await world.OpenAsync();
        Assert.Equal("good", Assert.Single(await fourth.QueryJobsAsync()).Id);
        await fourth.DisposeAsync();
    }

    // PostgreSQL's rows begin with a shard.
    private static string Group(string phase, int count, int cursor, int initiator) =>
        $"insert into qapi_group (number, phase, count, live, ended, manual, cursor, initiator) values (1, '{phase}', {count}, 1, 1, 0, {cursor}, {initiator})";
}
