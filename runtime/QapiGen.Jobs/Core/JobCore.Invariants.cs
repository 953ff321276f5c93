namespace QapiGen.Jobs.Core;

/// <content>Which states can be: for who reads them from where somebody else may have written.</content>
internal static partial class JobCore
{
    /// <summary>Whether a job can be in a state, as far as that is kept: its status, and what of its flags and its result goes with it.</summary>
    /// <remarks>Follows from the moves that there are: from such a state every input that a host has for it leads on.</remarks>
    internal static bool CanBe(in JobState state)
    {
        (bool isStarted, bool hasReturned, bool fails) = (state.Has(JobFlags.Started), state.Has(JobFlags.Returned), state.Result != 0 || state.IsForced);
        if (state.Status is JobStatus.Undefined or JobStatus.Null || (uint)state.Status >= (uint)JobTransitions.StatusCount
            || (state.IsForced && !state.Has(JobFlags.Cancelled)))
        {
            return false;
        }

        if (state.IsCompleted)
        {
            // Only who fails comes here without a start; and aborting says why.
            bool isWithoutStart = state.Status == JobStatus.Concluded || JobTransitions.IsAllowed(JobStatus.Created, state.Status);
            return hasReturned && (isStarted || isWithoutStart) && (state.Status != JobStatus.Aborting || state.Result != 0);
        }

        bool isCreated = state.Status == JobStatus.Created;
        return hasReturned
            ? (isStarted || isCreated) && JobTransitions.IsAllowed(state.Status, fails ? JobStatus.Aborting : JobStatus.Waiting)
            : isStarted != isCreated && state.Result == 0;
    }
}
