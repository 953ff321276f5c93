using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using QapiGen.Jobs.Stores.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.JobHost;

/// <summary>The sample host with a store: what it did before it ended, however it ended, it doesn't do again.</summary>
public sealed class JobHostStoreTests : IDisposable
{
    private const int MiB = 1024 * 1024;

    private readonly TemporaryFolder _folder = new();

    private string Socket => _folder.File("qmp.sock");

    private string Database => _folder.File("jobs.db");

    private string Source => _folder.File("source");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("process")]
    [InlineData("machine")]
    public async Task A_host_that_was_killed_goes_on_from_checkpoints_of_at_most_4_MiB_ago(string durability)
    {
        await File.WriteAllBytesAsync(Source, Examples.Bytes(20 * MiB));
        Dictionary<string, JobRow> before;
        using (HostProcess first = Start("--durability", durability))
        {
            using QmpLines qmp = await QmpLines.ConnectAsync(Socket, first);
            await BeginAsync(qmp, "file-backup", "b", 8 * MiB);
            await BeginAsync(qmp, "file-mirror", "m", 8 * MiB);
            do
            {
                before = await qmp.QueryAsync();
            }
            while (before["b"].Current < 10 * MiB || before["m"].Current < 10 * MiB);

            await first.KillAsync();
        }

        using HostProcess second = Start("--durability", durability);
        using QmpLines next = await QmpLines.ConnectAsync(Socket, second);
        Dictionary<string, JobRow> after = await next.QueryAsync();
        foreach (string id in (string[])["b", "m"])
        {
            Assert.InRange(after[id].Current, before[id].Current - (4 * MiB), long.MaxValue);
            Assert.Null(after[id].Error);

            // Refused where it has ended already.
            await next.ExecuteAsync("file-job-set-speed", ("id", id), ("speed", 0));
        }

        await UntilAsync(next, "m", "ready");
        await next.ReturnAsync("job-complete", ("id", "m"));
        foreach (string id in (string[])["b", "m"])
        {
            JobRow row = await UntilAsync(next, id, "concluded");
            Assert.Null(row.Error);
            Assert.Equal(row.Total, row.Current);
            Assert.Equal(await File.ReadAllBytesAsync(Source), await File.ReadAllBytesAsync(_folder.File("target-" + id)));
        }

        await AssertEndsWellAsync(second);
        AssertFiles("source", "target-b", "target-m");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_host_that_is_told_to_end_leaves_its_jobs_at_a_checkpoint_and_that_is_no_loss(bool isSignal)
    {
        await File.WriteAllBytesAsync(Source, Examples.Bytes(6 * MiB));
        Dictionary<string, JobRow> before;
        using (HostProcess first = Start())
        {
            using QmpLines qmp = await QmpLines.ConnectAsync(Socket, first);

            // Its next checkpoint would be 4 MiB later, and each block takes seconds.
            await BeginAsync(qmp, "file-backup", "b", 16 * 1024);
            await BeginAsync(qmp, "file-mirror", "m", 0);
            await BeginAsync(qmp, "file-backup", "paused", 16 * 1024);
            await qmp.WaitForAsync("m", "ready");
            await qmp.WaitForAsync("b", "running");
            await qmp.ReturnAsync("job-pause", ("id", "paused"));
            await qmp.WaitForAsync("paused", "paused");
            do
            {
                before = await qmp.QueryAsync();
            }
            while (before["b"].Current == 0);

            if (isSignal)
            {
                await first.SignalAsync("TERM");
            }
            else
            {
                await qmp.ReturnAsync("quit");
            }

            Assert.Equal((0, ""), await first.EndAsync());
        }

        Assert.Equal(["b 0 running", "m 0 ready", "paused 0 paused"], await ReadAsync("select id || ' ' || losses || ' ' || status from qapi_job order by id"));
        using HostProcess second = Start();
        using QmpLines next = await QmpLines.ConnectAsync(Socket, second);
        Dictionary<string, JobRow> after = await next.QueryAsync();

        // Nothing of the little that it had done is done again.
        Assert.InRange(after["b"].Current, before["b"].Current, long.MaxValue);
        Assert.Equal("paused", after["paused"].Status);
        await UntilAsync(next, "m", "ready");
        await next.ReturnAsync("job-resume", ("id", "paused"));
        foreach (string id in (string[])["b", "paused"])
        {
            await next.ReturnAsync("file-job-set-speed", ("id", id), ("speed", 0));
            Assert.Null((await UntilAsync(next, id, "concluded")).Error);
            Assert.Equal(await File.ReadAllBytesAsync(Source), await File.ReadAllBytesAsync(_folder.File("target-" + id)));
        }

        await next.ReturnAsync("job-cancel", ("id", "m"));
        await UntilAsync(next, "m", "concluded");
        await AssertEndsWellAsync(second);
    }

    [Fact]
    public async Task That_a_mirror_was_asked_to_complete_is_known_in_the_next_host()
    {
        await File.WriteAllBytesAsync(Source, Examples.Bytes(2 * MiB));
        using (HostProcess first = Start())
        {
            using QmpLines qmp = await QmpLines.ConnectAsync(Socket, first);
            await BeginAsync(qmp, "file-mirror", "m", 0);
            await qmp.WaitForAsync("m", "ready");

            // Its last pass takes for ever.
            await qmp.ReturnAsync("file-job-set-speed", ("id", "m"), ("speed", 1));
            await File.AppendAllTextAsync(Source, "one thing more");
            await qmp.ReturnAsync("job-complete", ("id", "m"));
            await first.KillAsync();
        }

        using HostProcess second = Start();
        using QmpLines next = await QmpLines.ConnectAsync(Socket, second);
        await next.ReturnAsync("file-job-set-speed", ("id", "m"), ("speed", 0));
        Assert.Null((await UntilAsync(next, "m", "concluded")).Error);
        Assert.Equal(await File.ReadAllBytesAsync(Source), await File.ReadAllBytesAsync(_folder.File("target-m")));
        await AssertEndsWellAsync(second);
    }

    [Fact]
    public async Task A_client_that_waits_for_the_store_holds_up_no_other()
    {
        using HostProcess host = Start();
        using QmpLines waiting = await QmpLines.ConnectAsync(Socket, host);
        Task<JsonElement> made;
        await using (var mine = new SqliteConnection($"Data Source={Database};Pooling=False"))
        {
            await mine.OpenAsync();
            await using SqliteCommand begin = mine.CreateCommand();
            begin.CommandText = "begin immediate";
            await begin.ExecuteNonQueryAsync();
            made = waiting.ReturnAsync("image-create", ("job-id", "i"), ("path", _folder.File("image")), ("size", MiB));
            for (int look = 0; look < 5; look++)
            {
                using QmpLines other = await QmpLines.ConnectAsync(Socket, host);
                await other.ReturnAsync("query-version");
            }

            Assert.False(made.IsCompleted);
        }

        await made;
    }

    [Fact]
    public async Task Nothing_listens_before_the_store_is_read()
    {
        await using (var locker = new SqliteConnection($"Data Source={Database};Pooling=False"))
        {
            await locker.OpenAsync();
            await using (SqliteTransaction transaction = locker.BeginTransaction(deferred: false))
            {
                using HostProcess waiting = Start();
                await Task.Delay(500);
                Assert.False(File.Exists(Socket));
                await transaction.RollbackAsync();
                using QmpLines qmp = await QmpLines.ConnectAsync(Socket, waiting);
                Assert.Empty(await qmp.QueryAsync());
                await AssertEndsWellAsync(waiting);
            }
        }

        SqliteConnection.ClearAllPools();
        await File.WriteAllTextAsync(Database, new string('x', 10_000));
        using HostProcess broken = Start();
        (int code, string errors) = await broken.EndAsync();
        Assert.Equal(1, code);
        Assert.StartsWith($"The store '{Database}' is damaged, or isn't a store of jobs: ", errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', errors);
        Assert.False(File.Exists(Socket));
    }

    [Fact]
    public async Task The_older_of_two_hosts_on_one_store_says_so_and_ends_and_its_jobs_go_on_in_the_newer()
    {
        await File.WriteAllBytesAsync(Source, Examples.Bytes(20 * MiB));
        using HostProcess older = Start();
        using QmpLines qmp = await QmpLines.ConnectAsync(Socket, older);
        await BeginAsync(qmp, "file-backup", "b", 8 * MiB);
        await BeginAsync(qmp, "file-mirror", "m", 8 * MiB);
        while ((await qmp.QueryAsync())["b"].Current < 5 * MiB)
        {
        }

        // From here on some 30 seconds, with a checkpoint every few of them.
        await qmp.ReturnAsync("file-job-set-speed", ("id", "b"), ("speed", MiB));

        string socket = _folder.File("newer.sock");
        using HostProcess newer = HostProcess.Start(["--socket", socket, "--store", Database, "--durability", "process"]);
        (int code, string errors) = await older.EndAsync();
        Assert.Equal((1, $"Another owner has opened the store '{Database}': nothing more can be written under epoch 1."), (code, errors));

        using QmpLines next = await QmpLines.ConnectAsync(socket, newer);
        await next.ReturnAsync("file-job-set-speed", ("id", "b"), ("speed", 0));
        await next.ReturnAsync("file-job-set-speed", ("id", "m"), ("speed", 0));
        Assert.Null((await UntilAsync(next, "b", "concluded")).Error);
        await UntilAsync(next, "m", "ready");
        await next.ReturnAsync("job-complete", ("id", "m"));
        Assert.Null((await UntilAsync(next, "m", "concluded")).Error);
        Assert.Equal(await File.ReadAllBytesAsync(Source), await File.ReadAllBytesAsync(_folder.File("target-b")));
        Assert.Equal(await File.ReadAllBytesAsync(Source), await File.ReadAllBytesAsync(_folder.File("target-m")));
        await AssertEndsWellAsync(newer);
    }

    [Fact]
    public async Task A_host_whose_jobs_are_quiet_says_so_and_ends_too_when_another_opens_its_store()
    {
        await File.WriteAllBytesAsync(Source, Examples.Bytes(MiB));
        using HostProcess older = Start();
        using QmpLines qmp = await QmpLines.ConnectAsync(Socket, older);
        await BeginAsync(qmp, "file-mirror", "m", 0);
        await qmp.WaitForAsync("m", "ready");

        string socket = _folder.File("newer.sock");
        using HostProcess newer = HostProcess.Start(["--socket", socket, "--store", Database, "--durability", "process"]);
        (int code, string errors) = await older.EndAsync();
        Assert.Equal((1, $"Another owner has opened the store '{Database}': nothing more can be written under epoch 1."), (code, errors));
        using QmpLines next = await QmpLines.ConnectAsync(socket, newer);
        await UntilAsync(next, "m", "ready");
        await next.ReturnAsync("job-complete", ("id", "m"));
        Assert.Null((await UntilAsync(next, "m", "concluded")).Error);
        await AssertEndsWellAsync(newer);
    }

    [Theory]
    [InlineData("4", "-wal", "-shm")]
    [InlineData("2", "")]
    [InlineData("2", "", "-wal", "-shm")]
    public async Task When_files_are_deleted_the_host_ends_and_takes_nothing_from_the_one_that_was_started_meanwhile(string lastEpoch, params string[] files)
    {
        using (HostProcess first = Start())
        {
            using QmpLines qmp = await QmpLines.ConnectAsync(Socket, first);
            await first.KillAsync();
        }

        using HostProcess older = Start();
        using (QmpLines qmp = await QmpLines.ConnectAsync(Socket, older))
        {
            await CreateImageAsync(qmp, "a");
        }

        await older.SignalAsync("STOP");
        foreach (string file in files)
        {
            File.Delete(Database + file);
        }

        string socket = _folder.File("newer.sock");
        using HostProcess newer = HostProcess.Start(["--socket", socket, "--store", Database]);
        using QmpLines next = await QmpLines.ConnectAsync(socket, newer);
        await CreateImageAsync(next, "b");
        await older.SignalAsync("CONT");
        (int code, string errors) = await older.EndAsync();
        Assert.Equal(1, code);
        Assert.Contains($"'{Database}{files[0]}' was deleted, moved or replaced", errors, StringComparison.Ordinal);
        await CreateImageAsync(next, "c");
        await newer.KillAsync();

        using HostProcess last = HostProcess.Start(["--socket", _folder.File("last.sock"), "--store", Database]);
        using QmpLines after = await QmpLines.ConnectAsync(_folder.File("last.sock"), last);
        Dictionary<string, JobRow> kept = await after.QueryAsync();
        Assert.Equal(("concluded", "concluded"), (kept["b"].Status, kept["c"].Status));
        Assert.Equal([lastEpoch], await ReadAsync("select cast(epoch as text) from qapi_store"));
        await AssertEndsWellAsync(last);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_host_that_is_told_to_end_over_an_emptied_file_leaves_its_log_with_all_that_was_acknowledged(bool isFirst)
    {
        if (!isFirst)
        {
            using HostProcess first = Start();
            using QmpLines qmp = await QmpLines.ConnectAsync(Socket, first);
            await CreateImageAsync(qmp, "a");
            await first.KillAsync();
        }

        byte[] good;
        byte[] log;
        using (HostProcess host = Start())
        {
            using QmpLines qmp = await QmpLines.ConnectAsync(Socket, host);
            if (isFirst)
            {
                await CreateImageAsync(qmp, "a");
            }

            good = await File.ReadAllBytesAsync(Database);
            log = await File.ReadAllBytesAsync(Database + "-wal");
            await EmptyAsync();
            await host.SignalAsync("TERM");
            await host.EndAsync();
        }

        Assert.Equal(0, new FileInfo(Database).Length);
        Assert.Equal(log, await File.ReadAllBytesAsync(Database + "-wal"));
        using (HostProcess refused = Start())
        {
            (int code, string errors) = await refused.EndAsync();
            Assert.Equal(1, code);
            Assert.Contains("the file is empty, but there is a write-ahead log", errors, StringComparison.Ordinal);
        }

        await File.WriteAllBytesAsync(Database, good);
        using HostProcess next = Start();
        using QmpLines after = await QmpLines.ConnectAsync(Socket, next);
        Assert.Equal("concluded", (await after.QueryAsync())["a"].Status);
        await AssertEndsWellAsync(next);

        // As a shell's "> jobs.db".
        async Task EmptyAsync()
        {
            await using var file = new FileStream(Database, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.SetLength(0);
        }
    }

    [Theory]
    [InlineData("A store is for a host that serves: --socket is missing.", "--store", "x.db")]
    [InlineData("--store and --postgresql exclude each other.", "--socket", "x", "--store", "x.db", "--postgresql", "Host=x")]
    [InlineData("--durability is of a store: --store or --postgresql is missing.", "--socket", "x", "--durability", "process")]
    [InlineData("--durability is one of Process, Machine.", "--socket", "x", "--store", "y", "--durability", "7")]
    [InlineData("--durability is one of Process, Machine.", "--socket", "x", "--store", "y", "--durability", "disk")]
    [InlineData("--durability is one of Process, Machine.", "--socket", "x", "--store", "y", "--durability", "")]
    [InlineData("Required argument missing for option: '--durability'.", "--socket", "x", "--store", "y", "--durability")]
    [InlineData("can't be opened: its folder doesn't exist.", "--socket", "x", "--store", "/nowhere/at/all/x.db")]
    [InlineData("can't be reached or used", "--socket", "x", "--postgresql", "Host=/nowhere;Username=nobody;Database=jobs")]
    [InlineData("Couldn't set colour", "--socket", "x", "--postgresql", "colour=blue")]
    public async Task A_store_that_can_not_be_is_a_sentence(string expected, params string[] arguments)
    {
        using HostProcess host = HostProcess.Start(arguments);
        (int code, string errors) = await host.EndAsync();
        Assert.Equal(1, code);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    private static async Task AssertEndsWellAsync(HostProcess host)
    {
        await host.SignalAsync("TERM");
        Assert.Equal((0, ""), await host.EndAsync());
    }

    /// <summary>Waits until a job is in a status; the host may have told of it before this client came.</summary>
    private static async Task<JobRow> UntilAsync(QmpLines qmp, string id, string status)
    {
        for (int i = 0; i < 6000; i++)
        {
            JobRow row = (await qmp.QueryAsync())[id];
            if (row.Status == status)
            {
                return row;
            }

            Assert.True(row.Status != "concluded", $"{id} has concluded: {row.Error}");
            await Task.Delay(20);
        }

        throw new TimeoutException($"{id} doesn't become {status}");
    }

    private HostProcess Start(params string[] more) => HostProcess.Start(
        ["--socket", Socket, "--store", Database, .. more is [] ? ["--durability", "process"] : more]);

    private async Task CreateImageAsync(QmpLines qmp, string id)
    {
        await qmp.ReturnAsync("image-create", ("job-id", id), ("path", _folder.File("image-" + id)), ("size", 4096));
        await UntilAsync(qmp, id, "concluded");
    }

    private async Task BeginAsync(QmpLines qmp, string command, string id, int speed) => await qmp.ReturnAsync(
        command, ("job-id", id), ("source", Source), ("target", _folder.File("target-" + id)), ("speed", speed), ("auto-dismiss", false));

    private async Task<string[]> ReadAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Database};Pooling=False;Mode=ReadOnly");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        var rows = new List<string>();
        await using SqliteDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return [.. rows];
    }

    private void AssertFiles(params string[] names)
    {
        var found = new List<string>();
        foreach (string path in Directory.GetFiles(_folder.Path))
        {
            if (Path.GetFileName(path) is { } name && !name.StartsWith("jobs.db", StringComparison.Ordinal))
            {
                found.Add(name);
            }
        }

        found.Sort(StringComparer.Ordinal);
        Assert.Equal(names, found);
    }
}
