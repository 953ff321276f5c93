namespace QapiGen.Jobs;

/// <summary>Where a job stands in its life.</summary>
public enum JobStatus
{
    /// <summary>No status yet; never seen from outside.</summary>
    Undefined,

    /// <summary>Made, but not started.</summary>
    Created,

    /// <summary>At work.</summary>
    Running,

    /// <summary>At work, but halted.</summary>
    Paused,

    /// <summary>The work could end at any time.</summary>
    Ready,

    /// <summary>Ready, but halted.</summary>
    Standby,

    /// <summary>The work has ended well; waits for the other members of its transaction.</summary>
    Waiting,

    /// <summary>Every member has ended its work well; what remains is to finalize.</summary>
    Pending,

    /// <summary>Failed or was cancelled, and is cleaning up.</summary>
    Aborting,

    /// <summary>Everything is over and the result is final.</summary>
    Concluded,

    /// <summary>Gone.</summary>
    Null,
}
