using System;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Dashboard.Tests;

/// <summary>Work of 100 units, of which the first half is done at once; the rest when the test says so. With a failure it fails after the first half, or, if it fails late, when the test says so.</summary>
internal sealed class WaitingDriver(bool becomesReady = false, string? failure = null, bool failsLate = false) : JobDriver, IJobCompleteHook
{
    private volatile bool _isAskedToEnd;

    public override async Task RunAsync(JobContext job)
    {
        job.SetRemaining(100);
        job.ReportDone(50);
        await job.PausePointAsync();
        if (failure is not null && !failsLate)
        {
            throw new JobFailedException(failure);
        }

        if (becomesReady)
        {
            job.ReportReady();
        }

        while (!_isAskedToEnd)
        {
            await job.DelayAsync(TimeSpan.FromMilliseconds(20));
        }

        job.ReportDone(50);
        if (failure is not null)
        {
            throw new JobFailedException(failure);
        }
    }

    public ValueTask CompleteAsync(JobContext job)
    {
        End();
        return default;
    }

    public void End() => _isAskedToEnd = true;
}
