using System.Threading.Tasks;
using Xunit;
using Xunit.Abstractions;

namespace QapiGen.Jobs.Tests.Durable;

/// <summary>Random commands and deaths of hosts over the store in memory.</summary>
public sealed class StoredModelTests(ITestOutputHelper output)
{
    [Fact]
    public async Task What_was_acknowledged_is_so_after_every_step_and_every_death()
    {
        int hosts = await StoredModel.RunAsync(100, static _ => new World { Configure = static options => options.MaxLosses = 1000 });
        output.WriteLine($"{hosts} hosts");
    }
}
