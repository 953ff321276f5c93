namespace QapiGen.Jobs.Core;

/// <summary>What can happen to a transaction.</summary>
public enum JobTransactionInputKind
{
    /// <summary>A member is made; <see cref="JobTransactionInput.Flag"/>: it finalizes by itself.</summary>
    Joined,

    /// <summary>A member was given up; <see cref="JobTransactionInput.Flag"/>: it would have finalized by itself.</summary>
    GivenUp,

    /// <summary>A member's work has ended and is settled; <see cref="JobTransactionInput.Flag"/>: well.</summary>
    Ended,

    /// <summary>A member whose work has ended was cancelled by force.</summary>
    Abort,

    /// <summary>The user finalizes.</summary>
    Finalize,

    /// <summary>The directive is carried out, or its member has left before.</summary>
    Done,

    /// <summary>The directive was <see cref="JobDirectiveKind.Prepare"/>, and it failed.</summary>
    PrepareFailed,

    /// <summary>The host has come up again; the state is what was kept, or what the members say.</summary>
    Recovered,
}
