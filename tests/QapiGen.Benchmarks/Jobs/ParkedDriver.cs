using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Benchmarks.Jobs;

/// <summary>A driver that waits until it is cancelled.</summary>
internal sealed class ParkedDriver : JobDriver
{
    public override async Task RunAsync(JobContext job)
    {
        while (true)
        {
            await job.YieldAsync();
        }
    }
}
