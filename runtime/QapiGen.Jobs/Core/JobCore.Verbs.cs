namespace QapiGen.Jobs.Core;

/// <content>What the user asks for. The order of the checks shows in the answers (jobs spec 4).</content>
internal static partial class JobCore
{
    private static JobStep Pause(in JobState state)
    {
        if (!JobTransitions.Permits(state.Status, JobVerb.Pause))
        {
            return Refuse(state, JobRefusal.NotPermitted);
        }

        return state.Has(JobFlags.UserPaused)
            ? Refuse(state, JobRefusal.AlreadyPaused)
            : AddPause(state.With(JobFlags.UserPaused));
    }

    private static JobStep Resume(in JobState state)
    {
        if (!state.Has(JobFlags.UserPaused) || state.PauseCount <= 0)
        {
            return Refuse(state, JobRefusal.NotPaused);
        }

        if (!JobTransitions.Permits(state.Status, JobVerb.Resume))
        {
            return Refuse(state, JobRefusal.NotPermitted);
        }

        return state.Has(JobFlags.HasUserResumeHook) ? new JobStep(state, JobEffects.CallUserResume) : ResumeDecided(state);
    }

    private static JobStep ResumeDecided(in JobState state) =>
        state.Has(JobFlags.UserPaused) ? Unpause(state.Without(JobFlags.UserPaused)) : Nothing(state);

    private static JobStep Cancel(in JobState state, bool force)
    {
        if (!force && state.Has(JobFlags.UserPaused))
        {
            return Refuse(state, JobRefusal.CurrentlyPaused);
        }

        if (!JobTransitions.Permits(state.Status, JobVerb.Cancel))
        {
            return Refuse(state, JobRefusal.NotPermitted);
        }

        return MustAskCancel(state) ? new JobStep(state, JobEffects.AskCancel) : CancelDecided(state, force: true);
    }

    /// <summary>Whether a driver has to be called before a cancel of it can be noted.</summary>
    internal static bool MustAskCancel(in JobState state) =>
        state.Has(JobFlags.HasCancelHook) || state.Has(JobFlags.HasUserResumeHook | JobFlags.UserPaused);

    private static JobStep CancelDecided(in JobState state, bool force)
    {
        // What hasn't begun has nothing to finish well: there is no way from created but to the start and to the end (jobs spec 9.3).
        force |= (state.Flags & (JobFlags.Started | JobFlags.Returned)) == 0;
        bool forcedNow = force || state.IsForced;
        JobState noted = NoteCancel(state, force);
        if (!noted.Has(JobFlags.Started))
        {
            // Ended by itself, or by its transaction, while the driver was asked: nothing is left to do.
            return noted.Has(JobFlags.Returned)
                ? Nothing(noted)
                : new JobStep(noted.With(JobFlags.Returned), JobEffects.SignalForced | JobEffects.Ended);
        }

        if (noted.Has(JobFlags.Returned))
        {
            return new JobStep(noted, noted.IsForced ? JobEffects.AbortTransaction : JobEffects.None);
        }

        JobStep woken = Wake(noted, outOfPause: true);
        return forcedNow ? woken with { Effects = woken.Effects | JobEffects.SignalForced } : woken;
    }

    /// <summary>Jobs spec 9.2, steps 3 and 4.</summary>
    private static JobState NoteCancel(in JobState state, bool force)
    {
        JobState noted = state;
        if (noted.Has(JobFlags.UserPaused))
        {
            noted = noted.Without(JobFlags.UserPaused) with { PauseCount = noted.PauseCount - 1 };
        }

        if (force)
        {
            return noted.With(JobFlags.Cancelled | JobFlags.Forced);
        }

        return noted.Has(JobFlags.Returned) ? noted : noted.With(JobFlags.Cancelled);
    }

    private static JobStep SetSpeed(in JobState state, long bytesPerSecond)
    {
        if (!JobTransitions.Permits(state.Status, JobVerb.SetSpeed))
        {
            return Refuse(state, JobRefusal.NotPermitted);
        }

        if (bytesPerSecond < 0)
        {
            return Refuse(state, JobRefusal.NegativeSpeed);
        }

        bool faster = bytesPerSecond == 0 || bytesPerSecond > state.SpeedBytesPerSecond;
        JobState changed = state with { SpeedBytesPerSecond = bytesPerSecond };
        return faster && changed.Has(JobFlags.Sleeping) ? Wake(changed, outOfPause: false) : Nothing(changed);
    }

    private static JobStep Complete(in JobState state)
    {
        if (!JobTransitions.Permits(state.Status, JobVerb.Complete))
        {
            return Refuse(state, JobRefusal.NotPermitted);
        }

        return state.Has(JobFlags.Cancelled) || !state.Has(JobFlags.CanComplete)
            ? Refuse(state, JobRefusal.CannotComplete)
            : new JobStep(state, JobEffects.CallComplete);
    }

    private static JobStep Dismiss(in JobState state) =>
        JobTransitions.Permits(state.Status, JobVerb.Dismiss)
            ? new JobStep(Move(state, JobStatus.Null), JobEffects.StatusChanged | JobEffects.Remove)
            : Refuse(state, JobRefusal.NotPermitted);
}
