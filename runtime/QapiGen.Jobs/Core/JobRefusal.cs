namespace QapiGen.Jobs.Core;

/// <summary>Why nothing happened (jobs spec 16).</summary>
internal enum JobRefusal
{
    /// <summary>It wasn't refused.</summary>
    None,

    /// <summary>The verb isn't allowed in this status.</summary>
    NotPermitted,

    /// <summary>Pause of a job that the user has paused already.</summary>
    AlreadyPaused,

    /// <summary>Resume of a job that the user hasn't paused.</summary>
    NotPaused,

    /// <summary>Soft cancel of a job that the user has paused.</summary>
    CurrentlyPaused,

    /// <summary>Complete after a cancel, or the driver can't.</summary>
    CannotComplete,

    /// <summary>A negative speed.</summary>
    NegativeSpeed,

    /// <summary>A mistake of the host or the driver: the input doesn't fit the state.</summary>
    OutOfPlace,
}
