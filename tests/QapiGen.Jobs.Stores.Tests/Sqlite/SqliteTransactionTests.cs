using System;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Stores.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace QapiGen.Jobs.Stores.Tests.Sqlite;

/// <summary>Checkpoints inside the application's own transaction.</summary>
public sealed class SqliteTransactionTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Database => _folder.File("jobs.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_checkpoint_is_kept_with_the_effect_or_not_at_all(bool commits)
    {
        await using var store = new SqliteJobStore(Database);
        Records records = await Records.OpenAsync(store);
        records.Create(1);
        records.Checkpoint(1, "old", new JobProgress(1, 9));
        await records.FlushAsync();
        await using SqliteConnection mine = await ConnectAsync("create table effect(x)");
        await using (SqliteTransaction transaction = mine.BeginTransaction())
        {
            await ExecuteAsync(mine, "insert into effect values(1)");
            store.SaveCheckpoint(1, Encoding.UTF8.GetBytes("new"), new JobProgress(5, 9), transaction);
            if (commits)
            {
                await transaction.CommitAsync();
            }
        }

        await store.AbandonAsync();
        await using var next = new SqliteJobStore(Database);
        Records after = await Records.OpenAsync(next);
        Assert.Equal(commits ? "new" : "old", Encoding.UTF8.GetString((await next.ReadBodiesAsync(1))!.Checkpoint!.Value.Span));
        Assert.Equal(new JobProgress(commits ? 5 : 1, 9), (await after.JobsAsync())[0].Progress);
        Assert.Equal(commits ? 1L : 0L, await ExecuteAsync(mine, "select count(*) from effect"));
    }

    [Fact]
    public async Task A_checkpoint_that_waited_meanwhile_does_not_replace_it_and_a_later_one_does()
    {
        await using var store = new SqliteJobStore(Database);
        Records records = await Records.OpenAsync(store);
        records.Create(1);
        await records.FlushAsync();
        await using SqliteConnection mine = await ConnectAsync("create table effect(x)");
        await using (SqliteTransaction transaction = mine.BeginTransaction())
        {
            records.Checkpoint(1, "waits");
            store.SaveCheckpoint(1, Encoding.UTF8.GetBytes("new"), default, transaction);
            await transaction.CommitAsync();
        }

        await records.FlushAsync();
        Assert.Equal("new", Encoding.UTF8.GetString((await store.ReadBodiesAsync(1))!.Checkpoint!.Value.Span));
        records.Checkpoint(1, "later");
        await records.FlushAsync();
        Assert.Equal("later", Encoding.UTF8.GetString((await store.ReadBodiesAsync(1))!.Checkpoint!.Value.Span));
    }

    [Fact]
    public async Task An_older_owner_cannot_save_one_and_its_effect_is_rolled_back()
    {
        await using var older = new SqliteJobStore(Database);
        Records records = await Records.OpenAsync(older);
        records.Create(1);
        await records.FlushAsync();
        await using var newer = new SqliteJobStore(Database);
        await newer.OpenAsync("newer");
        await using SqliteConnection mine = await ConnectAsync("create table effect(x)");
        await using (SqliteTransaction transaction = mine.BeginTransaction())
        {
            await ExecuteAsync(mine, "insert into effect values(1)");
            JobStoreException loss = Assert.Throws<JobStoreException>(() => older.SaveCheckpoint(1, Encoding.UTF8.GetBytes("late"), default, transaction));
            Assert.Equal(JobStoreFault.OwnershipLost, loss.Fault);
        }

        Assert.Equal(0L, await ExecuteAsync(mine, "select count(*) from effect"));
        Assert.Null((await newer.ReadBodiesAsync(1))!.Checkpoint);
    }

    [Fact]
    public async Task A_job_that_is_not_there_and_a_file_that_is_another_are_refused()
    {
        await using var store = new SqliteJobStore(Database);
        await store.OpenAsync("test");
        await using SqliteConnection mine = await ConnectAsync("create table effect(x)");
        await using (SqliteTransaction transaction = mine.BeginTransaction())
        {
            Assert.Throws<InvalidOperationException>(() => store.SaveCheckpoint(9, default, default, transaction));
        }

        await using var elsewhere = new SqliteConnection("Data Source=:memory:");
        await elsewhere.OpenAsync();
        await using (SqliteTransaction transaction = elsewhere.BeginTransaction())
        {
            Assert.Throws<JobStoreException>(() => store.SaveCheckpoint(1, default, default, transaction));
        }
    }

    [Fact]
    public async Task Effects_of_a_driver_happen_once_though_its_host_is_lost_between()
    {
        await using SqliteConnection mine = await ConnectAsync("create table effect(x)");
        await EffectDriver.RunTwiceAsync(
            new QapiJobsOptions().UseSqlite(Database),
            async (job, number, at, commits) =>
            {
                await using SqliteTransaction transaction = mine.BeginTransaction();
                await ExecuteAsync(mine, $"insert into effect values({number})");
                await job.SaveCheckpointAsync(at, transaction);
                if (commits)
                {
                    await transaction.CommitAsync();
                }
            },
            static store => ((SqliteJobStore)store).AbandonAsync());
        Assert.Equal("0,1,2,3", await ExecuteAsync(mine, "select group_concat(x) from (select x from effect order by x)"));
    }

    [Fact]
    public async Task A_transaction_of_another_store_is_refused_though_it_has_a_job_of_that_number_and_epoch()
    {
        string other = _folder.File("other.db");
        (string? refusal, bool isTouched) = await EffectDriver.MistakeAsync(
            new QapiJobsOptions().UseSqlite(Database),
            new QapiJobsOptions().UseSqlite(other),
            async (job, at) =>
            {
                await using var theirs = new SqliteConnection($"Data Source={other};Pooling=False");
                await theirs.OpenAsync();
                await using SqliteTransaction transaction = theirs.BeginTransaction();
                await job.SaveCheckpointAsync(at, transaction);
                await transaction.CommitAsync();
            });
        Assert.StartsWith($"The transaction on '{other}' isn't in the store of this job, but in another one", refusal, StringComparison.Ordinal);
        Assert.False(isTouched);
    }

    [Fact]
    public async Task A_transaction_of_a_connection_to_which_the_file_is_attached_is_refused_since_it_is_none_of_both_files()
    {
        await using var store = new SqliteJobStore(Database);
        Records records = await Records.OpenAsync(store);
        records.Create(1);
        await records.FlushAsync();
        await using var mine = new SqliteConnection($"Data Source={_folder.File("mine.db")};Pooling=False");
        await mine.OpenAsync();
        await ExecuteAsync(mine, $"attach '{Database}' as jobs");
        await using (SqliteTransaction transaction = mine.BeginTransaction())
        {
            JobStoreException refusal = Assert.Throws<JobStoreException>(() => store.SaveCheckpoint(1, default, default, transaction));
            Assert.Contains("main.qapi_store", refusal.Message, StringComparison.Ordinal);
        }

        Assert.Null((await store.ReadBodiesAsync(1))!.Checkpoint);
    }

    [Fact]
    public async Task A_checkpoint_of_the_next_owner_is_newer_though_records_before_it_were_lost_with_the_last()
    {
        await using var store = new SqliteJobStore(Database);
        Records records = await Records.OpenAsync(store);
        records.Create(1);
        await records.FlushAsync();
        await using SqliteConnection mine = await ConnectAsync("create table effect(x)");
        await using (SqliteTransaction transaction = mine.BeginTransaction())
        {
            // These wait for the transaction, and their owner dies before it ends.
            for (int job = 2; job < 50; job++)
            {
                records.Create(job);
            }

            store.SaveCheckpoint(1, Encoding.UTF8.GetBytes("with the effect"), default, transaction);
            await store.AbandonAsync();
            await transaction.CommitAsync();
        }

        await using var next = new SqliteJobStore(Database);
        Records after = await Records.OpenAsync(next);
        Assert.Single(await after.JobsAsync());
        Assert.Equal("with the effect", Encoding.UTF8.GetString((await next.ReadBodiesAsync(1))!.Checkpoint!.Value.Span));
        after.Checkpoint(1, "later");
        await after.FlushAsync();
        await next.AbandonAsync();

        await using var last = new SqliteJobStore(Database);
        await last.OpenAsync("test");
        Assert.Equal("later", Encoding.UTF8.GetString((await last.ReadBodiesAsync(1))!.Checkpoint!.Value.Span));
    }

    [Fact]
    public async Task Checkpoints_of_the_job_that_are_under_way_do_not_replace_it()
    {
        await using SqliteConnection mine = await ConnectAsync("create table effect(x)");
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        JobManagerOptions options = EffectDriver.Options(
            new QapiJobsOptions().UseSqlite(Database),
            async (job, number, at, commits) =>
            {
                Task before;
                await using (SqliteTransaction transaction = mine.BeginTransaction())
                {
                    // The transaction keeps them all from being written; the first is under way, of the others the last waits.
                    before = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => job.SaveCheckpointAsync(EffectDriver.At(number)).AsTask()));
                    await ExecuteAsync(mine, $"insert into effect values({number})");
                    await job.SaveCheckpointAsync(at, transaction);
                    Task after = job.SaveCheckpointAsync(at).AsTask();
                    Assert.False(before.IsCompleted || after.IsCompleted);
                    if (commits)
                    {
                        await transaction.CommitAsync();
                    }

                    before = Task.WhenAll(before, commits ? after : Task.CompletedTask);
                }

                await before;
                if (number == 1)
                {
                    all.SetResult();
                    await Task.Delay(-1);
                }
            },
            new TaskCompletionSource());
        JobManager jobs = await JobManager.OpenAsync(options);
        await jobs.StartAsync("effects", EffectDriver.At(0), new JobOptions { Id = "a", Type = JobType.Backup, AutoDismiss = false });
        await all.Task.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("0,1|2", await ExecuteAsync(mine, "select (select group_concat(x) from effect) || '|' || (select json_extract(body, '$.current-progress') from qapi_checkpoint)"));
        await ((SqliteJobStore)options.Store!).AbandonAsync();
    }

    [Fact]
    public async Task Effects_happen_once_however_often_the_process_is_killed()
    {
        await using SqliteConnection mine = await ConnectAsync("create table effect(x)");
        long effects = await EffectKills.RunAsync(["effects", "sqlite", Database], async () =>
        {
            await using SqliteCommand command = mine.CreateCommand();
            command.CommandText = """
                select count(x), count(distinct x), max(x), (select json_extract(body, '$.current-progress') from qapi_checkpoint) from effect
                """;
            await using SqliteDataReader row = await command.ExecuteReaderAsync();
            await row.ReadAsync();
            return (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));
        });
        output.WriteLine($"{effects} effects");
    }

    private static async Task<object?> ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    private async Task<SqliteConnection> ConnectAsync(string sql)
    {
        var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        await connection.OpenAsync();
        await ExecuteAsync(connection, sql);
        return connection;
    }
}
