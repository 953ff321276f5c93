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

/// <summary>Files that aren't as they should be, and versions.</summary>
public sealed class SqliteOpeningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Database => _folder.File("jobs.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        string text = string.Concat(Enumerable.Repeat("This is a letter, and no database. ", 1000));
        await File.WriteAllTextAsync(Database, text);
        JobStoreException fault = await OpeningFailsAsync();
        Assert.Equal(JobStoreFault.Corrupt, fault.Fault);
        Assert.Contains("is damaged, or isn't a store of jobs", fault.Message, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(Database));
    }

    [Fact]
    public async Task A_damaged_file_is_refused_or_tells_when_its_jobs_are_read()
    {
        Records records = await Records.OpenAsync(new SqliteJobStore(Database));
        for (int job = 1; job <= 2000; job++)
        {
            records.Create(job);
        }

        await records.FlushAsync();
        await records.Store.DisposeAsync();
        byte[] bytes = await File.ReadAllBytesAsync(Database);
        bytes.AsSpan(4096 * 8).Fill(0x5A);
        await File.WriteAllBytesAsync(Database, bytes);

        await using var store = new SqliteJobStore(Database);
        JobStoreException fault = await Assert.ThrowsAsync<JobStoreException>(async () => await (await Records.OpenAsync(store)).JobsAsync());
        Assert.Equal(JobStoreFault.Corrupt, fault.Fault);
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_refused_and_left_as_it_is()
    {
        await using (var store = new SqliteJobStore(Database))
        {
            await store.OpenAsync("test");
        }

        await ExecuteAsync("update qapi_store set version = 99");
        JobStoreException fault = await OpeningFailsAsync();
        Assert.Equal(JobStoreFault.NewerVersion, fault.Fault);
        Assert.Contains("has version 99, and this version of QapiGen.Jobs.Sqlite knows versions up to", fault.Message, StringComparison.Ordinal);
        Assert.Equal("1", await ReadAsync("select epoch from qapi_store"));
    }

    [Fact]
    public async Task A_store_of_every_older_version_is_migrated_with_its_jobs()
    {
        for (int version = 1; version < SqliteSchema.Current; version++)
        {
            string path = _folder.File($"v{version}.db");
            using (var session = new SqliteSession(new SqliteJobStoreOptions { Path = path }, SqliteOpenMode.ReadWriteCreate, TimeSpan.Zero))
            {
                SqliteSchema.Migrate(session, 0, version);
                session.Execute("""
                    insert into qapi_job values(7, 'old', 'backup', null, 7, 0, 0, 'concluded', 256, 0, null, 0, 0, 0, 5, 10, 0, 0, 3);
                    update qapi_store set epoch = 4, sequence = 3, transition = 2, job = 7, is_closed = 0
                    """);
                Assert.Equal(version, SqliteSchema.Check(session, path));
            }

            await using var store = new SqliteJobStore(path);
            Records records = await Records.OpenAsync(store);
            Assert.Equal((5, 3, 2, 7, false), (
                records.Content.Epoch, records.Content.LastSequence, records.Content.LastTransition, records.Content.LastJob, records.Content.WasClosed));
            Assert.Equal(("old", JobStatus.Concluded), ((await records.JobsAsync())[0].Definition.Id, (await records.JobsAsync())[0].State.Status));
            records.Create(8);
            await records.FlushAsync();
            using var now = new SqliteSession(new SqliteJobStoreOptions { Path = path }, SqliteOpenMode.ReadOnly, TimeSpan.FromSeconds(30));
            Assert.Equal(SqliteSchema.Current, SqliteSchema.Check(now, path));
            Assert.Equal("old|concluded", now.Read("select id || '|' || status from qapi_jobs where number = 7"));
        }
    }

    [Theory]
    [InlineData("UTF-16le")]
    [InlineData("UTF-16be")]
    public async Task A_database_of_an_applications_that_has_UTF_16_keeps_jobs_like_any(string encoding)
    {
        await ExecuteAsync($"pragma encoding = '{encoding}'; create table mine(x); insert into mine values('ä')");
        await using (var store = new SqliteJobStore(Database))
        {
            Records first = await Records.OpenAsync(store);
            first.Create(1, "über", argumentBytes: 10);
            first.Change(1, JobStatus.Created, JobStatus.Running);
            first.Checkpoint(1, "{}");
            await first.FlushAsync();
        }

        await using var again = new SqliteJobStore(Database);
        Records records = await Records.OpenAsync(again);
        Assert.Equal((2, true), (records.Content.Epoch, records.Content.WasClosed));
        StoredJob job = Assert.Single(await records.JobsAsync());
        Assert.Equal(("über", "backup", "copy", JobStatus.Running, null), (job.Definition.Id, job.Definition.Type, job.Definition.Driver, job.State.Status, job.Damage));
        Assert.Equal("über", (await again.ReadSinceAsync(0, 1)).Transitions[0].Id);
        records.Create(2);
        await records.FlushAsync();
        await again.DisposeAsync();

        // What a log's pages say of the store is read without SQLite.
        byte[] file = await File.ReadAllBytesAsync(Database);
        SqliteStoreRow row = Assert.Single(file.Chunk(4096).Select(static page => SqliteStoreRow.Of(page)).OfType<SqliteStoreRow>());
        Assert.Equal((2, records.Sequence), (row.Epoch, row.Sequence));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_link_leads_to_the_store_and_its_other_files_lie_beside_it(bool exists)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Links are for administrators there.
        }

        string folder = Directory.CreateDirectory(_folder.File("elsewhere")).FullName;
        string database = Path.Combine(folder, "real.db");
        string link = _folder.File("link.db");
        if (exists)
        {
            await using var store = new SqliteJobStore(database);
            Records records = await Records.OpenAsync(store);
            records.Create(1);
            await records.FlushAsync();
        }

        File.CreateSymbolicLink(link, database);
        Records linked = await Records.OpenAsync(new SqliteJobStore(link));
        Assert.Equal(exists ? 1 : 0, (await linked.JobsAsync()).Count);
        linked.Create(2);
        await linked.FlushAsync();
        Assert.True(File.Exists(database + "-wal"));
        File.Delete(database + "-wal");
        linked.Create(3);
        Assert.Contains($"'{database}-wal' was deleted", (await Wait.ForLossAsync(linked)).Message, StringComparison.Ordinal);
        await linked.Store.DisposeAsync();
    }

    [Fact]
    public async Task A_store_without_a_folder_is_refused()
    {
        await using var store = new SqliteJobStore(_folder.File("nowhere/jobs.db"));
        JobStoreException fault = await Assert.ThrowsAsync<JobStoreException>(() => store.OpenAsync("test").AsTask());
        Assert.Equal(JobStoreFault.Unavailable, fault.Fault);
        Assert.EndsWith("its folder doesn't exist.", fault.Message, StringComparison.Ordinal);
    }

    // SQLite opens a device, and leaves a journal beside it.
    [Fact]
    public async Task What_is_no_regular_file_is_refused_before_it_is_opened()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string link = _folder.File("link.db");
        File.CreateSymbolicLink(link, "/dev/null");
        foreach (string path in new[] { "/dev/null", link })
        {
            await using var store = new SqliteJobStore(path);
            JobStoreException fault = await Assert.ThrowsAsync<JobStoreException>(() => store.OpenAsync("test").AsTask());
            Assert.Equal(JobStoreFault.Unavailable, fault.Fault);
            Assert.Equal($"The store '{path}' can't be opened: it is no regular file.", fault.Message);
        }

        Assert.False(File.Exists("/dev/null-journal"));
    }

    [Fact]
    public async Task A_file_that_may_only_be_read_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using (var store = new SqliteJobStore(Database))
        {
            await store.OpenAsync("test");
        }

        File.SetUnixFileMode(Database, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);

        // The superuser may write all the same.
        string[] asNobody = Environment.UserName == "root" ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
        using var child = new ChildProcess(asNobody, "open", Database);
        string? said = await child.ReadLineAsync();
        Assert.StartsWith("ReadOnly: ", said, StringComparison.Ordinal);
        Assert.EndsWith("may only be read.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_of_the_application_may_lie_in_the_same_file()
    {
        await ExecuteAsync("create table mine(x); insert into mine values(1); pragma user_version = 5");
        await using (var store = new SqliteJobStore(Database))
        {
            Assert.Equal(1, (await store.OpenAsync("test")).Epoch);
        }

        Assert.Equal("1", await ReadAsync("select x from mine"));
        Assert.Equal("5", await ReadAsync("pragma user_version"));
    }

    [Fact]
    public async Task A_store_is_opened_once_and_not_after_its_end()
    {
        var store = new SqliteJobStore(Database);
        await store.OpenAsync("test");
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.OpenAsync("test").AsTask());
        await store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.OpenAsync("test").AsTask());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.ReadBodiesAsync(1).AsTask());
    }

    private async Task<JobStoreException> OpeningFailsAsync()
    {
        await using var store = new SqliteJobStore(Database);
        return await Assert.ThrowsAsync<JobStoreException>(() => store.OpenAsync("test").AsTask());
    }

    private Task<string?> ExecuteAsync(string sql) => ReadAsync(sql);

    private async Task<string?> ReadAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (await command.ExecuteScalarAsync())?.ToString();
    }
}
