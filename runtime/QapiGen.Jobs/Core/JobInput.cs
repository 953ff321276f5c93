namespace QapiGen.Jobs.Core;

/// <summary>Something that happens to a job: what, and its arguments.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Force">Of cancels: whether it is forced; of an end of the work: whether the job stays until it is dismissed, whatever auto-dismiss says.</param>
/// <param name="Number">A speed in bytes per second, an error number (0: success), or the hooks of a driver.</param>
/// <param name="Text">An error's own text; null if it has none.</param>
internal readonly record struct JobInput(JobInputKind Kind, bool Force = false, long Number = 0, string? Text = null)
{
    /// <summary>Verb cancel.</summary>
    public static JobInput Cancel(bool force) => new(JobInputKind.Cancel, Force: force);

    /// <summary>The driver's answer to a cancel.</summary>
    public static JobInput CancelDecided(bool force) => new(JobInputKind.CancelDecided, Force: force);

    /// <summary>Verb set-speed.</summary>
    public static JobInput SetSpeed(long bytesPerSecond) => new(JobInputKind.SetSpeed, Number: bytesPerSecond);

    /// <summary>The work function has returned.</summary>
    public static JobInput Returned(int result, string? error = null) => new(JobInputKind.Returned, Number: result, Text: error);

    /// <summary>The work function has failed since it couldn't read what was kept of the job.</summary>
    internal static JobInput Unreadable(int result, string error) => new(JobInputKind.Returned, Force: true, Number: result, Text: error);

    /// <summary>The prepare operation has returned.</summary>
    public static JobInput Prepared(int result, string? error = null) => new(JobInputKind.Prepared, Number: result, Text: error);

    /// <summary>A driver has been made again, with these hooks.</summary>
    public static JobInput Readopted(JobFlags hooks) => new(JobInputKind.Readopted, Number: (long)hooks);

    /// <summary>No driver can be made again.</summary>
    public static JobInput Abandoned(int result, string? error = null) => new(JobInputKind.Abandoned, Number: result, Text: error);

    /// <summary>An input without arguments.</summary>
    public static implicit operator JobInput(JobInputKind kind) => new(kind);
}

/// <summary>What can happen to a job.</summary>
public enum JobInputKind
{
    /// <summary>The job is made (jobs spec 5).</summary>
    Create,

    /// <summary>Its creator gives it up before the start (jobs spec 5.2).</summary>
    GiveUp,

    /// <summary>It is started (jobs spec 5.6).</summary>
    Start,

    /// <summary>Verb cancel, soft or forced (jobs spec 9).</summary>
    Cancel,

    /// <summary>The driver has been asked whether the cancel is a forced one.</summary>
    CancelDecided,

    /// <summary>Forced cancel because another member failed or was cancelled: only noted (jobs spec 10.3 step 3).</summary>
    CancelByGroup,

    /// <summary>Its turn to end while its transaction is aborted: is woken, or ended if never started (jobs spec 10.3 step 4).</summary>
    EndByGroup,

    /// <summary>Verb pause (jobs spec 7.1).</summary>
    Pause,

    /// <summary>Verb resume (jobs spec 7.3).</summary>
    Resume,

    /// <summary>The driver knows that the user's pause ends; carries out the resume.</summary>
    ResumeDecided,

    /// <summary>Verb set-speed, with the speed (jobs spec 13).</summary>
    SetSpeed,

    /// <summary>Verb complete (jobs spec 8).</summary>
    Complete,

    /// <summary>The driver agreed to complete.</summary>
    CompleteAgreed,

    /// <summary>Verb finalize (jobs spec 10.5).</summary>
    Finalize,

    /// <summary>Verb dismiss (jobs spec 11).</summary>
    Dismiss,

    /// <summary>One more pause that is not the user's (jobs spec 7.4).</summary>
    AddPause,

    /// <summary>One pause less that is not the user's.</summary>
    RemovePause,

    /// <summary>The driver gives up control until it is woken (jobs spec 6).</summary>
    Yield,

    /// <summary>The driver gives up control until it is woken or its timer ends.</summary>
    Sleep,

    /// <summary>The driver's timer has ended.</summary>
    TimerEnded,

    /// <summary>Somebody has news for the driver: it goes on, unless it is stopped at a pause point.</summary>
    Nudge,

    /// <summary>The driver is at a pause point, its pause operation has been called (jobs spec 6, pause point, step 3).</summary>
    PausePoint,

    /// <summary>The driver says that its work could end at any time (jobs spec 8).</summary>
    Ready,

    /// <summary>The driver pauses itself as if by the user, because of an error (jobs spec 7.5).</summary>
    PauseByError,

    /// <summary>The work function has returned, result and text as given (jobs spec 10.1).</summary>
    Returned,

    /// <summary>The result is made final, and a failure announced (jobs spec 10.2).</summary>
    Settle,

    /// <summary>The job ended well and waits for the other members (jobs spec 10.4 step 1).</summary>
    Succeed,

    /// <summary>All members are waiting (jobs spec 10.4 step 3).</summary>
    MakePending,

    /// <summary>The driver's prepare operation has returned, result and text as given.</summary>
    Prepared,

    /// <summary>The job is finished off: settled, its commit or abort operation is next (jobs spec 10.5).</summary>
    FinishOff,

    /// <summary>Its last operation has been called (jobs spec 11).</summary>
    Conclude,

    /// <summary>
    /// Its driver is gone with the process that it ran in: a pause that isn't the user's, until another one is there. Forced: its
    /// transaction is being aborted, so that there is nothing to go on with.
    /// </summary>
    Lost,

    /// <summary>A driver has been made again, and goes on with the work if there is any; told with its hooks.</summary>
    Readopted,

    /// <summary>No driver can be made again: the job fails, number and text as given, and stays until it is dismissed.</summary>
    Abandoned,
}
