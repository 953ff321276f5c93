using System.Threading.Tasks;
using QapiGen.Jobs.Core;

namespace QapiGen.Jobs.Drivers;

/// <summary>The part of a job that does its work. An application derives from it; one object drives one job.</summary>
/// <remarks>
/// What a driver can do beyond its work it says by implementing <see cref="IJobCompleteHook"/>, <see cref="IJobCancelHook"/>,
/// <see cref="IJobPauseHooks"/>, <see cref="IJobUserResumeHook"/> or <see cref="IJobTransactionHooks"/>.
/// Source: jobs spec 17.
/// </remarks>
public abstract class JobDriver
{
    /// <summary>Does the work; called once, after the first pause point.</summary>
    /// <param name="job">The job, seen from its driver.</param>
    /// <returns>Completes when the work is over. Success if it runs to its end; a failure if it throws.</returns>
    /// <remarks>
    /// Call a wait of <paramref name="job"/> often: between two of them the job can be neither paused nor cancelled.
    /// <see cref="JobFailedException"/> gives a failure its error number; the text of any other exception becomes the job's error.
    /// An <see cref="System.OperationCanceledException"/> after a forced cancel is the cancel, not a failure.
    /// Source: jobs spec 12 and 17.
    /// </remarks>
    public abstract Task RunAsync(JobContext job);

    internal JobFlags Hooks =>
        (this is IJobCompleteHook ? JobFlags.CanComplete : JobFlags.None)
        | (this is IJobCancelHook ? JobFlags.HasCancelHook : JobFlags.None)
        | (this is IJobPauseHooks ? JobFlags.HasPauseHooks : JobFlags.None)
        | (this is IJobUserResumeHook ? JobFlags.HasUserResumeHook : JobFlags.None)
        | (this is IJobTransactionHooks ? JobFlags.HasTransactionHooks : JobFlags.None);
}

/// <summary>What happens to a job whose host was lost while it was at work.</summary>
public enum JobLoss
{
    /// <summary>A new driver goes on from the last checkpoint.</summary>
    Resume,

    /// <summary>A new driver begins anew, without a checkpoint.</summary>
    Restart,

    /// <summary>The job fails.</summary>
    Fail,
}

/// <summary>What is chosen for a driver when it is registered.</summary>
public sealed class JobDriverOptions
{
    /// <summary>What happens when a host is lost. Default: resume. A host that was stopped isn't lost: its jobs always go on from their checkpoints.</summary>
    public JobLoss OnLost { get; set; } = JobLoss.Resume;

    /// <summary>
    /// How many losses a job survives, from 0; the next one ends it. Default: 3. Counted are hosts that were lost while the job was at work, or while its driver was made again
    /// or had its hooks called after that, which may have ended them.
    /// </summary>
    public int MaxLosses { get; set; } = 3;
}

/// <summary>How far a job is, in units of its driver's choice (jobs spec 13).</summary>
/// <param name="Current">How much is done; never goes back.</param>
/// <param name="Total">How much it will be; may change in both directions.</param>
public readonly record struct JobProgress(long Current, long Total);
