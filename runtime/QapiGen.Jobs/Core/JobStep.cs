namespace QapiGen.Jobs.Core;

/// <summary>What came of an input.</summary>
/// <param name="State">The state now; unchanged if it was refused.</param>
/// <param name="Effects">What the host has to do.</param>
/// <param name="Refusal">Why nothing happened; <see cref="JobRefusal.None"/> if it did.</param>
internal readonly record struct JobStep(JobState State, JobEffects Effects, JobRefusal Refusal = JobRefusal.None);

/// <summary>What a host has to do next for a transaction.</summary>
/// <param name="Kind">What.</param>
/// <param name="Member">With which member.</param>
internal readonly record struct JobDirective(JobDirectiveKind Kind, int Member = 0);

/// <summary>What a host has to do for a transaction.</summary>
internal enum JobDirectiveKind
{
    /// <summary>Nothing, until something happens.</summary>
    None,

    /// <summary>Make the member pending.</summary>
    MakePending,

    /// <summary>Call the member's prepare operation, if it has one and its result is 0.</summary>
    Prepare,

    /// <summary>Note a forced cancel of the member, without waking it.</summary>
    Cancel,

    /// <summary>End the member: if its work is over, settle it and say done; if not, wake it, and wait until it ended.</summary>
    End,

    /// <summary>Finish the member off.</summary>
    FinishOff,
}
