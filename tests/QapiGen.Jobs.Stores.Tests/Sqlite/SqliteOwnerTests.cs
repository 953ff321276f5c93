using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Stores.Tests.Support;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.Sqlite;

/// <summary>How an owner learns that it is none any more: another has come, or its files are gone.</summary>
public sealed class SqliteOwnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimers _timers = new();

    public static TheoryData<string[]> LogFiles => [["-wal"], ["-wal", "-shm"]];

    private string Database => _folder.File("jobs.db");

    private string LogIsGone =>
        $"The write-ahead log '{Database}-wal' was deleted, moved or replaced while the store was open: what is written to it now would be lost.";

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(LogFiles))]
    public async Task A_log_that_is_deleted_ends_ownership_and_what_was_acknowledged_is_saved(string[] files)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Such a file can't be deleted there.
        }

        Records records = await OpenAsync();
        await using (IJobStore store = records.Store)
        {
            records.Create(1);
            records.Create(2);
            await records.FlushAsync();

            // So that it isn't the writer who closes the file last.
            Assert.Equal(2, (await records.JobsAsync()).Count);
            Delete(files);
            records.Remove(1);
            JobStoreException loss = await Wait.ForLossAsync(records);
            Assert.Equal((JobStoreFault.OwnershipLost, LogIsGone), (loss.Fault, loss.Message));
            Assert.True(store.OwnershipLost.IsCancellationRequested);
            Assert.Equal(2, store.DurableSequence);
        }

        Records next = await OpenAsync();
        await using IJobStore last = next.Store;
        Assert.Equal(2, next.Content.Epoch);
        Assert.Equal(["j1", "j2"], (await next.JobsAsync()).Select(static job => job.Definition.Id));
    }

    [Fact]
    public async Task A_log_in_whose_place_is_an_empty_one_is_saved_when_its_owner_ends()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Such a file can't be deleted there.
        }

        Records records = await OpenAsync();
        records.Create(1);
        await records.FlushAsync();
        Delete("-wal");
        await File.WriteAllBytesAsync(Database + "-wal", []);
        await records.Store.DisposeAsync();
        Records next = await OpenAsync();
        await using IJobStore store = next.Store;
        Assert.Equal("j1", Assert.Single(await next.JobsAsync()).Definition.Id);
    }

    [Fact]
    public async Task A_log_that_another_file_has_taken_the_place_of_ends_ownership()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Such a file can't be moved there.
        }

        Records records = await OpenAsync();
        await using IJobStore store = records.Store;
        records.Create(1);
        await records.FlushAsync();
        File.Move(Database + "-wal", _folder.File("elsewhere"));
        File.Copy(_folder.File("elsewhere"), Database + "-wal");
        records.Create(2);
        Assert.Equal(LogIsGone, (await Wait.ForLossAsync(records)).Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_index_of_the_log_that_is_deleted_ends_ownership_and_costs_the_newer_owner_nothing(bool isReplaced)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Such a file can't be deleted there.
        }

        Records older = await OpenAsync();
        older.Create(1);
        older.Create(2);
        await older.FlushAsync();
        Delete("-shm");
        Records? newer = null;
        if (isReplaced)
        {
            // Its locks are in another file, and keep nobody from anything.
            newer = await OpenAsync(new ManualTimers());
            newer.Create(3, "newer");
            await newer.FlushAsync();
        }

        older.Create(3, "older");
        JobStoreException loss = await Wait.ForLossAsync(older);
        Assert.Equal(
            (JobStoreFault.OwnershipLost, $"The log's index '{Database}-shm' was deleted, moved or replaced while the store was open: another host that opens it couldn't be told from this one."),
            (loss.Fault, loss.Message));
        Assert.Equal(2, older.Store.DurableSequence);
        if (newer is not null)
        {
            newer.Create(4);
            await newer.FlushAsync();
            await newer.Store.DisposeAsync();
        }

        await older.Store.DisposeAsync();
        Records next = await OpenAsync();
        await using IJobStore last = next.Store;
        string[] expected = isReplaced ? ["j1", "j2", "newer", "j4"] : ["j1", "j2"];
        Assert.Equal(expected, (await next.JobsAsync()).Select(static job => job.Definition.Id));
    }

    [Fact]
    public async Task A_quiet_owner_learns_of_another_when_it_looks()
    {
        Records older = await OpenAsync();
        await using IJobStore first = older.Store;
        older.Create(1);
        await older.FlushAsync();
        Records newer = await OpenAsync(new ManualTimers());
        await using IJobStore second = newer.Store;
        Assert.False(first.OwnershipLost.IsCancellationRequested);
        _timers.Fire();
        await Wait.ForAsync(() => first.OwnershipLost.IsCancellationRequested);
        Assert.Equal(
            $"Another owner has opened the store '{Database}': nothing more can be written under epoch 1.",
            (await Assert.ThrowsAsync<JobStoreException>(() => first.WhenDurableAsync(long.MaxValue).AsTask())).Message);
        Assert.Null(first.Trouble);
    }

    [Fact]
    public async Task Whoever_throws_when_he_is_told_of_the_loss_keeps_nobody_from_hearing_of_it()
    {
        Records older = await OpenAsync();
        using CancellationTokenRegistration thrower = older.Store.OwnershipLost.Register(static () => throw new InvalidOperationException("I don't want to know."));
        Records newer = await OpenAsync(new ManualTimers());
        await using IJobStore second = newer.Store;
        older.Create(1);
        Assert.Equal(JobStoreFault.OwnershipLost, (await Wait.ForLossAsync(older)).Fault);
        await older.Store.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(2));
        newer.Create(1);
        await newer.FlushAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("-wal")]
    [InlineData("-shm")]
    public async Task A_quiet_owner_learns_that_a_file_is_gone_when_it_looks(string file)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Such a file can't be deleted there.
        }

        Records records = await OpenAsync();
        await using IJobStore store = records.Store;
        Delete(file);
        _timers.Fire();
        await Wait.ForAsync(() => store.OwnershipLost.IsCancellationRequested);
        JobStoreException loss = await Assert.ThrowsAsync<JobStoreException>(() => store.WhenDurableAsync(long.MaxValue).AsTask());
        Assert.Contains($"'{Database}{file}' was deleted, moved or replaced while", loss.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_owner_that_looks_and_writes_stays_it()
    {
        Records records = await OpenAsync();
        await using IJobStore store = records.Store;
        for (int job = 1; job <= 50; job++)
        {
            _timers.Fire();
            records.Create(job);
            _timers.Fire();
            await records.FlushAsync();
        }

        _timers.Fire();
        records.Remove(1);
        await records.FlushAsync();
        Assert.False(store.OwnershipLost.IsCancellationRequested);
        Assert.Null(store.Trouble);
    }

    [Fact]
    public async Task A_host_looks_each_second_and_shards_each_5_seconds_not_all_at_once_unless_told_otherwise()
    {
        Assert.Equal((1.0, 1.0), await AskedAsync(0, null));
        Assert.Equal((0.25, 0.25), await AskedAsync(0, TimeSpan.FromSeconds(0.25)));
        (double First, double Period)[] shards = await Task.WhenAll(Enumerable.Range(1, 8).Select(shard => AskedAsync(shard, null)));
        Assert.All(shards, static shard => Assert.Equal(5, shard.Period));
        double[] firsts = [.. shards.Select(static shard => shard.First).Order()];
        Assert.InRange(firsts[0], 5, 6);
        Assert.InRange(firsts[^1], 9, 10);
        Assert.All(firsts.Zip(firsts.Skip(1)), static pair => Assert.InRange(pair.Second - pair.First, 0.2, 1.5));

        var never = new ManualTimers();
        await using var store = new SqliteJobStore(
            new SqliteJobStoreOptions { Path = Database, OwnerCheckInterval = Timeout.InfiniteTimeSpan, Clock = never });
        await store.OpenAsync("test");
        Assert.Empty(never.Asked);
        foreach (TimeSpan wrong in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromSeconds(-1), TimeSpan.FromDays(2)])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new SqliteJobStore(new SqliteJobStoreOptions { Path = Database, OwnerCheckInterval = wrong }));
        }
    }

    private async Task<(double First, double Period)> AskedAsync(int shard, TimeSpan? interval)
    {
        var timers = new ManualTimers();
        await using var store = new SqliteJobStore(
            new SqliteJobStoreOptions { Path = Database, Shard = shard, OwnerCheckInterval = interval, Clock = timers, LockTimeout = TimeSpan.FromMinutes(2) });
        await store.OpenAsync("test");
        (TimeSpan first, TimeSpan period) = Assert.Single(timers.Asked);
        return (first.TotalSeconds, period.TotalSeconds);
    }

    private async Task<Records> OpenAsync(ManualTimers? timers = null) =>
        await Records.OpenAsync(new SqliteJobStore(new SqliteJobStoreOptions { Path = Database, Clock = timers ?? _timers }));

    private void Delete(params string[] files)
    {
        foreach (string file in files)
        {
            File.Delete(Database + file);
        }
    }
}
