using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Stores.Tests.Disk;
using QapiGen.Jobs.Stores.Tests.Support;
using QapiGen.Jobs.Tests.Durable;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.Engine;

/// <summary>What happens to the file under a host whose jobs are at work.</summary>
public sealed class SqliteTroubleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Database => _folder.File("jobs.db");

    private string[] Files => [Database, Database + "-wal"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task A_factory_that_ends_each_process_ends_its_job_in_the_end() => ExitingProcess.CheckAsync("sqlite", Database);

    [Fact]
    public async Task While_another_process_has_locked_the_file_verbs_wait_and_then_all_goes_on()
    {
        ChildProcess? other = null;
        await TroubleForAWhile.RunAsync(
            NewWorld(),
            async () =>
            {
                other = new ChildProcess([], "lock", Database);
                Assert.Equal("locked", await other.ReadLineAsync());
            },
            async () =>
            {
                await other!.KillAsync();
                other.Dispose();
            },
            JobStoreFault.Locked,
            "is held by somebody else");
    }

    [Fact]
    public async Task While_the_file_may_only_be_read_verbs_wait_and_then_all_goes_on()
    {
        const int ReadOnly = 8;
        using var disk = new FaultyDisk();
        await TroubleForAWhile.RunAsync(
            NewWorld(() => disk.NewStore()),
            () =>
            {
                disk.Plan = static (_, operation, _, _) => operation is DiskOperation.Write or DiskOperation.Truncate ? new DiskAnswer(ReadOnly) : default;
                return Task.CompletedTask;
            },
            () =>
            {
                disk.Plan = null;
                return Task.CompletedTask;
            },
            JobStoreFault.ReadOnly,
            "may only be read");
    }

    [Fact]
    public async Task While_the_file_is_damaged_verbs_wait_and_when_it_is_mended_all_goes_on()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Files that are open can't be written by others there.
        }

        World world = NewWorld();
        await TroubleForAWhile.RunAsync(
            world,
            async () =>
            {
                await using var other = new SqliteConnection($"Data Source={Database};Pooling=False");
                await other.OpenAsync();
                await using SqliteTransaction transaction = other.BeginTransaction(deferred: false);
                foreach (string file in Files)
                {
                    await RunAsync("cp", file, file + ".good");
                    await RunAsync("sh", "-c", $"head -c $(stat -c %s {file}) /dev/zero | dd of={file} conv=notrunc status=none");
                }

                // Nor does the writer remember what was there.
                ((SqliteJobStore)world.Store!).WriterSession!.Execute("pragma shrink_memory");
            },
            async () =>
            {
                foreach (string file in Files)
                {
                    await RunAsync("dd", $"if={file}.good", $"of={file}", "conv=notrunc", "status=none");
                }
            },
            JobStoreFault.Corrupt,
            "is damaged, or isn't a store of jobs");
    }

    [Fact]
    public async Task When_the_file_is_deleted_drivers_stop_and_commands_are_refused_with_the_reason_and_the_host_lives()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Such a file can't be deleted there.
        }

        World world = NewWorld();
        JobManager jobs = await world.OpenAsync();
        world.Allow("work", 1_000_000);
        Job work = await jobs.StartAsync("steps", World.Steps("work", 1_000_000), World.Options("work"));
        await World.UntilAsync(() => world.Drivers.Any(static driver => driver.Done >= 3));
        File.Delete(Database);
        await World.UntilAsync(() => jobs.OwnershipLost.IsCancellationRequested && world.Drivers.All(static driver => driver.HasEnded));
        Assert.Equal($"The file '{Database}' was deleted, moved or replaced while it was open: what is written to it now would be lost.", jobs.StoreLoss!.Message);
        Exception refused = await Assert.ThrowsAnyAsync<Exception>(() => work.PauseAsync().AsTask());
        Assert.Contains($"The store of the jobs is lost to this host: {jobs.StoreLoss.Message}", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(() => jobs.CreateAsync("steps", World.Steps("late", 0), World.Options("late")).AsTask());
        Assert.Equal(["work"], jobs.Describe().Select(static job => job.Id));
        await jobs.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(2));

        // Whoever comes next begins anew, and takes nothing that the older one wrote into nowhere.
        JobManager next = await world.OpenAsync();
        Assert.Equal(0, next.Count);
        await next.DisposeAsync();
    }

    // By another process: whoever closes a file loses all locks that his process has on it.
    private static async Task RunAsync(params string[] line)
    {
        using var process = Process.Start(line[0], line[1..]);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    private World NewWorld(Func<IJobStore>? newStore = null) => new()
    {
        Configure = static options => options.MaxLosses = 100,
        NewStore = newStore ?? (() => new SqliteJobStore(new SqliteJobStoreOptions { Path = Database, Durability = JobDurability.Process })),
        KillAsync = static store => ((SqliteJobStore)store).AbandonAsync(),
    };
}
