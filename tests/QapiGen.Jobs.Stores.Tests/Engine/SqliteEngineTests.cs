using System;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Stores.Tests.Support;
using QapiGen.Jobs.Tests.Durable;
using QapiGen.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace QapiGen.Jobs.Stores.Tests.Engine;

/// <summary>The engine over SQLite: the scenario, and a death after each of its records.</summary>
public sealed class SqliteEngineTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(JobDurability.Process)]
    [InlineData(JobDurability.Machine)]
    public async Task After_a_death_at_any_record_nothing_told_is_missing_and_every_job_comes_to_its_end(JobDurability durability)
    {
        int deaths = 0;
        using var folder = new TemporaryFolder();
        while (await EveryPoint.DieAfterAsync(NewWorld(folder.File($"{deaths}.db"), durability), deaths))
        {
            deaths++;
        }

        output.WriteLine($"{deaths} deaths");
        Assert.InRange(deaths, 40, 1000);
    }

    [Fact]
    public async Task So_it_is_though_the_clock_jumps_back_and_forth_all_the_time()
    {
        using var folder = new TemporaryFolder();
        for (int records = 5; records < 42; records += 6)
        {
            Assert.True(await EveryPoint.DieAfterAsync(NewWorld(folder.File($"{records}.db"), JobDurability.Machine, new JumpingClock()), records));
        }
    }

    [Fact]
    public async Task Drivers_of_an_older_host_do_nothing_after_its_flush_was_refused()
    {
        using var folder = new TemporaryFolder();
        await Takeover.RunAsync(NewWorld(folder.File("jobs.db"), JobDurability.Machine));
    }

    [Fact]
    [Trait("Draws", "examples")]
    public async Task What_was_acknowledged_is_so_after_every_random_step_and_every_death()
    {
        using var folder = new TemporaryFolder();
        int lives = 0;
        int hosts = 0;
        await Examples.CheckSeedsAsync(
            [.. Enumerable.Range(0, 15)],
            async seed => hosts += await StoredModel.RunAsync(seed, NewWorld(folder.File($"{lives++}.db"), JobDurability.Process, maxLosses: 1000)));
        output.WriteLine($"{hosts} hosts");
    }

    [Fact]
    public async Task While_the_disk_is_full_jobs_are_paused_and_go_on_when_there_is_room()
    {
        using var folder = new TemporaryFolder();
        World world = NewWorld(folder.File("jobs.db"), JobDurability.Machine);
        JobManager jobs = await world.OpenAsync();
        Job ready = await jobs.StartAsync("steps", World.Steps("ready", 0, becomesReady: true), World.Options("ready"));
        await World.UntilAsync(() => ready.Status == JobStatus.Ready);
        await jobs.WhenDurableAsync();
        var store = (SqliteJobStore)world.Store!;
        store.WriterSession!.Execute("pragma max_page_count = 1");
        Task<Job> creating = jobs.StartAsync("steps", World.Steps(new string('x', 1_000_000), 0), World.Options("large")).AsTask();
        await World.UntilAsync(() => ready.Status == JobStatus.Standby);
        Assert.Equal(JobStoreFault.Full, jobs.StoreTrouble!.Reason.Fault);
        Assert.Contains("has no room left", jobs.StoreTrouble.Reason.Message, StringComparison.Ordinal);
        Assert.False(creating.IsCompleted);
        Assert.False(ready.Snapshot().Has(JobFlags.UserPaused));

        store.WriterSession.Execute("pragma max_page_count = 1000000");
        Job large = await creating;
        Assert.Equal(JobOutcome.Succeeded, (await large.Completion.WaitAsync(TimeSpan.FromMinutes(3))).Outcome);
        await World.UntilAsync(() => ready.Status == JobStatus.Ready);
        await jobs.WhenDurableAsync();
        Assert.Null(jobs.StoreTrouble);
        EveryPoint.CheckHistory((await store.ReadSinceAsync(0, 10_000)).Transitions);
        await world.KillAsync(store);
    }

    private static World NewWorld(string path, JobDurability durability, TimeProvider? clock = null, int maxLosses = 100) => new()
    {
        Clock = clock ?? TimeProvider.System,
        Configure = options => options.MaxLosses = maxLosses,
        NewStore = () => new SqliteJobStore(new SqliteJobStoreOptions { Path = path, Durability = durability }),
        KillAsync = static store => ((SqliteJobStore)store).AbandonAsync(),
    };
}
