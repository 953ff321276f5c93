using System.Collections.Generic;

namespace QapiGen.Jobs.Engine;

/// <content>What can be seen from outside.</content>
internal sealed partial class JobEngine
{
    /// <summary>Tells listeners and the log.</summary>
    public JobTelemetry Telemetry { get; }

    /// <summary>Adds the jobs that have an id to how many there are of each type and status.</summary>
    public void CountJobs(SortedDictionary<(string Type, JobStatus Status), long> counts)
    {
        JobLock.Held held = Enter();
        for (Job? job = held.Table.Newest(held); job is not null; job = job.OlderIn(held))
        {
            if (job.Id is not null)
            {
                (string, JobStatus) key = (job.Type.Text, job.StateIn(held).Status);
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }
        }

        Leave(held);
    }
}
