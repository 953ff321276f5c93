namespace QapiGen.Jobs.Core;

/// <content>Which states can be: for who reads them from where somebody else may have written.</content>
internal static partial class JobTransactionCore
{
    /// <summary>How many members a transaction can have.</summary>
    internal const int MaxMembers = 1 << 16;

    /// <summary>Whether a phase is one that the members alone don't say: what was decided with it has to be kept.</summary>
    internal static bool IsDecided(JobTransactionPhase phase) => phase is JobTransactionPhase.Committing or JobTransactionPhase.Cancelling;

    /// <summary>Whether a transaction can have these numbers.</summary>
    internal static bool CanBe(in JobTransactionState state) =>
        state.Count is >= 1 and <= MaxMembers && IsUpTo(state.Count, state.Live) && IsUpTo(state.Count, state.Ended) && IsUpTo(state.Count, state.Manual)
        && IsUpTo(state.Count - 1, state.Cursor) && IsUpTo(state.Count - 1, state.Initiator);

    /// <summary>Whether a transaction in a decided phase can have a member in this state that hasn't concluded.</summary>
    internal static bool CanHave(in JobTransactionState state, int index, in JobState member) => state.Phase == JobTransactionPhase.Committing
        ? JobTransitions.IsAllowed(member.Status, JobStatus.Concluded)
        : index != state.Initiator || member.Result != 0 || member.IsForced;

    private static bool IsUpTo(int most, int number) => (uint)number <= (uint)most;
}
