using System;

namespace QapiGen.Jobs.Core;

/// <summary>The yes-or-no parts of a job (jobs spec 2), and which hooks its driver has.</summary>
[Flags]
public enum JobFlags
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>A work function has been started.</summary>
    Started = 1 << 0,

    /// <summary>The driver is executing, or waits for something of its own; it can't be woken.</summary>
    Busy = 1 << 1,

    /// <summary>The driver is stopped at a pause point, or was never started.</summary>
    Quiescent = 1 << 2,

    /// <summary>The driver sleeps with a timer.</summary>
    Sleeping = 1 << 3,

    /// <summary>One of the pauses is the user's.</summary>
    UserPaused = 1 << 4,

    /// <summary>A cancel was requested, soft or forced.</summary>
    Cancelled = 1 << 5,

    /// <summary>A forced cancel was requested; implies <see cref="Cancelled"/>.</summary>
    Forced = 1 << 6,

    /// <summary>The work function has returned, or will never be called.</summary>
    Returned = 1 << 7,

    /// <summary>Finalizes by itself.</summary>
    AutoFinalize = 1 << 8,

    /// <summary>Is dismissed by itself.</summary>
    AutoDismiss = 1 << 9,

    /// <summary>Has no id: never listed, never announced.</summary>
    Internal = 1 << 10,

    /// <summary>The driver has a complete operation.</summary>
    CanComplete = 1 << 11,

    /// <summary>The driver wants to be asked at each cancel; without, every cancel is forced.</summary>
    HasCancelHook = 1 << 12,

    /// <summary>The driver has pause and resume operations, so that it has to get to its pause points itself.</summary>
    HasPauseHooks = 1 << 13,

    /// <summary>The driver wants to know when a user's pause ends.</summary>
    HasUserResumeHook = 1 << 14,

    /// <summary>The driver has prepare, commit, abort or clean operations.</summary>
    HasTransactionHooks = 1 << 15,

    /// <summary>The driver is gone with its process; one of the pauses lasts until another one is there.</summary>
    Lost = 1 << 16,

    /// <summary>The job was ready before its driver was lost: the new one works behind standby, until it is ready, too.</summary>
    CatchesUp = 1 << 17,

    /// <summary>A driver is being made again for the job, or hooks of one that was: a host that is lost meanwhile counts as a loss of the job.</summary>
    TakenUp = 1 << 18,

    /// <summary>The job is one of several whose drivers are made next, and any of which may end the host: a host that is lost meanwhile is no loss of the job, and the next one takes it up first, alone.</summary>
    NextUp = 1 << 19,

    /// <summary>The job was made in a <see cref="JobTransaction"/> that isn't started yet: a host that takes up the store takes the job back, as leaving the scope would have.</summary>
    Provisional = 1 << 20,
}
