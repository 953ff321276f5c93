using System;
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
        await DieEverywhereAsync(TimeProvider.System);
    }

    [Fact]
    public async Task So_it_is_though_the_clock_jumps_back_and_forth_all_the_time()
    {
        await DieEverywhereAsync(new JumpingClock());
    }

    [Fact]
    public async Task Drivers_of_an_older_host_do_nothing_after_its_flush_was_refused()
    {
        await Takeover.RunAsync(new World());
    }

    private async Task DieEverywhereAsync(TimeProvider clock)
    {
        int deaths = 0;
        while (await EveryPoint.DieAfterAsync(new World { Configure = static options => options.MaxLosses = 100, Clock = clock }, deaths))
        {
            deaths++;
        }

        output.WriteLine($"{deaths} deaths");
        Assert.InRange(deaths, 40, 1000);
    }
}
