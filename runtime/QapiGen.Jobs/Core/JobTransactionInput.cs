namespace QapiGen.Jobs.Core;

/// <summary>Something that happens to a transaction.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Member">Index of the member that it is about.</param>
/// <param name="Flag">See the kinds.</param>
internal readonly record struct JobTransactionInput(JobTransactionInputKind Kind, int Member = 0, bool Flag = false);

/// <summary>What can happen to a transaction.</summary>
internal enum JobTransactionInputKind
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

/// <summary>How far a transaction is: a value, changed by the engine only. A single job is a transaction of one.</summary>
/// <param name="Phase">What its members are doing together.</param>
/// <param name="Count">How many members were ever made; their indexes are 0 to Count - 1, the newest has the highest.</param>
/// <param name="Live">How many haven't left.</param>
/// <param name="Ended">How many ended well and wait.</param>
/// <param name="Manual">How many of the live members don't finalize by themselves.</param>
/// <param name="Cursor">Index of the member whose turn it is.</param>
/// <param name="Initiator">Index of the member that aborted the transaction.</param>
/// <remarks>Source: jobs spec 10.</remarks>
public readonly record struct JobTransactionState(
    JobTransactionPhase Phase, int Count, int Live, int Ended, int Manual, int Cursor, int Initiator)
{
    /// <summary>Whether the transaction is being aborted.</summary>
    public bool IsAborting => Phase is JobTransactionPhase.Cancelling or JobTransactionPhase.Ending or JobTransactionPhase.Finishing;
}

/// <summary>What the members of a transaction are doing together.</summary>
public enum JobTransactionPhase
{
    /// <summary>Members are made, work, and wait for each other.</summary>
    Open,

    /// <summary>All have ended well; they become pending one after the other.</summary>
    Converging,

    /// <summary>All are pending; somebody has to finalize.</summary>
    Pending,

    /// <summary>Prepare operations are called.</summary>
    Preparing,

    /// <summary>Members are finished off in success.</summary>
    Committing,

    /// <summary>The transaction is aborted: the others are cancelled by force.</summary>
    Cancelling,

    /// <summary>The transaction is aborted: the member at the cursor has to end.</summary>
    Ending,

    /// <summary>The transaction is aborted: the member at the cursor is finished off.</summary>
    Finishing,

    /// <summary>Every member has left.</summary>
    Closed,
}

/// <summary>What came of an input to a transaction.</summary>
/// <param name="State">The state now.</param>
/// <param name="Directive">What to do next; the answer to it is the next input.</param>
internal readonly record struct JobTransactionStep(JobTransactionState State, JobDirective Directive);
