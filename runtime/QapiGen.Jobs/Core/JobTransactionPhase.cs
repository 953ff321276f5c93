namespace QapiGen.Jobs.Core;

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
