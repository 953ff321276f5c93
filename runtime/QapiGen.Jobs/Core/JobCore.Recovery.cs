namespace QapiGen.Jobs.Core;

/// <content>What happens to a job whose host comes up again (jobs spec 24).</content>
internal static partial class JobCore
{
    private const JobFlags Hooks =
        JobFlags.CanComplete | JobFlags.HasCancelHook | JobFlags.HasPauseHooks | JobFlags.HasUserResumeHook | JobFlags.HasTransactionHooks;

    private const JobFlags AtWork = JobFlags.Busy | JobFlags.Sleeping | JobFlags.Quiescent;

    private static JobStep Lost(in JobState state, bool force)
    {
        if (!IsAtWork(state) || (state.Has(JobFlags.Lost) && !force))
        {
            return Nothing(state);
        }

        if (state.IsForced || force)
        {
            // The cancel has done its work: nobody is left who could react to it.
            JobState over = Over(NoteCancel(state, force: true));
            return new JobStep(over, IfMoved(state, over) | JobEffects.Ended);
        }

        JobState lost = state.Without(AtWork).With(JobFlags.Lost | JobFlags.Quiescent) with { PauseCount = state.PauseCount + 1 };
        switch (state.Status)
        {
            case JobStatus.Running:
                return Changed(Move(lost, JobStatus.Paused));
            case JobStatus.Ready:
                return Changed(Move(lost, JobStatus.Standby).With(JobFlags.CatchesUp));
            default:
                return Nothing(state.Status == JobStatus.Standby ? lost.With(JobFlags.CatchesUp) : lost);
        }
    }

    private static JobStep Readopted(in JobState state, JobFlags hooks)
    {
        JobState adopted = state.Without(Hooks).With(hooks);
        if (!state.Has(JobFlags.Lost))
        {
            // Its work hasn't begun, or is over; the driver is there for its hooks.
            return IsAtWork(state) ? Refuse(state, JobRefusal.OutOfPlace) : Nothing(adopted);
        }

        adopted = adopted.Without(JobFlags.Lost) with { PauseCount = state.PauseCount - 1 };
        if (MustStop(adopted))
        {
            return Nothing(adopted);
        }

        adopted = Unstop(adopted).With(JobFlags.Busy);
        return new JobStep(adopted, IfMoved(state, adopted) | JobEffects.Launch);
    }

    private static JobStep Abandoned(in JobState state, in JobInput input)
    {
        bool works = IsAtWork(state);
        if (state.Status is JobStatus.Aborting or JobStatus.Concluded or JobStatus.Null or JobStatus.Undefined || (works && !state.Has(JobFlags.Lost)))
        {
            return Refuse(state, JobRefusal.OutOfPlace);
        }

        bool waits = state.Status is JobStatus.Waiting or JobStatus.Pending;
        JobState over = works ? Over(state) : state.Without(AtWork).With(JobFlags.Returned | JobFlags.Started);
        over = over.Without(Hooks | JobFlags.AutoDismiss) with { Result = (int)input.Number, Error = input.Text };
        return new JobStep(over, IfMoved(state, over) | (waits ? JobEffects.AbortTransaction : JobEffects.Ended));
    }

    private static bool IsAtWork(in JobState state) => state.Has(JobFlags.Started) && !state.Has(JobFlags.Returned) && !state.IsCompleted;

    private static JobState Over(in JobState state)
    {
        JobState over = state.Status is JobStatus.Paused or JobStatus.Standby ? Unpaused(state) : state;
        over = over.Without(AtWork | JobFlags.Lost | JobFlags.CatchesUp).With(JobFlags.Returned);
        return over with { PauseCount = over.Has(JobFlags.UserPaused) ? 1 : 0 };
    }
}
