namespace QapiGen.Jobs.Core;

/// <summary>How far a transaction is: a value, changed by <see cref="JobTransactionCore.Apply"/> only. A single job is a transaction of one.</summary>
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
