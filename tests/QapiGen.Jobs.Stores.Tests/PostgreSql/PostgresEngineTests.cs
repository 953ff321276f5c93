using System;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Jobs.PostgreSql;
using QapiGen.Jobs.Tests.Durable;
using QapiGen.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace QapiGen.Jobs.Stores.Tests.PostgreSql;

/// <summary>The engine over PostgreSQL: the scenario, and a death after each of its records.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresEngineTests(PostgresServer server, ITestOutputHelper output)
{
    [PostgresFact]
    public async Task After_a_death_at_any_record_nothing_told_is_missing_and_every_job_comes_to_its_end()
    {
        int deaths = 0;
        string connectionString = await server.NewSchemaAsync();
        while (await EveryPoint.DieAfterAsync(NewWorld(connectionString, deaths), deaths))
        {
            deaths++;
        }

        output.WriteLine($"{deaths} deaths");
        Assert.InRange(deaths, 40, 1000);
    }

    [PostgresFact]
    [Trait("Draws", "examples")]
    public async Task What_was_acknowledged_is_so_after_every_random_step_and_every_death()
    {
        string connectionString = await server.NewSchemaAsync();
        int lives = 0;
        int hosts = 0;
        await Examples.CheckSeedsAsync([.. Enumerable.Range(0, 8)], async seed => hosts += await StoredModel.RunAsync(seed, NewWorld(connectionString, lives++)));
        output.WriteLine($"{hosts} hosts");
    }

    [PostgresFact]
    public async Task Drivers_of_an_older_host_do_nothing_after_its_flush_was_refused() =>
        await Takeover.RunAsync(NewWorld(await server.NewSchemaAsync(), 1));

    [PostgresFact]
    public async Task A_clock_that_jumps_back_and_forth_all_the_time_does_no_harm()
    {
        string connectionString = await server.NewSchemaAsync();
        Assert.True(await EveryPoint.DieAfterAsync(NewWorld(connectionString, 1, new JumpingClock()), 35));
    }

    // A shard for each life: they have nothing in common but the tables.
    private static World NewWorld(string connectionString, int shard, TimeProvider? clock = null) => new()
    {
        Clock = clock ?? TimeProvider.System,
        Configure = static options => options.MaxLosses = 100,
        NewStore = () => new PostgreSqlJobStore(new PostgreSqlJobStoreOptions { ConnectionString = connectionString, Shard = shard }),
        KillAsync = static store => ((PostgreSqlJobStore)store).AbandonAsync(),
    };
}
