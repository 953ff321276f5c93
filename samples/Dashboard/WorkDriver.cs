using System;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;

namespace DashboardSample;

/// <summary>Work that takes time and does nothing else.</summary>
internal sealed class WorkDriver(WorkKind kind, long units, Action<long, long> onStep) : JobDriver, IJobCompleteHook
{
    private volatile bool _isAskedToEnd;

    /// <inheritdoc/>
    public override async Task RunAsync(JobContext job)
    {
        long piece = Math.Max(1, units / 200);
        long next = units / 10;
        job.SetRemaining(units);
        for (long done = 0; done < units;)
        {
            long now = Math.Min(piece, units - done);
            await job.ThrottleAsync(now);
            job.ReportDone(now);
            done += now;
            if (done >= next)
            {
                onStep(done, units);
                next += Math.Max(1, units / 10);
            }

            if (kind == WorkKind.Fail && done * 3 >= units)
            {
                throw new JobFailedException("No space left on the bench");
            }
        }

        if (kind == WorkKind.Mirror)
        {
            job.ReportReady();
            while (!_isAskedToEnd && !job.IsCancelRequested)
            {
                await job.DelayAsync(TimeSpan.FromSeconds(1));
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask CompleteAsync(JobContext job)
    {
        _isAskedToEnd = true;
        return default;
    }
}
