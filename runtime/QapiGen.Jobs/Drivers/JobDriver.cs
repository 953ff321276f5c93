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
