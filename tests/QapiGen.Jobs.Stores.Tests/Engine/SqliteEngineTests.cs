using System.Threading.Tasks;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Stores.Tests.Support;
using QapiGen.Jobs.Tests.Durable;
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

    private static World NewWorld(string path, JobDurability durability) => new()
    {
        Configure = static options => options.MaxLosses = 100,
        NewStore = () => new SqliteJobStore(new SqliteJobStoreOptions { Path = path, Durability = durability }),
        KillAsync = static store => ((SqliteJobStore)store).AbandonAsync(),
    };
}
