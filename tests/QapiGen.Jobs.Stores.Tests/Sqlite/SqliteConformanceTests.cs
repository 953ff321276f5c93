using System.Threading.Tasks;
using QapiGen.Jobs.Storage;
using QapiGen.Testing.Jobs;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.Sqlite;

/// <summary>The suite, at both levels.</summary>
public sealed class SqliteConformanceTests
{
    public static TheoryData<string> Names => [.. JobStoreConformance.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_keeps_the_contract(string name)
    {
        await using var fixture = new SqliteFixture(JobDurability.Machine, 100_000);
        await JobStoreConformance.RunAsync(name, fixture);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_keeps_the_contract_for_the_death_of_the_process_and_with_a_short_history(string name)
    {
        await using var fixture = new SqliteFixture(JobDurability.Process, name.StartsWith("The history is bounded", System.StringComparison.Ordinal) ? 100 : 20_000);
        await JobStoreConformance.RunAsync(name, fixture);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_shard_keeps_the_contract(string name)
    {
        await using var fixture = new SqliteFixture(JobDurability.Process, 100_000, shard: 12);
        await JobStoreConformance.RunAsync(name, fixture);
    }
}
