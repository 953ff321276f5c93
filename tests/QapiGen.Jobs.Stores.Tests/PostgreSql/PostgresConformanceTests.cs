using System;
using System.Threading.Tasks;
using QapiGen.Jobs.Storage;
using QapiGen.Testing.Jobs;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.PostgreSql;

/// <summary>The suite, at both levels.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresConformanceTests(PostgresServer server)
{
    public static TheoryData<string> Names => [.. JobStoreConformance.Names];

    [PostgresTheory]
    [MemberData(nameof(Names))]
    public async Task It_keeps_the_contract(string name)
    {
        await using var fixture = new PostgresFixture(await server.NewSchemaAsync(), JobDurability.Machine, 100_000);
        await JobStoreConformance.RunAsync(name, fixture);
    }

    [PostgresTheory]
    [MemberData(nameof(Names))]
    public async Task It_keeps_the_contract_for_the_death_of_the_process_and_with_a_short_history(string name)
    {
        int limit = name.StartsWith("The history is bounded", StringComparison.Ordinal) ? 100 : 20_000;
        await using var fixture = new PostgresFixture(await server.NewSchemaAsync(), JobDurability.Process, limit);
        await JobStoreConformance.RunAsync(name, fixture);
    }
}
