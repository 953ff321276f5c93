namespace QapiGen.Jobs;

/// <summary>What can be asked of a job.</summary>
public enum JobVerb
{
    /// <summary>Cancel.</summary>
    Cancel,

    /// <summary>Pause.</summary>
    Pause,

    /// <summary>Resume.</summary>
    Resume,

    /// <summary>Set the speed.</summary>
    SetSpeed,

    /// <summary>Complete.</summary>
    Complete,

    /// <summary>Dismiss.</summary>
    Dismiss,

    /// <summary>Finalize.</summary>
    Finalize,
}
