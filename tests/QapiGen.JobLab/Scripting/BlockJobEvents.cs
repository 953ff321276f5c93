using System;
using QapiGen.Jobs;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Events;

namespace QapiGen.JobLab.Scripting;

/// <summary>The events of a job engine with block jobs: status changes, and the older events in their places between them.</summary>
/// <param name="status">Takes a status change.</param>
/// <param name="older">Takes an older event.</param>
public sealed class BlockJobEvents(Action<string, JobStatus> status, Action<BlockJobEvent> older) : IJobEventSink
{
    public static bool IsBlockJob(JobType type) => type is JobType.Commit or JobType.Stream or JobType.Mirror or JobType.Backup;

    public void OnTransition(in JobTransition transition)
    {
        Job job = transition.Job!;
        bool isBlockJob = IsBlockJob(job.Type.ToJobType());
        if (isBlockJob && transition.Status == JobStatus.Concluded && transition.State.Has(JobFlags.Started))
        {
            string name = transition.State.IsForced ? "BLOCK_JOB_CANCELLED" : "BLOCK_JOB_COMPLETED";
            older(Numbers(job, name, transition.State, transition.State.IsForced ? null : transition.State.Error));
        }

        status(job.Id!, transition.Status);
        if (isBlockJob && transition.Status == JobStatus.Ready && transition.From == JobStatus.Running)
        {
            older(Numbers(job, "BLOCK_JOB_READY", transition.State, null));
        }
        else if (isBlockJob && transition.Status == JobStatus.Pending && !transition.State.Has(JobFlags.AutoFinalize))
        {
            older(new BlockJobEvent(job.Id!, "BLOCK_JOB_PENDING") { Type = job.Type.ToJobType() });
        }
    }

    public void ReportError(string id, string operation, string action) =>
        older(new BlockJobEvent(id, "BLOCK_JOB_ERROR") { Operation = operation, Action = action });

    private static BlockJobEvent Numbers(Job job, string name, in JobState state, string? error) => new(job.Id!, name)
    {
        Type = job.Type.ToJobType(),
        Offset = job.Progress.Current,
        Length = job.Progress.Total,
        Speed = state.SpeedBytesPerSecond,
        Error = error,
    };
}
