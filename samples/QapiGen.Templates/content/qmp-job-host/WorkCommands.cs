using QapiGen.Jobs;
using QapiGen.Runtime.Messages;
using Work;

/// <summary>What the commands of <c>work.json</c> do.</summary>
#if (durable)
public sealed class WorkCommands(JobManager jobs) : IWorkCommands
#else
public sealed class WorkCommands(JobManager jobs, IQmpEventSink sink) : IWorkCommands
#endif
{
    /// <inheritdoc/>
    public async ValueTask CountStartAsync(string jobId, CountArguments count, CancellationToken cancellationToken = default)
    {
        if (count.Steps < 0)
        {
            throw new QmpErrorException("Steps must not be negative");
        }

        var options = new JobOptions { Id = jobId, Type = JobType.Create, AutoDismiss = false };
#if (durable)
        await jobs.StartAsync("count", count, options);
#else
        await jobs.StartAsync(new CountJob(count, sink), options);
#endif
    }
}
