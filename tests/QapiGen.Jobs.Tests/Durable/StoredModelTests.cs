using System.Linq;
using System.Threading.Tasks;
using QapiGen.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace QapiGen.Jobs.Tests.Durable;

/// <summary>Random commands and deaths of hosts over the store in memory.</summary>
public sealed class StoredModelTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("Draws", "examples")]
    public async Task What_was_acknowledged_is_so_after_every_step_and_every_death()
    {
        int hosts = 0;
        await Examples.CheckSeedsAsync(
            [.. Enumerable.Range(0, 100)],
            async seed => hosts += await StoredModel.RunAsync(seed, new World { Configure = static options => options.MaxLosses = 1000 }));
        output.WriteLine($"{hosts} hosts");
    }
}
