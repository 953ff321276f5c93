using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Stores.Tests.Support;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.Sqlite;

/// <summary>What a person finds in the file, and how large it gets.</summary>
public sealed class SqliteLayoutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Database => _folder.File("jobs.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_person_reads_jobs_and_history_in_words()
    {
        await using var store = new SqliteJobStore(Database);
        Records records = await Records.OpenAsync(store);
        records.Create(1, "nightly", argumentBytes: 3);
        records.Change(1, JobStatus.Created, JobStatus.Running);
        records.Checkpoint(1, "{\"at\": 7}", new JobProgress(7, 10));
        await records.FlushAsync();
        Assert.Equal(
            "nightly|backup|copy|running|0|7|10|1970-01-01 00:00:00.000|aaa|{\"at\": 7}",
            Read("select id, type, driver, status, paused_by_user, current, total, created, arguments, checkpoint from qapi_jobs"));
        Assert.Equal("created|running|start", Read("select \"from\", \"to\", input from qapi_history where number = 2"));
    }

    [Fact]
    public async Task The_files_stay_small_however_many_transitions_come()
    {
        await using var store = new SqliteJobStore(new SqliteJobStoreOptions { Path = Database, Durability = JobDurability.Process, HistoryLimit = 1000 });
        Records records = await Records.OpenAsync(store);
        for (int job = 1; job <= 100; job++)
        {
            records.Create(job);
        }

        long early = 0;
        for (int i = 0; i < 200_000; i++)
        {
            bool runs = i / 100 % 2 == 0;
            records.Change(1 + (i % 100), runs ? JobStatus.Created : JobStatus.Running, runs ? JobStatus.Running : JobStatus.Created, new JobProgress(i, i));
            if (i % 500 == 0)
            {
                await records.FlushAsync();
            }

            early = i == 50_000 ? Size() : early;
        }

        await records.FlushAsync();
        Assert.InRange(Size(), 1, early + (8 * 1024 * 1024));
        Assert.InRange(new FileInfo(Database).Length, 1, 1024 * 1024);
    }

    [Fact]
    public async Task Room_of_what_is_gone_is_given_back_while_others_write()
    {
        await using var store = new SqliteJobStore(new SqliteJobStoreOptions { Path = Database, Durability = JobDurability.Process, HistoryLimit = 10 });
        Records records = await Records.OpenAsync(store);
        for (int job = 1; job <= 300; job++)
        {
            records.Create(job, argumentBytes: 100_000);
        }

        await records.FlushAsync();
        long before = Pages();
        for (int job = 1; job <= 300; job++)
        {
            records.Remove(job);
        }

        await records.FlushAsync();
        for (int job = 301; job <= 320; job++)
        {
            records.Create(job);
            await records.FlushAsync();
        }

        await Wait.ForAsync(() => Pages() < before / 4);
    }

    [Fact]
    public async Task Appending_allocates_nothing_while_the_queue_has_room()
    {
        await using var store = new SqliteJobStore(new SqliteJobStoreOptions { Path = Database, Durability = JobDurability.Process });
        Records records = await Records.OpenAsync(store);
        records.Create(1);
        await records.FlushAsync();
        await using (SqliteConnection held = Hold())
        {
            Append(records, 5000);
        }

        await records.FlushAsync();
        await using SqliteConnection heldAgain = Hold();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Append(records, 1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Append(Records records, int count)
    {
        for (int i = 0; i < count; i++)
        {
            records.Change(1, JobStatus.Created, JobStatus.Running);
        }
    }

    /// <summary>Keeps the writer from writing.</summary>
    private SqliteConnection Hold()
    {
        var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using SqliteCommand begin = connection.CreateCommand();
        begin.CommandText = "begin immediate";
        begin.ExecuteNonQuery();
        return connection;
    }

    private long Size() => Directory.GetFiles(_folder.Path).Sum(file => new FileInfo(file).Length);

    private long Pages() => long.Parse(Read("pragma page_count"), CultureInfo.InvariantCulture);

    private string Read(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader row = command.ExecuteReader();
        Assert.True(row.Read());
        return string.Join('|', Enumerable.Range(0, row.FieldCount).Select(i => Convert.ToString(row.GetValue(i), CultureInfo.InvariantCulture)));
    }
}
