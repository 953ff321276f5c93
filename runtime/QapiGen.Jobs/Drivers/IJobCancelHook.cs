namespace QapiGen.Jobs.Drivers;

/// <summary>A driver that knows soft cancel: the request to finish in a consistent state, soon (jobs spec 9).</summary>
public interface IJobCancelHook
{
    /// <summary>Says what a cancel means; called at every cancel, also repeatedly and after the work has ended.</summary>
    /// <param name="job">The job.</param>
    /// <param name="force">Whether the cancel is a forced one; the answer doesn't matter then.</param>
    /// <returns>True to stop the job; false if it will end in success soon. An exception counts as true.</returns>
    bool IsForcedCancel(JobContext job, bool force);
}
