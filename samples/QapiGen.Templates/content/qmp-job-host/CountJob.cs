using QapiGen.Jobs.Drivers;
using QapiGen.Runtime.Messages;
using Work;

/// <summary>Counts; stands for what takes time in your program.</summary>
public sealed class CountJob(CountArguments arguments, IQmpEventSink sink) : JobDriver
{
    private readonly WorkEventEmitter _events = new(sink);

    /// <inheritdoc/>
    public override async Task RunAsync(JobContext job)
    {
#if (durable)
        long first = job.LoadCheckpoint<CountCursor>()?.Step ?? 0;
#else
        long first = 0;
#endif
        job.SetRemaining(arguments.Steps - first);
        for (long step = first + 1; step <= arguments.Steps; step++)
        {
            await job.DelayAsync(TimeSpan.FromSeconds(0.1));   // here the job can be paused and cancelled
            job.ReportDone(1);
            if (step % 10 == 0)
            {
                var cursor = new CountCursor { Step = step };
#if (durable)
                await job.SaveCheckpointAsync(cursor);         // the next host goes on from here
#endif
                _events.CursorMoved(job.Id!, cursor);
            }
        }
    }
}
