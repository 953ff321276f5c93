using System;

namespace QapiGen.Jobs.Core;

/// <summary>The life of one job as a pure function: state and input in, state and effects out.</summary>
/// <remarks>
/// Nothing else may change a job's state. What members of a transaction do to each other is <see cref="JobTransactionCore"/>.
/// Source: jobs spec 5 to 12.
/// </remarks>
internal static partial class JobCore
{
    /// <summary>Applies an input.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="input">What happens.</param>
    /// <returns>The state after, and what to do; or a refusal, and the state unchanged.</returns>
    /// <exception cref="InvalidOperationException">The input would lead to a move that the table doesn't have: a fault of the host.</exception>
    public static JobStep Apply(in JobState state, in JobInput input) => input.Kind switch
    {
        JobInputKind.Create => Changed(Move(state, JobStatus.Created)),
        JobInputKind.GiveUp => GiveUp(state),
        JobInputKind.Start => Start(state),
        JobInputKind.Cancel => Cancel(state, input.Force),
        JobInputKind.CancelDecided => CancelDecided(state, input.Force),
        JobInputKind.CancelByGroup => new JobStep(NoteCancel(state, force: true), JobEffects.None),
        JobInputKind.EndByGroup => EndByGroup(state),
        JobInputKind.Pause => Pause(state),
        JobInputKind.Resume => Resume(state),
        JobInputKind.ResumeDecided => ResumeDecided(state),
        JobInputKind.SetSpeed => SetSpeed(state, input.Number),
        JobInputKind.Complete => Complete(state),
        JobInputKind.CompleteAgreed => Wake(state, outOfPause: false),
        JobInputKind.Finalize => Permit(state, JobVerb.Finalize, JobEffects.FinalizeTransaction),
        JobInputKind.Dismiss => Dismiss(state),
        JobInputKind.AddPause => AddPause(state),
        JobInputKind.RemovePause => RemovePause(state),
        JobInputKind.Yield => Wait(state, JobFlags.None),
        JobInputKind.Sleep => Wait(state, JobFlags.Sleeping),
        JobInputKind.TimerEnded => state.Has(JobFlags.Sleeping) ? Wake(state, outOfPause: false) : Nothing(state),
        JobInputKind.Nudge => Wake(state, outOfPause: false),
        JobInputKind.PausePoint => PausePoint(state),
        JobInputKind.Ready => Ready(state),
        JobInputKind.PauseByError => PauseByError(state),
        JobInputKind.Returned => Returned(state, input),
        JobInputKind.Settle => Settle(state),
        JobInputKind.Succeed => Changed(Move(state, JobStatus.Waiting)),
        JobInputKind.MakePending => Changed(Move(state, JobStatus.Pending)),
        JobInputKind.Prepared => Settle(state with { Result = (int)input.Number, Error = input.Text }),
        JobInputKind.FinishOff => FinishOff(state),
        JobInputKind.Conclude => Conclude(state),
        JobInputKind.Lost => Lost(state, input.Force),
        JobInputKind.Readopted => Readopted(state, (JobFlags)input.Number & Hooks),
        JobInputKind.Abandoned => Abandoned(state, input),
        _ => throw new ArgumentOutOfRangeException(nameof(input)),
    };

    private static JobStep GiveUp(in JobState state) =>
        state.Status == JobStatus.Created
            ? new JobStep(Move(state, JobStatus.Null), JobEffects.StatusChanged | JobEffects.Concluded | JobEffects.Remove)
            : Refuse(state, JobRefusal.OutOfPlace);

    private static JobStep Start(in JobState state)
    {
        if (state.Status != JobStatus.Created)
        {
            return Refuse(state, JobRefusal.OutOfPlace);
        }

        JobState started = Move(state, JobStatus.Running).With(JobFlags.Started | JobFlags.Busy).Without(JobFlags.Quiescent);
        return new JobStep(started with { PauseCount = state.PauseCount - 1 }, JobEffects.StatusChanged | JobEffects.Launch);
    }

    /// <summary>The only place where a status changes.</summary>
    private static JobState Move(in JobState state, JobStatus to)
    {
        if (!JobTransitions.IsAllowed(state.Status, to))
        {
            throw new InvalidOperationException($"A job can't go from {state.Status} to {to}.");
        }

        return state with { Status = to };
    }

    private static JobStep Permit(in JobState state, JobVerb verb, JobEffects effects) =>
        JobTransitions.Permits(state.Status, verb) ? new JobStep(state, effects) : Refuse(state, JobRefusal.NotPermitted);

    private static JobStep Changed(in JobState state) => new(state, JobEffects.StatusChanged);

    private static JobStep Nothing(in JobState state) => new(state, JobEffects.None);

    private static JobStep Refuse(in JobState state, JobRefusal refusal) => new(state, JobEffects.None, refusal);
}
