using System;
using System.Threading.Tasks;
using QapiGen.Jobs.PostgreSql;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;
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

    [Theory]
    [InlineData("", "The store of jobs needs a connection string.")]
    [InlineData("Database=jobs", "The connection string of the store of jobs has no Host.")]
    [InlineData("Hots=db", "The connection string of the store of jobs can't be used: Couldn't set hots")]
    public void A_connection_string_that_is_none_is_said_to_be_that_of_the_store(string connectionString, string message)
    {
        ArgumentException refusal = Assert.ThrowsAny<ArgumentException>(() => new QapiJobsOptions().UsePostgreSql(connectionString).CreateStore());
        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_is_none_or_leads_to_a_folder_is_said_to_be_that_of_the_store()
    {
        const string NoPath = "The store of jobs needs the path of a file.";
        Assert.StartsWith(NoPath, Assert.Throws<ArgumentException>(() => new QapiJobsOptions().UseSqlite("")).Message, StringComparison.Ordinal);
        Assert.StartsWith(NoPath, Assert.Throws<ArgumentException>(() => new SqliteJobStore("")).Message, StringComparison.Ordinal);
        string folder = AppContext.BaseDirectory;
        await using var store = new SqliteJobStore(folder);
        JobStoreException fault = await Assert.ThrowsAsync<JobStoreException>(() => store.OpenAsync("test").AsTask());
        Assert.Equal($"The store '{folder}' can't be used: it is a folder, and should be a file (SQLite error 14).", fault.Message);
    }

    [Fact]
    public void Settings_that_have_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SqliteJobStore(new SqliteJobStoreOptions { Path = "jobs.db", Durability = (JobDurability)7 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SqliteJobStore(new SqliteJobStoreOptions { Path = "jobs.db", LockTimeout = TimeSpan.FromSeconds(-5) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PostgreSqlJobStore(new PostgreSqlJobStoreOptions { ConnectionString = "Host=x", Durability = (JobDurability)7 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PostgreSqlJobStore(new PostgreSqlJobStoreOptions { ConnectionString = "Host=x", LockTimeout = TimeSpan.FromSeconds(-5) }));
    }
}
