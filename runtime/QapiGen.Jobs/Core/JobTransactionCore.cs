using System;

namespace QapiGen.Jobs.Core;

/// <summary>What the members of a transaction do to each other, as a pure function; always newest member first.</summary>
/// <remarks>
/// The answer to an input is a directive about one member; the host carries it out and says <see cref="JobTransactionInputKind.Done"/>,
/// until nothing is left to do. State is O(1) whatever the size of the group. Source: jobs spec 10.3 to 10.5 and 22.
/// </remarks>
internal static partial class JobTransactionCore
{
    private static readonly JobDirective s_none = new(JobDirectiveKind.None);

    /// <summary>Applies an input.</summary>
    /// <exception cref="InvalidOperationException">The input doesn't fit the phase: a fault of the host.</exception>
    public static JobTransactionStep Apply(in JobTransactionState state, in JobTransactionInput input) => input.Kind switch
    {
        JobTransactionInputKind.Joined => Joined(state, input.Flag),
        JobTransactionInputKind.GivenUp => GivenUp(state, input.Flag),
        JobTransactionInputKind.Ended => Ended(state, input),
        JobTransactionInputKind.Abort => Abort(state, input.Member),
        JobTransactionInputKind.Finalize => state.Phase == JobTransactionPhase.Pending
            ? Turn(state, JobTransactionPhase.Preparing, state.Count)
            : throw OutOfPlace(state, input),
        JobTransactionInputKind.Done => Done(state, input),
        JobTransactionInputKind.PrepareFailed => state.Phase == JobTransactionPhase.Preparing
            ? Abort(state, state.Cursor)
            : throw OutOfPlace(state, input),
        JobTransactionInputKind.Recovered => Recovered(state),
        _ => throw new ArgumentOutOfRangeException(nameof(input)),
    };

    /// <summary>Whatever was begun is begun again with the newest member; what is done already shows in the members.</summary>
    private static JobTransactionStep Recovered(in JobTransactionState state) => state.Phase switch
    {
        JobTransactionPhase.Open => Converge(state),
        JobTransactionPhase.Converging or JobTransactionPhase.Preparing or JobTransactionPhase.Committing => Turn(state, state.Phase, state.Count),
        JobTransactionPhase.Cancelling or JobTransactionPhase.Ending or JobTransactionPhase.Finishing =>
            Turn(state, JobTransactionPhase.Cancelling, state.Count),
        _ => new JobTransactionStep(state, s_none),
    };

    private static JobTransactionStep Joined(in JobTransactionState state, bool autoFinalize)
    {
        if (state.Phase != JobTransactionPhase.Open)
        {
            throw OutOfPlace(state, new JobTransactionInput(JobTransactionInputKind.Joined));
        }

        return new JobTransactionStep(
            state with { Count = state.Count + 1, Live = state.Live + 1, Manual = state.Manual + (autoFinalize ? 0 : 1) }, s_none);
    }

    private static JobTransactionStep GivenUp(in JobTransactionState state, bool autoFinalize)
    {
        JobTransactionState left = state with { Live = state.Live - 1, Manual = state.Manual - (autoFinalize ? 0 : 1) };
        return left.Phase == JobTransactionPhase.Open ? Converge(left) : new JobTransactionStep(left, s_none);
    }

    private static JobTransactionStep Ended(in JobTransactionState state, in JobTransactionInput input)
    {
        if (state.IsAborting)
        {
            // Whoever began to abort does the rest, and may be waiting for just this one.
            return state.Phase == JobTransactionPhase.Ending && state.Cursor == input.Member
                ? Done(state, input)
                : new JobTransactionStep(state, s_none);
        }

        return input.Flag ? Converge(state with { Ended = state.Ended + 1 }) : Abort(state, input.Member);
    }

    private static JobTransactionStep Converge(in JobTransactionState state) =>
        state.Live > 0 && state.Ended == state.Live
            ? Turn(state, JobTransactionPhase.Converging, state.Count)
            : new JobTransactionStep(state, s_none);

    private static JobTransactionStep Abort(in JobTransactionState state, int initiator) =>
        state.IsAborting || state.Phase == JobTransactionPhase.Closed
            ? new JobTransactionStep(state, s_none)
            : Turn(state with { Initiator = initiator }, JobTransactionPhase.Cancelling, state.Count);

    private static JobTransactionStep Done(in JobTransactionState state, in JobTransactionInput input) => state.Phase switch
    {
        JobTransactionPhase.Ending => Turn(state, JobTransactionPhase.Finishing, state.Cursor + 1),
        JobTransactionPhase.Finishing => Turn(state, JobTransactionPhase.Ending, state.Cursor),
        JobTransactionPhase.Converging or JobTransactionPhase.Preparing or JobTransactionPhase.Committing
            or JobTransactionPhase.Cancelling => Turn(state, state.Phase, state.Cursor),
        _ => throw OutOfPlace(state, input),
    };

    /// <summary>Gives the next member below <paramref name="cursor"/> its turn, or goes on to the next phase.</summary>
    private static JobTransactionStep Turn(in JobTransactionState state, JobTransactionPhase phase, int cursor)
    {
        int next = cursor - 1;
        if (phase == JobTransactionPhase.Cancelling && next == state.Initiator)
        {
            next--;
        }

        if (next < 0)
        {
            return Leave(state, phase);
        }

        return new JobTransactionStep(state with { Phase = phase, Cursor = next }, new JobDirective(DirectiveOf(phase), next));
    }

    private static JobTransactionStep Leave(in JobTransactionState state, JobTransactionPhase phase) => phase switch
    {
        JobTransactionPhase.Converging when state.Manual > 0 =>
            new JobTransactionStep(state with { Phase = JobTransactionPhase.Pending, Cursor = 0 }, s_none),
        JobTransactionPhase.Converging => Turn(state, JobTransactionPhase.Preparing, state.Count),
        JobTransactionPhase.Preparing => Turn(state, JobTransactionPhase.Committing, state.Count),
        JobTransactionPhase.Cancelling => Turn(state, JobTransactionPhase.Ending, state.Count),
        _ => new JobTransactionStep(state with { Phase = JobTransactionPhase.Closed, Cursor = 0, Live = 0 }, s_none),
    };

    private static JobDirectiveKind DirectiveOf(JobTransactionPhase phase) => phase switch
    {
        JobTransactionPhase.Converging => JobDirectiveKind.MakePending,
        JobTransactionPhase.Preparing => JobDirectiveKind.Prepare,
        JobTransactionPhase.Cancelling => JobDirectiveKind.Cancel,
        JobTransactionPhase.Ending => JobDirectiveKind.End,
        _ => JobDirectiveKind.FinishOff,
    };

    private static InvalidOperationException OutOfPlace(in JobTransactionState state, in JobTransactionInput input) =>
        new($"A transaction that is {state.Phase} can't take {input.Kind}.");
}
