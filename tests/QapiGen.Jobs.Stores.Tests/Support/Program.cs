using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Stores.Tests.Support;

/// <summary>What tests start as a process of its own: <c>write FILE DURABILITY</c> writes and says what is durable until it is killed; <c>open FILE</c> says how an opening ends.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["write", string path, string durability]:
                await WriteAsync(path, Enum.Parse<JobDurability>(durability));
                return 0;
            case ["open", string path]:
                await TryOpenAsync(path);
                return 0;
            case ["lock", string path]:
                await LockAsync(path);
                return 0;
            case ["effects", "sqlite", string path]:
                await EffectProcess.RunOverSqliteAsync(path);
                return 0;
            case ["effects", "postgresql", string connectionString]:
                await EffectProcess.RunOverPostgreSqlAsync(connectionString);
                return 0;
            case ["begins" or "exits", string store, string where]:
                await ExitingProcess.RunAsync(store, where, args[0] == "begins");
                return 0;
            default:
                return 2;
        }
    }

    /// <summary>Makes jobs, moves them, removes every second; says first what it found, and then <c>durable SEQUENCE</c> whenever more is.</summary>
    private static async Task WriteAsync(string path, JobDurability durability)
    {
        await using var store = new SqliteJobStore(new SqliteJobStoreOptions { Path = path, Durability = durability });
        Records records = await Records.OpenAsync(store);
        List<StoredJob> known = await records.JobsAsync();
        Say($"opened {records.Content.Epoch} {records.Content.LastSequence} {records.Content.LastTransition} {known.Count}");
        long last = 0;
        for (long job = records.Content.LastJob + 1; ; job++)
        {
            // Of two jobs one is removed at once.
            records.Create(job, argumentBytes: 100);
            records.Change(job, JobStatus.Created, JobStatus.Running);
            if (job % 2 == 0)
            {
                records.Change(job, JobStatus.Running, JobStatus.Concluded);
                records.Remove(job);
            }
            else
            {
                records.Checkpoint(job, $"{{\"job\": {job}}}");
            }

            if (job % 7 == 0)
            {
                await records.FlushAsync();
            }

            if (store.DurableSequence != last)
            {
                last = store.DurableSequence;
                Say($"durable {last}");
            }
        }
    }

    private static async Task TryOpenAsync(string path)
    {
        await using var store = new SqliteJobStore(path);
        try
        {
            await store.OpenAsync("child");
            Say($"opened");
        }
        catch (JobStoreException e)
        {
            Say($"{e.Fault}: {e.Message}");
        }
    }

    /// <summary>Holds the lock for writing until it is killed.</summary>
    private static async Task LockAsync(string path)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync();
        await using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        Say($"locked");
        await Task.Delay(-1);
    }

    private static void Say(FormattableString text)
    {
        Console.Out.WriteLine(text.ToString(CultureInfo.InvariantCulture));
        Console.Out.Flush();
    }
}
