using System;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Engine;

/// <content>What records say of a job.</content>
internal sealed partial class JobJournal
{
    private static JobRecordKind KindOf(JobStatus status, JobDefinition? definition) => definition is not null
        ? JobRecordKind.Created
        : status == JobStatus.Null ? JobRecordKind.Removed : JobRecordKind.State;

    /// <summary>Whether what has come of an input, before the job has entered it, is something that is kept.</summary>
    public static bool IsKept(JobLock.Held held, Job job, in JobState after)
    {
        ref readonly JobState before = ref job.StateIn(held);

        // That a driver is missing is news only where it counts as a loss.
        JobFlags kept = job.IsLost ? StoredJobState.Kept : StoredJobState.Kept & ~JobFlags.Lost;
        return ((before.Flags ^ after.Flags) & kept) != 0 || before.Result != after.Result
            || before.SpeedBytesPerSecond != after.SpeedBytesPerSecond || !string.Equals(before.Error, after.Error, StringComparison.Ordinal);
    }

    private static StoredJobState StateOf(JobLock.Held held, Job job, in JobState state)
    {
        JobFlags flags = state.Flags & (job.IsLost ? StoredJobState.Kept : StoredJobState.Kept & ~JobFlags.Lost);
        ref readonly JobMarks marks = ref job.MarksIn(held);
        if (state.Status != JobStatus.Concluded)
        {
            flags |= (marks.IsTakenUp ? JobFlags.TakenUp : JobFlags.None) | (marks.IsNextUp ? JobFlags.NextUp : JobFlags.None) | (marks.IsProvisional ? JobFlags.Provisional : JobFlags.None);
        }

        return new StoredJobState(
            state.Status, flags, state.Result, StoredText.Clean(state.Error), state.SpeedBytesPerSecond, marks.IsStartRequested, job.Losses);
    }
}
