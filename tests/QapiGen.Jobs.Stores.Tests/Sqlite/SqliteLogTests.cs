using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Stores.Tests.Support;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.Sqlite;

/// <summary>A write-ahead log of a host that is gone: with what a loss of power leaves, and with bytes that were changed.</summary>
public sealed class SqliteLogTests : IDisposable
{
    private const int HeaderSize = 32;
    private const int FrameSize = 24 + 4096;

    private readonly TemporaryFolder _folder = new();

    private string Database => _folder.File("jobs.db");

    private string Log => Database + "-wal";

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Part.Header)]
    [InlineData(Part.Salt)]
    [InlineData(Part.Sum)]
    [InlineData(Part.Page)]
    public async Task A_log_in_which_one_bit_has_changed_is_refused_and_nothing_is_dropped(Part part)
    {
        byte[] log = await MakeLogAsync(flushes: 6);
        List<int> ends = Ends(log);
        int frame = ends[^4] + 1;
        int place = part switch { Part.Header => 20, Part.Salt => At(frame) + 9, Part.Sum => At(frame) + 17, _ => At(frame) + 2000 };
        log[place] ^= 1;
        await File.WriteAllBytesAsync(Log, log);
        await using var store = new SqliteJobStore(Database);
        JobStoreException refusal = await Assert.ThrowsAsync<JobStoreException>(async () => await store.OpenAsync("next"));
        Assert.Equal(JobStoreFault.Corrupt, refusal.Fault);
        Assert.Contains(part == Part.Header ? "its header was changed" : $"frame {frame} was changed", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(log, await File.ReadAllBytesAsync(Log));

        // As the message says.
        await using (var mine = new SqliteConnection($"Data Source={Database};Pooling=False"))
        {
            await mine.OpenAsync();
            await ExecuteAsync(mine, "select count(*) from qapi_job");
        }

        await using var next = new SqliteJobStore(Database);
        Assert.Equal(part == Part.Header ? 0 : 3, (await Records.OpenAsync(next)).Content.JobCount);
    }

    [Fact]
    public async Task A_log_that_ends_anywhere_or_whose_last_transaction_is_torn_is_none_that_is_damaged()
    {
        byte[] log = await MakeLogAsync(flushes: 4);
        List<int> ends = Ends(log);
        byte[] database = await File.ReadAllBytesAsync(Database);
        for (int frame = 1; frame <= ends[^1]; frame++)
        {
            await OpensAsync(log[..(At(frame) + 1000)]);
            if (frame > ends[^2])
            {
                // Of a transaction that wasn't synced, any part can be missing, and another be there.
                byte[] torn = [.. log];
                torn.AsSpan(At(frame), FrameSize).Clear();
                await OpensAsync(torn);
            }
        }

        async Task OpensAsync(byte[] bytes)
        {
            await File.WriteAllBytesAsync(Database, database);
            await File.WriteAllBytesAsync(Log, bytes);
            await using var store = new SqliteJobStore(Database);
            await store.OpenAsync("next");
        }
    }

    [Fact]
    public async Task A_header_that_a_loss_of_power_tore_when_the_log_began_anew_is_none_that_is_damaged_wherever_it_is_torn()
    {
        (byte[] old, byte[] log, byte[] database) = await MakeTwoLogsAsync();
        Assert.NotEqual(old[12..HeaderSize], log[12..HeaderSize]);
        for (int end = 0; end < HeaderSize; end++)
        {
            // The frames come only when the header is synced.
            byte[] torn = [.. log[..end], .. old[end..]];
            await RestoreAsync(database, torn);
            await OpensAsync(jobs: 5);

            if (end is not (16 or 18 or 23 or 30))
            {
                continue;
            }

            // SQLite takes counter and salts from there, and the next header may be torn, too.
            byte[] anew = await WriteOnceAsync(database, torn);
            for (int again = 12; again <= HeaderSize; again++)
            {
                await RestoreAsync(database, [.. anew[..again], .. torn[again..]]);
                await OpensAsync(jobs: 5);
            }
        }
    }

    [Fact]
    public async Task A_header_that_was_changed_as_if_it_were_torn_is_refused_if_the_database_lacks_something()
    {
        (byte[] old, byte[] log, byte[] database) = await MakeTwoLogsAsync();
        old[0x800] ^= 1;
        foreach (int end in (int[])[16, 20, 24, 28, HeaderSize - 1])
        {
            byte[] torn = [.. log[..end], .. old[end..]];
            await RestoreAsync(database, torn);
            await IsRefusedAsync();
        }

        // All frames are as they were, but the database isn't.
        old[0x800] ^= 1;
        foreach (int page in Pages(old))
        {
            byte[] other = [.. database];
            other[((page - 1) * 4096) + 4000] ^= 1;
            await RestoreAsync(other, [.. log[..20], .. old[20..]]);
            await IsRefusedAsync();
        }

        async Task IsRefusedAsync()
        {
            await using var store = new SqliteJobStore(Database);
            JobStoreException refusal = await Assert.ThrowsAsync<JobStoreException>(async () => await store.OpenAsync("next"));
            Assert.Contains("its header was changed", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_log_that_began_anew_over_an_older_one_is_none_that_is_damaged()
    {
        byte[] old = await MakeLogAsync(flushes: 8);

        // All of the log is in the database then, and the next flush begins at its start.
        byte[] log = await MakeLogAsync(flushes: 1, (store, records) => MoveLogAsync());
        Assert.True(log.Length >= old.Length);
        await using var store = new SqliteJobStore(Database);
        Assert.Equal(9, (await Records.OpenAsync(store)).Content.JobCount);
    }

    [Theory]
    [InlineData(JobDurability.Machine)]
    [InlineData(JobDurability.Process)]
    public async Task Transactions_that_were_not_synced_may_lack_any_part_after_a_loss_of_power_however_the_next_host_writes(JobDurability next)
    {
        byte[] log = await MakeLogAsync(flushes: 6, durability: JobDurability.Process);
        byte[] database = await File.ReadAllBytesAsync(Database);
        foreach (int end in Ends(log)[..^1])
        {
            byte[] torn = [.. log];
            torn.AsSpan(At(end), FrameSize).Clear();
            await File.WriteAllBytesAsync(Database, database);
            await File.WriteAllBytesAsync(Log, torn);
            await using var store = new SqliteJobStore(new SqliteJobStoreOptions { Path = Database, Durability = next });
            await store.OpenAsync("next");
        }
    }

    [Fact]
    public async Task Transactions_of_the_application_that_it_does_not_sync_may_lack_any_part_after_a_loss_of_power()
    {
        byte[] log = await MakeLogAsync(flushes: 4, last: async (store, records) =>
        {
            await using var mine = new SqliteConnection($"Data Source={Database};Pooling=False");
            await mine.OpenAsync();
            await ExecuteAsync(mine, "pragma synchronous = normal; create table effect(x)");
            for (int i = 0; i < 6; i++)
            {
                await using SqliteTransaction transaction = mine.BeginTransaction();
                await ExecuteAsync(mine, $"insert into effect values({i})");
                store.SaveCheckpoint(1, "{}"u8.ToArray(), default, transaction);
                await transaction.CommitAsync();
            }
        });
        byte[] database = await File.ReadAllBytesAsync(Database);
        List<int> ends = Ends(log);
        for (int frame = ends[^7] + 1; frame <= ends[^1]; frame++)
        {
            byte[] torn = [.. log];
            torn.AsSpan(At(frame), FrameSize).Clear();
            await File.WriteAllBytesAsync(Database, database);
            await File.WriteAllBytesAsync(Log, torn);
            await using var store = new SqliteJobStore(Database);
            Assert.Equal(4, (await Records.OpenAsync(store)).Content.JobCount);
        }
    }

    /// <summary>A log that is in the database as a whole, the one that began anew over it, and the database.</summary>
    private async Task<(byte[] Old, byte[] Log, byte[] Database)> MakeTwoLogsAsync()
    {
        await MakeLogAsync(flushes: 5);
        byte[] old = [];
        byte[] log = await MakeLogAsync(flushes: 1, async (store, records) =>
        {
            await MoveLogAsync();
            old = await File.ReadAllBytesAsync(Log);
        });
        return (old, log, await File.ReadAllBytesAsync(Database));
    }

    /// <summary>What a killed owner left that has written so often: each time a job.</summary>
    private async Task<byte[]> MakeLogAsync(
        int flushes, Func<SqliteJobStore, Records, Task>? first = null, Func<SqliteJobStore, Records, Task>? last = null, JobDurability durability = JobDurability.Machine)
    {
        await using var store = new SqliteJobStore(new SqliteJobStoreOptions { Path = Database, Durability = durability });
        Records records = await Records.OpenAsync(store);
        await (first?.Invoke(store, records) ?? Task.CompletedTask);
        for (int i = 1; i <= flushes; i++)
        {
            records.Create(records.Content.LastJob + i);
            await records.FlushAsync();
        }

        await (last?.Invoke(store, records) ?? Task.CompletedTask);
        byte[] log = await File.ReadAllBytesAsync(Log);
        byte[] database = await File.ReadAllBytesAsync(Database);
        await store.AbandonAsync();
        await File.WriteAllBytesAsync(Database, database);
        await File.WriteAllBytesAsync(Log, log);
        return log;
    }

    private async Task RestoreAsync(byte[] database, byte[] log)
    {
        await File.WriteAllBytesAsync(Database, database);
        await File.WriteAllBytesAsync(Log, log);
    }

    private async Task OpensAsync(int jobs)
    {
        await using var store = new SqliteJobStore(Database);
        Assert.Equal(jobs, (await Records.OpenAsync(store)).Content.JobCount);
        await store.AbandonAsync();
    }

    /// <summary>The log that the next owner begins.</summary>
    private async Task<byte[]> WriteOnceAsync(byte[] database, byte[] log)
    {
        await RestoreAsync(database, log);
        await using var mine = new SqliteConnection($"Data Source={Database};Pooling=False");
        await mine.OpenAsync();
        await ExecuteAsync(mine, "update qapi_store set owner = 'next'");
        return await File.ReadAllBytesAsync(Log);
    }

    private async Task MoveLogAsync()
    {
        await using var mine = new SqliteConnection($"Data Source={Database};Pooling=False");
        await mine.OpenAsync();
        await ExecuteAsync(mine, "pragma wal_checkpoint(passive)");
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static int At(int frame) => HeaderSize + ((frame - 1) * FrameSize);

    /// <summary>The last frame of each transaction of the log's newest run.</summary>
    private static List<int> Ends(byte[] log)
    {
        var ends = new List<int>();
        for (int frame = 1; At(frame + 1) <= log.Length && log.AsSpan(At(frame) + 8, 8).SequenceEqual(log.AsSpan(16, 8)); frame++)
        {
            if (BinaryPrimitives.ReadUInt32BigEndian(log.AsSpan(At(frame) + 4)) != 0)
            {
                ends.Add(frame);
            }
        }

        return ends;
    }

    /// <summary>The pages that are in the log's newest run.</summary>
    private static HashSet<int> Pages(byte[] log)
    {
        var pages = new HashSet<int>();
        for (int frame = Ends(log)[^1]; frame > 0; frame--)
        {
            pages.Add(BinaryPrimitives.ReadInt32BigEndian(log.AsSpan(At(frame))));
        }

        return pages;
    }

    /// <summary>What of a log is changed.</summary>
    public enum Part
    {
        Header,
        Salt,
        Sum,
        Page,
    }
}
