using System;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Jobs.Drivers;

/// <summary>A job, seen from its driver.</summary>
/// <remarks>
/// The waits (<see cref="PausePointAsync"/>, <see cref="YieldAsync"/>, <see cref="DelayAsync"/>, <see cref="ThrottleAsync"/>) are where a job
/// can be paused and cancelled; one at a time. They throw <see cref="OperationCanceledException"/> once the job is cancelled by force.
/// Everything else may be called from any thread. Source: jobs spec 6 to 8, 13 and 17.
/// </remarks>
public abstract class JobContext
{
    /// <summary>The job's id; null for an internal job.</summary>
    public abstract string? Id { get; }

    /// <summary>The job's type.</summary>
    public abstract JobTypeName Type { get; }

    /// <summary>Whether the job is cancelled by force: the work has to stop.</summary>
    public abstract bool IsForced { get; }

    /// <summary>Whether any cancel was requested; if not forced, the work should end in success soon.</summary>
    public abstract bool IsCancelRequested { get; }

    /// <summary>Whether the job is ready (or in standby).</summary>
    public abstract bool IsReady { get; }

    /// <summary>Is cancelled when the job is cancelled by force; for operations that are no waits of the job.</summary>
    public abstract CancellationToken CancellationToken { get; }

    /// <summary>The clock of the waits.</summary>
    public abstract TimeProvider TimeProvider { get; }

    /// <summary>Limit of the speed in units of progress per second (bytes, usually); 0 is unlimited.</summary>
    public abstract long SpeedBytesPerSecond { get; }

    /// <summary>The progress numbers.</summary>
    public abstract JobProgress Progress { get; }

    /// <summary>A pause point: completes at once, unless a pause is requested; then when the job is resumed.</summary>
    public abstract ValueTask PausePointAsync();

    /// <summary>Waits until the job is woken; then a pause point. Expect to be woken for no reason.</summary>
    public abstract ValueTask YieldAsync();

    /// <summary>Waits for a time, or until the job is woken; then a pause point.</summary>
    /// <param name="delay">How long; zero or less is a pause point only.</param>
    public abstract ValueTask DelayAsync(TimeSpan delay);

    /// <summary>Keeps the speed: waits as long as work of this size may take; then a pause point.</summary>
    /// <param name="amount">Size of the work just done, or about to be done, in units of <see cref="SpeedBytesPerSecond"/>.</param>
    /// <remarks>Sleeps on after a pause, and by the new speed after a change of it; ends early at a soft cancel.</remarks>
    public abstract ValueTask ThrottleAsync(long amount);

    /// <summary>Wakes the driver if it yields or sleeps; if it is busy, its next such wait doesn't wait. Doesn't end a pause.</summary>
    public abstract void Wake();

    /// <summary>Says that the work could end at any time: status ready.</summary>
    /// <exception cref="InvalidOperationException">The status isn't running.</exception>
    public abstract void ReportReady();

    /// <summary>Adds to the current progress.</summary>
    public abstract void ReportDone(long amount);

    /// <summary>Sets the total to the current progress plus this.</summary>
    public abstract void SetRemaining(long amount);

    /// <summary>Adds to the total.</summary>
    public abstract void AddRemaining(long amount);

    /// <summary>Pauses the job as if by the user, because of an error that the user can mend (jobs spec 7.5); takes effect at the next wait.</summary>
    public abstract void PauseByError();

    /// <summary>Adds a pause that is not the user's (jobs spec 7.4).</summary>
    public abstract void AddPause();

    /// <summary>Takes back a pause made by <see cref="AddPause"/>.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public abstract void RemovePause();
}
