namespace QapiGen.Jobs.Core;

/// <summary>What a host has to do for a transaction.</summary>
public enum JobDirectiveKind
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
