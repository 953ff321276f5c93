using System;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Benchmarks.Dashboard;

/// <summary>Work that goes on, ten steps a second, until it is cancelled.</summary>
internal sealed class SteadyDriver : JobDriver
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    public override async Task RunAsync(JobContext job)
    {
        job.SetRemaining(1_000_000);
        while (true)
        {
            await job.DelayAsync(Step);
            job.ReportDone(1);
        }
    }
}
