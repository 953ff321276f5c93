using System;
using System.Threading.Tasks;
using QapiGen.Jobs.PostgreSql;
using QapiGen.Jobs.Storage;
using QapiGen.Testing.Jobs;

namespace QapiGen.Jobs.Stores.Tests.PostgreSql;

/// <summary>One schema of the server, for the suite.</summary>
internal sealed class PostgresFixture(string connectionString, JobDurability durability, int historyLimit) : JobStoreFixture
{
    public override int HistoryLimit => historyLimit;

    public override IJobStore Create() => new PostgreSqlJobStore(new PostgreSqlJobStoreOptions
    {
        ConnectionString = connectionString,
        Durability = durability,
        HistoryLimit = historyLimit,
        Shard = 3,
        OwnerCheckInterval = TimeSpan.FromMilliseconds(50),
    });

    public override ValueTask KillAsync(IJobStore store) => ((PostgreSqlJobStore)store).AbandonAsync();

    public override ValueTask DisposeAsync() => default;
}
