using System;
using QapiGen.Jobs.PostgreSql;
using QapiGen.Jobs.Sqlite;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.Engine;

/// <summary>What an application says of its store.</summary>
public sealed class StoreSettingsTests
{
    /// <summary>A value that the store refuses shows that it has got it.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Settings_reach_the_stores_of_all_shards(int shard)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new QapiJobsOptions().UseSqlite("jobs.db", static store => store.OwnerCheckInterval = TimeSpan.Zero).CreateStore(null, shard));
        Assert.Throws<ArgumentOutOfRangeException>(() => new QapiJobsOptions().UseSqlite("jobs.db", static store => store.HistoryLimit = 0).CreateStore(null, shard));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new QapiJobsOptions().UsePostgreSql("Host=nowhere", static store => store.OwnerCheckInterval = TimeSpan.Zero).CreateStore(null, shard));
        Assert.Throws<ArgumentOutOfRangeException>(() => new QapiJobsOptions().UsePostgreSql("Host=nowhere", static store => store.HistoryLimit = 0).CreateStore(null, shard));
    }
}
