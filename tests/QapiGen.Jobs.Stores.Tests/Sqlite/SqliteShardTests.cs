using System.Threading.Tasks;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Stores.Tests.Support;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.Sqlite;

/// <summary>Several stores in one file.</summary>
public sealed class SqliteShardTests
{
    [Fact]
    public async Task Each_shard_of_a_file_has_an_owner_of_its_own()
    {
        using var folder = new TemporaryFolder();
        await using IJobStore zero = Store(0);
        await using IJobStore one = Store(1);
        Assert.Equal(1, (await zero.OpenAsync("a")).Epoch);
        Assert.Equal(1, (await one.OpenAsync("b")).Epoch);
        await using IJobStore again = Store(1);
        Assert.Equal(2, (await again.OpenAsync("c")).Epoch);

        one.Append(new JobRecord(1, JobRecordKind.Group, 0, default) { Group = new StoredGroup(1, default) });
        zero.Append(new JobRecord(1, JobRecordKind.Group, 0, default) { Group = new StoredGroup(1, default) });
        JobStoreException lost = await Assert.ThrowsAsync<JobStoreException>(async () => await one.WhenDurableAsync(1));
        Assert.Equal(JobStoreFault.OwnershipLost, lost.Fault);
        await zero.WhenDurableAsync(1);

        IJobStore Store(int shard) => new SqliteJobStore(new SqliteJobStoreOptions { Path = folder.File("jobs.db"), Shard = shard });
    }

    [Fact]
    public async Task Who_opens_a_shard_waits_for_its_turn_among_those_who_write()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("jobs.db");
        await using var one = new SqliteJobStore(new SqliteJobStoreOptions { Path = path, Shard = 1 });
        await one.OpenAsync("a");
        await using var two = new SqliteJobStore(new SqliteJobStoreOptions { Path = path, Shard = 2 });
        Task<JobStoreContent> opening;
        using (SqliteTurns.Of(path).Take())
        {
            opening = two.OpenAsync("b").AsTask();
            await Task.WhenAny(opening, Task.Delay(500));
            Assert.False(opening.IsCompleted);
        }

        Assert.Equal(1, (await opening).Epoch);
    }
}
