using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Stores.Tests.Support;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.Sqlite;

/// <summary>Files of a store that somebody writes over, in place: under its owner, and before the next one comes.</summary>
public sealed class SqliteOverwriteTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Database => _folder.File("jobs.db");

    private string Log => Database + "-wal";

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("emptied")]
    [InlineData("other bytes")]
    [InlineData("an older copy")]
    [InlineData("another store")]
    public async Task While_the_database_is_written_over_nothing_is_acknowledged_and_when_it_is_back_all_goes_on(string how)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Such a file can't be written by others there.
        }

        byte[] older = how == "another store" ? await Intruder.MakeOtherAsync(_folder.File("other.db")) : [];
        await using var store = new SqliteJobStore(Database);
        Records records = await Records.OpenAsync(store);
        records.Create(1);
        await records.FlushAsync();
        older = how == "an older copy" ? await File.ReadAllBytesAsync(Database) : older;
        records.Create(2);
        await records.FlushAsync();
        Intruder.MoveLog(Database);
        records.Create(3);
        await records.FlushAsync();

        byte[] good = await File.ReadAllBytesAsync(Database);
        Intruder.WriteOver(Database, how switch { "emptied" => [], "other bytes" => new byte[8192], _ => older });
        records.Create(4);
        JobStoreTrouble trouble = await Wait.ForTroubleAsync(store);
        Assert.Equal((JobStoreFault.Corrupt, WrittenOver(Database)), (trouble.Reason.Fault, trouble.Reason.Message));
        Assert.Equal(3, store.DurableSequence);

        Intruder.WriteOver(Database, good);
        await records.FlushAsync();
        Assert.Null(store.Trouble);
        await using var next = new SqliteJobStore(Database);
        Assert.Equal(4, (await Records.OpenAsync(next)).Content.JobCount);
    }

    [Fact]
    public async Task An_owner_that_ends_over_an_emptied_file_leaves_the_log_and_the_next_one_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Such a file can't be written by others there.
        }

        await using (var store = new SqliteJobStore(Database))
        {
            Records records = await Records.OpenAsync(store);
            records.Create(1);
            await records.FlushAsync();
            Intruder.WriteOver(Database, []);
        }

        Assert.Equal(0, new FileInfo(Database).Length);
        Assert.NotEqual(0, new FileInfo(Log).Length);

        // SQLite would delete the log, and begin anew without a word.
        await using var next = new SqliteJobStore(Database);
        JobStoreException refusal = await Assert.ThrowsAsync<JobStoreException>(async () => await next.OpenAsync("next"));
        Assert.Equal(JobStoreFault.Corrupt, refusal.Fault);
        Assert.Contains("the file is empty, but there is a write-ahead log", refusal.Message, StringComparison.Ordinal);
        Assert.NotEqual(0, new FileInfo(Log).Length);
    }

    [Theory]
    [InlineData(true, "emptied")]
    [InlineData(false, "emptied")]
    [InlineData(true, "other bytes")]
    [InlineData(false, "other bytes")]
    public async Task A_database_that_is_written_over_before_its_owner_has_written_anything_is_noticed(bool isFirst, string how)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Such a file can't be written by others there.
        }

        long known = isFirst ? 0 : await KillOwnerAsync();
        await using (var store = new SqliteJobStore(new SqliteJobStoreOptions { Path = Database, OwnerCheckInterval = Timeout.InfiniteTimeSpan }))
        {
            Records records = await Records.OpenAsync(store);
            byte[] good = await File.ReadAllBytesAsync(Database);
            long durable = store.DurableSequence;
            Intruder.WriteOver(Database, how == "emptied" ? [] : new byte[8192]);
            records.Create(known + 1);
            JobStoreTrouble trouble = await Wait.ForTroubleAsync(store);
            Assert.Equal((JobStoreFault.Corrupt, WrittenOver(Database)), (trouble.Reason.Fault, trouble.Reason.Message));
            Assert.Equal(durable, store.DurableSequence);
            Intruder.WriteOver(Database, good);
            await records.FlushAsync();
        }

        await using var next = new SqliteJobStore(Database);
        Assert.Equal(known + 1, (await Records.OpenAsync(next)).Content.JobCount);
    }

    [Theory]
    [InlineData("emptied", true)]
    [InlineData("other bytes", true)]
    [InlineData("an older copy", true)]
    [InlineData("emptied", false)]
    [InlineData("other bytes", false)]
    [InlineData("an older copy", false)]
    public async Task An_owner_that_has_read_its_jobs_leaves_both_files_as_they_are_when_it_ends_over_what_was_written_over(string how, bool hasNoticed)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Such a file can't be written by others there.
        }

        long known = await KillOwnerAsync();
        byte[] older = how switch { "emptied" => [], "other bytes" => new byte[8192], _ => await File.ReadAllBytesAsync(Database) };
        byte[] good;
        byte[] log;
        await using (var store = new SqliteJobStore(Database))
        {
            Records records = await Records.OpenAsync(store);
            await foreach (StoredJob job in store.ReadJobsAsync())
            {
                Assert.True(job.Number <= known);
            }

            records.Create(known + 1);
            await records.FlushAsync();
            good = await File.ReadAllBytesAsync(Database);
            Intruder.WriteOver(Database, older);
            if (hasNoticed)
            {
                records.Create(known + 2);
                await Wait.ForTroubleAsync(store);
            }

            log = await File.ReadAllBytesAsync(Log);
        }

        Assert.Equal(older, await File.ReadAllBytesAsync(Database));
        Assert.Equal(log, await File.ReadAllBytesAsync(Log));

        // Nothing is lost once it is brought back.
        Intruder.WriteOver(Database, good);
        await using var next = new SqliteJobStore(Database);
        Assert.Equal(known + 1, (await Records.OpenAsync(next)).Content.JobCount);
    }

    [Fact]
    public async Task To_read_jobs_for_the_first_time_from_an_emptied_file_leaves_the_log()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Such a file can't be written by others there.
        }

        await KillOwnerAsync();
        await using (var store = new SqliteJobStore(new SqliteJobStoreOptions { Path = Database, OwnerCheckInterval = Timeout.InfiniteTimeSpan }))
        {
            await Records.OpenAsync(store);
            Intruder.WriteOver(Database, []);
            try
            {
                await foreach (StoredJob job in store.ReadJobsAsync())
                {
                    Assert.NotEqual(0, job.Number);
                }
            }
            catch (JobStoreException)
            {
                // It may tell, and may have the pages still.
            }

            Assert.True(File.Exists(Log));
        }

        Assert.Equal(0, new FileInfo(Database).Length);
        Assert.NotEqual(0, new FileInfo(Log).Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task While_the_log_is_written_over_nothing_is_acknowledged(bool isCut)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Such a file can't be written by others there.
        }

        await using var store = new SqliteJobStore(Database);
        Records records = await Records.OpenAsync(store);
        records.Create(1);
        await records.FlushAsync();
        byte[] good = await File.ReadAllBytesAsync(Log);
        Intruder.WriteOver(Log, new byte[isCut ? 0 : good.Length]);
        records.Create(2);
        JobStoreTrouble trouble = await Wait.ForTroubleAsync(store);
        Assert.Equal((JobStoreFault.Corrupt, WrittenOver(Log)), (trouble.Reason.Fault, trouble.Reason.Message));
        Assert.Equal(1, store.DurableSequence);
    }

    [Fact]
    public async Task Whoever_moves_the_log_cleans_the_file_or_makes_a_copy_takes_nothing_from_its_owner()
    {
        await using var store = new SqliteJobStore(Database);
        Records records = await Records.OpenAsync(store);
        await using var mine = new SqliteConnection($"Data Source={Database};Pooling=False");
        await mine.OpenAsync();
        string[] statements =
        [
            "pragma wal_checkpoint(passive)", "pragma wal_checkpoint(truncate)", "create table mine(x)", "pragma wal_checkpoint(restart)",
            "insert into mine select hex(randomblob(200)) from generate_series(1, 5000)", "drop table mine", "vacuum", "pragma wal_checkpoint(truncate)", "pragma incremental_vacuum",
        ];
        long job = 0;
        foreach (string statement in statements)
        {
            records.Create(++job);
            await records.FlushAsync();
            await using SqliteCommand command = mine.CreateCommand();
            command.CommandText = statement.Replace(
                "generate_series(1, 5000)", "(with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000) select i from n)", StringComparison.Ordinal);
            await command.ExecuteNonQueryAsync();
            records.Create(++job);
            await records.FlushAsync();
            File.Copy(Database, _folder.File($"copy-{job}"));
        }

        Assert.False(store.OwnershipLost.IsCancellationRequested);
        await store.AbandonAsync();
        await using var next = new SqliteJobStore(Database);
        Records after = await Records.OpenAsync(next);
        Assert.Equal(job, after.Content.JobCount);
    }

    [Fact]
    public async Task A_log_that_was_moved_in_part_since_there_was_no_room_for_the_rest_is_nobody_elses_writing()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Such a file can't be written by others there.
        }

        await using var store = new SqliteJobStore(Database);
        Records records = await Records.OpenAsync(store);
        for (int job = 1; job <= 50; job++)
        {
            records.Create(job, argumentBytes: 4000);
            await records.FlushAsync();
        }

        // Pages go in order: the first says how many there are, and then the disk is full.
        Intruder.WriteFirstPage(Database, Intruder.NewestFirstPage(await File.ReadAllBytesAsync(Log)));
        records.Create(51);
        await records.FlushAsync();
        Assert.Null(store.Trouble);

        // Cut, it is shorter than it was.
        Intruder.WriteOver(Database, (await File.ReadAllBytesAsync(Database))[..(4 * Intruder.PageSize)]);
        records.Create(52);
        Assert.Equal(JobStoreFault.Corrupt, (await Wait.ForTroubleAsync(store)).Reason.Fault);
    }

    [Fact]
    public async Task To_look_into_the_file_again_and_again_leaves_no_handles()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // Handles are listed nowhere there.
        }

        await using var store = new SqliteJobStore(Database);
        Records records = await Records.OpenAsync(store);
        const int Looks = 40;
        for (int job = 1; job <= Looks; job++)
        {
            records.Create(job);
            await records.FlushAsync();
            Intruder.MoveLog(Database);
        }

        // Two connections, one that looks just now, and those that SQLite keeps for the next one.
        Assert.InRange(Directory.GetFiles("/proc/self/fd").Count(IsOfDatabase), 1, Looks / 2);
    }

    /// <summary>Leaves jobs of an owner that was killed.</summary>
    /// <returns>How many.</returns>
    private async Task<long> KillOwnerAsync()
    {
        const long Jobs = 3;
        await using var store = new SqliteJobStore(Database);
        Records records = await Records.OpenAsync(store);
        for (long job = 1; job <= Jobs; job++)
        {
            records.Create(job);
        }

        await records.FlushAsync();
        await store.AbandonAsync();
        return Jobs;
    }

    private bool IsOfDatabase(string handle)
    {
        try
        {
            return File.ResolveLinkTarget(handle, returnFinalTarget: false)?.FullName == Database;
        }
        catch (IOException)
        {
            // Of another test, and closed by now.
            return false;
        }
    }

    private string WrittenOver(string file) =>
        $"The store '{Database}' is damaged, or isn't a store of jobs any more: somebody has written over '{file}' while it was open. Bring it back as it was, or end this host.";
}
