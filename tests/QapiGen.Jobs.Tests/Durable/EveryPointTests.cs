using System.Threading.Tasks;
using Xunit;
using Xunit.Abstractions;

namespace QapiGen.Jobs.Tests.Durable;

/// <summary>A host dies after every single record of a scenario; what the next one makes of it is whole.</summary>
public sealed class EveryPointTests(ITestOutputHelper output)
{
    [Fact]
    public async Task After_a_death_at_any_record_nothing_told_is_missing_and_every_job_comes_to_its_end()
    {
        int deaths = 0;
        while (await EveryPoint.DieAfterAsync(new World { Configure = static options => options.MaxLosses = 100 }, deaths))
        {
            deaths++;
        }

        output.WriteLine($"{deaths} deaths");
        Assert.InRange(deaths, 40, 1000);
    }
}
