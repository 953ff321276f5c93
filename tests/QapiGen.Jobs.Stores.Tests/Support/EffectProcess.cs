using System;
using System.Globalization;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using Npgsql;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.PostgreSql;
using QapiGen.Jobs.Sqlite;

namespace QapiGen.Jobs.Stores.Tests.Support;

/// <summary>A host with one job that has an effect after the other, each in one transaction with its checkpoint, and says so once it is committed.</summary>
/// <remarks>Now and then a checkpoint of how far it was before is under way meanwhile.</remarks>
internal sealed class EffectProcess(Func<JobContext, long, JobInfo, Task> effect) : JobDriver
{
    public static async Task RunOverSqliteAsync(string path)
    {
        await using var mine = new SqliteConnection($"Data Source={path};Pooling=False");
        await RunAsync(new QapiJobsOptions().UseSqlite(path), async (job, number, at) =>
        {
            if (mine.State == System.Data.ConnectionState.Closed)
            {
                await mine.OpenAsync();
            }

            await using SqliteTransaction transaction = mine.BeginTransaction();
            await using SqliteCommand insert = mine.CreateCommand();
            insert.CommandText = $"insert into effect values({number.ToString(CultureInfo.InvariantCulture)})";
            await insert.ExecuteNonQueryAsync();
            await job.SaveCheckpointAsync(at, transaction);
            await transaction.CommitAsync();
        });
    }

    public static async Task RunOverPostgreSqlAsync(string connectionString)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString);
        await RunAsync(new QapiJobsOptions().UsePostgreSql(connectionString, static options => options.Shard = 3), async (job, number, at) =>
        {
            await using NpgsqlConnection mine = await source.OpenConnectionAsync();
            await using NpgsqlTransaction transaction = await mine.BeginTransactionAsync();
            await using var insert = new NpgsqlCommand("insert into effect values($1)", mine, transaction) { Parameters = { new NpgsqlParameter { Value = number } } };
            await insert.ExecuteNonQueryAsync();
            await job.SaveCheckpointAsync(at, transaction, shard: 3);
            await transaction.CommitAsync();
        });
    }

    public override async Task RunAsync(JobContext job)
    {
        for (long number = job.LoadCheckpoint<JobInfo>()?.CurrentProgress ?? 0; ; number++)
        {
            // True before the effect, and older than what is saved with it.
            Task before = number % 3 == 1 ? Task.WhenAll(job.SaveCheckpointAsync(EffectDriver.At(number)).AsTask(), job.SaveCheckpointAsync(EffectDriver.At(number)).AsTask()) : Task.CompletedTask;
            await effect(job, number, EffectDriver.At(number + 1));
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"effect {number}"));
            await Console.Out.FlushAsync();
            await before;
        }
    }

    private static async Task RunAsync(QapiJobsOptions store, Func<JobContext, long, JobInfo, Task> effect)
    {
        await using JobManager jobs = await JobManager.OpenAsync(new JobManagerOptions
        {
            Store = store.CreateStore(),
            Drivers = new JobDriverRegistry().Add<JobInfo>("effects", _ => new EffectProcess(effect), static options => options.MaxLosses = int.MaxValue),
        });
        Job job = await jobs.StartAsync("effects", EffectDriver.At(0), new JobOptions { Id = "a", Type = JobType.Backup, AutoDismiss = false, IfExists = JobIfExists.Attach });
        JobResult result = await job.Completion;
        await Console.Out.WriteLineAsync(result.ToString());
    }
}
