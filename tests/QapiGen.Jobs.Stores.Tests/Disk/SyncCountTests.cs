using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Tests.Durable;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.Disk;

/// <summary>How often a disk is asked to sync.</summary>
public sealed class SyncCountTests
{
    [Theory]
    [InlineData(JobDurability.Machine, 1)]
    [InlineData(JobDurability.Process, 0)]
    public async Task A_lone_verb_takes_one_sync_and_none_where_only_the_process_counts(JobDurability durability, int expected)
    {
        using var disk = new FaultyDisk();
        int syncs = 0;
        disk.Plan = (_, operation, _, _) =>
        {
            Interlocked.Add(ref syncs, operation == DiskOperation.Sync ? 1 : 0);
            return default;
        };
        var world = new World { NewStore = () => disk.NewStore(durability) };
        JobManager jobs = await world.OpenAsync();
        Job job = await jobs.StartAsync("steps", World.Steps("a", 0, becomesReady: true), World.Options("a"));
        await World.UntilAsync(() => job.Status == JobStatus.Ready);
        await jobs.WhenDurableAsync();
        for (int verb = 0; verb < 10; verb++)
        {
            int before = Volatile.Read(ref syncs);
            await job.SetSpeedAsync(verb + 1);
            Assert.Equal(expected, Volatile.Read(ref syncs) - before);
        }

        await ((SqliteJobStore)world.Store!).AbandonAsync();
    }
}
