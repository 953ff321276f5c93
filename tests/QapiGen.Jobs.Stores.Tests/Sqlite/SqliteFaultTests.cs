using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Stores.Tests.Support;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.Sqlite;

/// <summary>Bad luck with the file while a host has it open.</summary>
public sealed class SqliteFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Database => _folder.File("jobs.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_full_disk_is_trouble_that_ends_when_there_is_room()
    {
        await using var store = new SqliteJobStore(Database);
        Records records = await Records.OpenAsync(store);
        records.Create(1);
        await records.FlushAsync();
        store.WriterSession!.Execute("pragma max_page_count = 40");
        records.Create(2, argumentBytes: 1_000_000);
        records.Create(3);
        Task flushed = records.FlushAsync();
        JobStoreTrouble trouble = await Wait.ForTroubleAsync(store);
        Assert.Equal(JobStoreFault.Full, trouble.Reason.Fault);
        Assert.Contains("has no room left", trouble.Reason.Message, StringComparison.Ordinal);
        Assert.Contains(Database, trouble.Reason.Message, StringComparison.Ordinal);
        Assert.False(flushed.IsCompleted);
        Assert.Equal(1, store.DurableSequence);

        // It can be read meanwhile, what waits included.
        Assert.Equal(1_000_000, (await store.ReadBodiesAsync(2))!.Arguments.Length);
        records.Remove(1);
        store.WriterSession.Execute("pragma max_page_count = 1000000");
        await flushed;
        await records.FlushAsync();
        Assert.Null(store.Trouble);
        Assert.Equal(["j2", "j3"], (await records.JobsAsync()).Select(job => job.Definition.Id));
    }

    [Theory]
    [InlineData(13)]

    // SQLITE_IOERR_SHMSIZE: the log's index is what doesn't fit, and there was none.
    [InlineData(4874)]
    public void A_disk_without_room_is_called_full_whichever_file_does_not_fit(int code)
    {
        JobStoreException fault = SqliteFaults.From(code, "disk I/O error", Database);
        Assert.Equal(JobStoreFault.Full, fault.Fault);
        Assert.Equal($"The store '{Database}' has no room left: disk I/O error (SQLite error {code}).", fault.Message);
    }

    [Fact]
    public async Task A_lock_of_somebody_else_is_trouble_that_ends_with_it()
    {
        await using var store = new SqliteJobStore(Database);
        Records records = await Records.OpenAsync(store);
        await using var other = new SqliteConnection($"Data Source={Database};Pooling=False");
        await other.OpenAsync();
        await using (SqliteTransaction transaction = other.BeginTransaction(deferred: false))
        {
            records.Create(1);
            Assert.Equal(JobStoreFault.Locked, (await Wait.ForTroubleAsync(store)).Reason.Fault);
            await transaction.RollbackAsync();
        }

        await records.FlushAsync();
        Assert.Null(store.Trouble);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_end_waits_for_a_lock_so_that_it_counts_as_no_loss(bool isRecordLeft)
    {
        var options = new SqliteJobStoreOptions { Path = Database, LockTimeout = TimeSpan.FromMinutes(2) };
        var store = new SqliteJobStore(options);
        Records records = await Records.OpenAsync(store);
        await using var other = new SqliteConnection($"Data Source={Database};Pooling=False");
        await other.OpenAsync();
        Task end;
        await using (SqliteTransaction transaction = other.BeginTransaction(deferred: false))
        {
            if (isRecordLeft)
            {
                records.Create(1);
                await Wait.ForTroubleAsync(store);
            }

            end = store.DisposeAsync().AsTask();

            // Longer than a flush waits.
            await Task.WhenAny(end, Task.Delay(TimeSpan.FromSeconds(2)));
            Assert.False(end.IsCompleted);
            await transaction.RollbackAsync();
        }

        await end;
        await using var next = new SqliteJobStore(options);
        JobStoreContent content = await next.OpenAsync("next");
        Assert.True(content.WasClosed);
        Assert.Equal(isRecordLeft ? 1 : 0, content.JobCount);
    }

    [Fact]
    public async Task An_opening_waits_for_a_lock_only_so_long()
    {
        await (await OpenedAsync()).Store.DisposeAsync();
        await using var other = new SqliteConnection($"Data Source={Database};Pooling=False");
        await other.OpenAsync();
        await using SqliteTransaction transaction = other.BeginTransaction(deferred: false);
        await using var store = new SqliteJobStore(new SqliteJobStoreOptions { Path = Database, LockTimeout = TimeSpan.FromMilliseconds(50) });
        Assert.Equal(JobStoreFault.Locked, (await Assert.ThrowsAsync<JobStoreException>(() => store.OpenAsync("test").AsTask())).Fault);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_is_deleted_or_replaced_ends_ownership_and_nothing_is_called_durable(bool isReplaced)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Such a file can't be deleted there.
        }

        Records records = await OpenedAsync();
        await using IJobStore store = records.Store;
        records.Create(1);
        await records.FlushAsync();
        File.Delete(Database);
        if (isReplaced)
        {
            await File.WriteAllTextAsync(Database, "something else");
        }

        records.Create(2);
        JobStoreException loss = await Wait.ForLossAsync(records);
        Assert.Equal(JobStoreFault.OwnershipLost, loss.Fault);
        Assert.Contains("deleted, moved or replaced", loss.Message, StringComparison.Ordinal);
        Assert.True(store.OwnershipLost.IsCancellationRequested);
        Assert.Equal(1, store.DurableSequence);
    }

    [Fact]
    public async Task The_older_of_two_owners_stops_and_says_so()
    {
        Records older = await OpenedAsync();
        await using IJobStore first = older.Store;
        Records newer = await OpenedAsync();
        await using IJobStore second = newer.Store;
        older.Create(1);
        newer.Create(1);
        JobStoreException loss = await Wait.ForLossAsync(older);
        Assert.Equal(
            (JobStoreFault.OwnershipLost, $"Another owner has opened the store '{Database}': nothing more can be written under epoch 1."), (loss.Fault, loss.Message));
        Assert.True(first.OwnershipLost.IsCancellationRequested);
        await newer.FlushAsync();
        Assert.False(second.OwnershipLost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_row_that_says_what_cannot_be_is_damage_of_one_job()
    {
        Records records = await OpenedAsync();
        for (int job = 1; job <= 6; job++)
        {
            records.Create(job);
        }

        await records.Store.DisposeAsync();
        await using (var other = new SqliteConnection($"Data Source={Database};Pooling=False"))
        {
            await other.OpenAsync();
            await using SqliteCommand spoil = other.CreateCommand();
            spoil.CommandText = """
                update qapi_job set status = 'levitating' where number = 1;
                update qapi_job set flags = 1 << 40 where number = 2;
                update qapi_job set losses = 1 << 40 where number = 3;
                update qapi_job set created = 9223372036854775807 where number = 4;
                update qapi_job set member = -9223372036854775808 where number = 5;
                """;
            await spoil.ExecuteNonQueryAsync();
        }

        Records next = await OpenedAsync();
        await using IJobStore store = next.Store;
        string[] damages = [.. (await next.JobsAsync()).Select(job => job.Damage ?? "none")];
        Assert.Equal(
            [
                "its status is 'levitating', which this version doesn't know",
                "its flags are 0x10000000000, some of which this version doesn't know",
                "its number of losses is 1099511627776, which is out of range",
                "a time of it is 9223372036854775807 µs, which is out of range",
                "its index in its group is -9223372036854775808, which is out of range",
                "none",
            ],
            damages);
    }

    [Fact]
    public async Task A_record_that_cannot_be_is_trouble_and_the_host_lives()
    {
        Records records = await OpenedAsync();
        IJobStore store = records.Store;
        records.Create(1, "same");
        records.Create(2, "same");
        JobStoreTrouble trouble = await Wait.ForTroubleAsync(store);
        Assert.Contains("UNIQUE constraint failed: qapi_job.id", trouble.Reason.Message, StringComparison.Ordinal);
        Assert.Equal(0, store.DurableSequence);
        await store.DisposeAsync();
        await using var next = new SqliteJobStore(Database);
        Assert.False((await next.OpenAsync("test")).WasClosed);
    }

    private async Task<Records> OpenedAsync() => await Records.OpenAsync(new SqliteJobStore(Database));
}
