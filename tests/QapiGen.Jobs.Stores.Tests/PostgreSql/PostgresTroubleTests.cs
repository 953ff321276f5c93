using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using QapiGen.Jobs.PostgreSql;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Stores.Tests.Engine;
using QapiGen.Jobs.Stores.Tests.Support;
using QapiGen.Jobs.Tests.Durable;
using Xunit;
using Xunit.Abstractions;

namespace QapiGen.Jobs.Stores.Tests.PostgreSql;

/// <summary>What happens to the server, and to the way to it, under hosts whose jobs are at work.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresTroubleTests(PostgresServer server, ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PostgresTheory]
    [InlineData("INT")]
    [InlineData("QUIT")]
    public async Task While_the_server_is_down_verbs_wait_and_when_it_is_back_all_goes_on(string signal)
    {
        World world = NewWorld(await server.NewSchemaAsync());
        await TroubleForAWhile.RunAsync(world, () => server.StopAsync(signal), server.StartAsync, JobStoreFault.Unavailable, "can't be reached or used");
    }

    [PostgresFact]
    public async Task While_somebody_has_locked_the_tables_verbs_wait_and_the_host_says_why()
    {
        string where = await server.NewSchemaAsync();
        await using var theirs = new NpgsqlConnection(where);
        await theirs.OpenAsync();
        NpgsqlTransaction? transaction = null;
        await TroubleForAWhile.RunAsync(
            NewWorld(where),
            async () =>
            {
                transaction = await theirs.BeginTransactionAsync();
                await using var locking = new NpgsqlCommand("lock table qapi_job, qapi_checkpoint in access exclusive mode", theirs, transaction);
                await locking.ExecuteNonQueryAsync();
            },
            async () => await transaction!.RollbackAsync(),
            JobStoreFault.Locked,
            "is held by somebody else");
    }

    [PostgresFact]
    public async Task A_factory_that_ends_each_process_ends_its_job_in_the_end() => await ExitingProcess.CheckAsync("postgresql", await server.NewSchemaAsync());

    [PostgresFact]
    public async Task Connections_that_are_cut_in_the_midst_of_anything_cost_no_job_a_step_and_no_client_an_answer()
    {
        const int Jobs = 4;
        const int Steps = 60;
        var random = new Random(20261129);
        bool cuts = false;
        using var relay = new TcpRelay(server.SocketPath, () =>
        {
            lock (random)
            {
                return Volatile.Read(ref cuts) ? random.Next(1000, 12_000) : long.MaxValue / 2;
            }
        });
        World world = NewWorld($"{await server.NewSchemaAsync()};Host=127.0.0.1;Port={relay.Port}");
        JobManager jobs = await world.OpenAsync();
        Volatile.Write(ref cuts, true);

        // What was open before goes on for ever else.
        await server.ExecuteAsync("select count(pg_terminate_backend(pid)) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'");
        string[] names = [.. Enumerable.Range(0, Jobs).Select(static number => $"t{number}")];
        foreach (string name in names)
        {
            world.Allow(name, Steps);
            Job job = await jobs.StartAsync("steps", World.Steps(name, Steps), World.Options(name));
            await job.SetSpeedAsync(7);
        }

        foreach (string name in names)
        {
            JobResult result = await jobs.Find(name)!.Completion.WaitAsync(TimeSpan.FromMinutes(3));
            Assert.Equal(JobOutcome.Succeeded, result.Outcome);
        }

        output.WriteLine($"{relay.Cuts} connections were cut");
        Assert.True(relay.Cuts > 5, $"{relay.Cuts} connections were cut");
        Volatile.Write(ref cuts, false);
        Assert.All(world.Drivers, static driver => Assert.Equal(Steps, driver.Done));
        Assert.Equal(Jobs, world.Drivers.Length);
        Assert.False(jobs.OwnershipLost.IsCancellationRequested);
        await jobs.Find("t0")!.DismissAsync();
        await world.KillAsync(world.Store!);

        JobManager next = await world.OpenAsync();
        Assert.Equal(["t1", "t2", "t3"], next.Describe().Select(static job => job.Id).Order(StringComparer.Ordinal));
        Assert.All(next.Describe(), static job => Assert.Equal((Steps, Steps), (job.Progress.Current, job.Progress.Total)));
        EveryPoint.CheckHistory((await world.Store!.ReadSinceAsync(0, 10_000)).Transitions);
        await next.DisposeAsync();
    }

    [PostgresFact]
    public async Task A_command_that_comes_while_the_server_is_down_is_answered_when_it_is_back()
    {
        string where = await server.NewSchemaAsync();
        using HostProcess host = Start("qmp.sock", where);
        using QmpLines qmp = await QmpLines.ConnectAsync(_folder.File("qmp.sock"), host);
        await File.WriteAllBytesAsync(_folder.File("source"), new byte[1000]);
        await BeginAsync(qmp, "before");
        await server.StopAsync("INT");
        Task creating = BeginAsync(qmp, "meanwhile");

        // By now the host knows; what else it should do in this time can't be waited for.
        await Task.Delay(300);
        Assert.False(creating.IsCompleted);
        await server.StartAsync();
        await creating;
        Assert.Equal(["before", "meanwhile"], (await qmp.QueryAsync()).Keys.Order(StringComparer.Ordinal));
        await host.SignalAsync("TERM");
        Assert.Equal((0, ""), await host.EndAsync());
    }

    [PostgresFact]
    public async Task The_older_of_two_hosts_on_one_database_says_so_and_ends_and_its_jobs_go_on_in_the_newer()
    {
        string where = await server.NewSchemaAsync();
        await File.WriteAllBytesAsync(_folder.File("source"), new byte[20_000_000]);
        using HostProcess older = Start("older.sock", where);
        using QmpLines qmp = await QmpLines.ConnectAsync(_folder.File("older.sock"), older);

        // Some minutes, with a checkpoint every few seconds.
        await BeginAsync(qmp, "b", speed: 100_000);
        using HostProcess newer = Start("newer.sock", where);
        using QmpLines next = await QmpLines.ConnectAsync(_folder.File("newer.sock"), newer);

        try
        {
            // Whoever writes next finds out.
            await qmp.ExecuteAsync("job-pause", ("id", "b"));
        }
        catch (IOException)
        {
            // It found out by itself.
        }

        (int code, string errors) = await older.EndAsync();
        Assert.Equal(1, code);
        Assert.Matches("^Another owner has opened the store 'postgres' on .*: nothing more can be written under epoch 1\\.$", errors);
        await next.ReturnAsync("file-job-set-speed", ("id", "b"), ("speed", 0));
        JobRow row;
        do
        {
            row = (await next.QueryAsync())["b"];
            Assert.Null(row.Error);
        }
        while (row.Status != "concluded");

        Assert.Equal(await File.ReadAllBytesAsync(_folder.File("source")), await File.ReadAllBytesAsync(_folder.File("target-b")));
        await newer.SignalAsync("TERM");
        Assert.Equal((0, ""), await newer.EndAsync());
    }

    private static World NewWorld(string connectionString) => new()
    {
        Configure = static options => options.MaxLosses = 100,
        NewStore = () => new PostgreSqlJobStore(connectionString),
        KillAsync = static store => ((PostgreSqlJobStore)store).AbandonAsync(),
    };

    private HostProcess Start(string socket, string where) => HostProcess.Start(["--socket", _folder.File(socket), "--postgresql", where]);

    private async Task BeginAsync(QmpLines qmp, string id, int speed = 0) => await qmp.ReturnAsync(
        "file-backup", ("job-id", id), ("source", _folder.File("source")), ("target", _folder.File("target-" + id)), ("speed", speed), ("auto-dismiss", false));
}
