using System;

namespace QapiGen.Jobs.Core;

/// <summary>What a host has to do after a step, in the order of the bits.</summary>
[Flags]
internal enum JobEffects
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Announce the new status, if the job has an id. At most one move per step.</summary>
    StatusChanged = 1 << 0,

    /// <summary>Stop the driver's timer, if it has one.</summary>
    StopTimer = 1 << 1,

    /// <summary>Tell the driver that it is to stop (its cancellation token).</summary>
    SignalForced = 1 << 2,

    /// <summary>Let the driver go; the first thing is a pause point.</summary>
    Launch = 1 << 3,

    /// <summary>Let the driver go on.</summary>
    Continue = 1 << 4,

    /// <summary>Ask the driver about a cancel, tell it if that ends a user's pause, then give <see cref="JobInputKind.CancelDecided"/> or <see cref="JobInputKind.CancelByGroup"/>.</summary>
    AskCancel = 1 << 5,

    /// <summary>Tell the driver that the user's pause ends, then give <see cref="JobInputKind.ResumeDecided"/>.</summary>
    CallUserResume = 1 << 6,

    /// <summary>Ask the driver to complete; if it agrees, give <see cref="JobInputKind.CompleteAgreed"/>.</summary>
    CallComplete = 1 << 7,

    /// <summary>Call the driver's commit operation.</summary>
    CallCommit = 1 << 8,

    /// <summary>Call the driver's abort operation.</summary>
    CallAbort = 1 << 9,

    /// <summary>Call the driver's clean operation.</summary>
    CallClean = 1 << 10,

    /// <summary>The work is over: settle it and tell its transaction.</summary>
    Ended = 1 << 11,

    /// <summary>Abort the transaction.</summary>
    AbortTransaction = 1 << 12,

    /// <summary>Finalize the transaction.</summary>
    FinalizeTransaction = 1 << 13,

    /// <summary>The result is final: leave the transaction, tell who waits for the end.</summary>
    Concluded = 1 << 14,

    /// <summary>Dismiss the job at once.</summary>
    Dismiss = 1 << 15,

    /// <summary>Take the job out of the list; its id is free.</summary>
    Remove = 1 << 16,
}
