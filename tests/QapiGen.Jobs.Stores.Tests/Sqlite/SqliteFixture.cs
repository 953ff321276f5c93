using System;
using System.Threading.Tasks;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Stores.Tests.Support;
using QapiGen.Testing.Jobs;

namespace QapiGen.Jobs.Stores.Tests.Sqlite;

/// <summary>One file, for the suite.</summary>
internal sealed class SqliteFixture(JobDurability durability, int historyLimit, int shard = 0) : JobStoreFixture
{
    private readonly TemporaryFolder _folder = new();

    public override int HistoryLimit => historyLimit;

    public override IJobStore Create() => new SqliteJobStore(new SqliteJobStoreOptions
    {
        Path = _folder.File("jobs.db"),
        Durability = durability,
        HistoryLimit = historyLimit,
        Shard = shard,
        OwnerCheckInterval = TimeSpan.FromMilliseconds(50),
    });

    public override ValueTask KillAsync(IJobStore store) => ((SqliteJobStore)store).AbandonAsync();

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return default;
    }
}
