using System.Threading.Tasks;

namespace QapiGen.Jobs.Drivers;

/// <summary>A driver that has to bring something to rest before it is paused (jobs spec 6).</summary>
/// <remarks>Called in the driver's own flow. The status changes after the one and before the other.</remarks>
public interface IJobPauseHooks
{
    /// <summary>Brings the work in flight to rest; called at a pause point when a pause is requested.</summary>
    ValueTask PauseAsync(JobContext job);

    /// <summary>Sets it going again; called when such a pause point is left.</summary>
    ValueTask ResumeAsync(JobContext job);
}

/// <summary>A driver that wants to know when the user's pause ends, by resume or by cancel (jobs spec 7.3 and 9.2).</summary>
public interface IJobUserResumeHook
{
    /// <summary>The user's pause ends; called before the job goes on.</summary>
    void UserResumed(JobContext job);
}

/// <summary>A driver that knows soft cancel: the request to finish in a consistent state, soon (jobs spec 9).</summary>
public interface IJobCancelHook
{
    /// <summary>Says what a cancel means; called at every cancel, also repeatedly and after the work has ended.</summary>
    /// <param name="job">The job.</param>
    /// <param name="force">Whether the cancel is a forced one; the answer doesn't matter then.</param>
    /// <returns>True to stop the job; false if it will end in success soon. An exception counts as true.</returns>
    bool IsForcedCancel(JobContext job, bool force);
}

/// <summary>A driver of endless work, which can be asked to end it in success once it is ready (jobs spec 8).</summary>
public interface IJobCompleteHook
{
    /// <summary>Asks the work to end soon; the job is woken afterwards, unless it is paused.</summary>
    /// <remarks>Called by each accepted <c>job-complete</c>, perhaps several times. An exception refuses: the command fails with its text, and nothing has happened.</remarks>
    ValueTask CompleteAsync(JobContext job);
}

/// <summary>A driver with something to do when the outcome of its transaction is known (jobs spec 10.5).</summary>
/// <remarks>
/// Each job gets exactly one of commit and abort, and always clean after it, even if it was never started.
/// They are called one at a time within a transaction, newest member first; verbs for its members wait meanwhile.
/// They must not wait for such a verb themselves.
/// </remarks>
public interface IJobTransactionHooks
{
    /// <summary>Does what can still fail; called when all members have ended well. An exception fails the transaction.</summary>
    ValueTask PrepareAsync(JobContext job) => default;

    /// <summary>Makes the result final. Can't fail: an exception is logged.</summary>
    ValueTask CommitAsync(JobContext job) => default;

    /// <summary>Takes the work back. Can't fail: an exception is logged.</summary>
    ValueTask AbortAsync(JobContext job) => default;

    /// <summary>Frees what the work used. Can't fail: an exception is logged.</summary>
    ValueTask CleanAsync(JobContext job) => default;
}
