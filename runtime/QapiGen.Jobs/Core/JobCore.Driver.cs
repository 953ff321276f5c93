namespace QapiGen.Jobs.Core;

/// <content>Waiting, waking and pausing (jobs spec 6 and 7).</content>
internal static partial class JobCore
{
    /// <summary>The driver gives up control. A wait ends in a pause point; a driver with pause operations gets there itself.</summary>
    private static JobStep Wait(in JobState state, JobFlags how)
    {
        if (!state.Has(JobFlags.Busy) || state.Has(JobFlags.Returned))
        {
            return Refuse(state, JobRefusal.OutOfPlace);
        }

        if (state.IsForced || state.PauseCount > 0)
        {
            return state.Has(JobFlags.HasPauseHooks) ? new JobStep(state, JobEffects.Continue) : PausePoint(state);
        }

        return Nothing(state.Without(JobFlags.Busy).With(how));
    }

    private static JobStep PausePoint(in JobState state)
    {
        if (!state.Has(JobFlags.Busy) || state.Has(JobFlags.Returned))
        {
            return Refuse(state, JobRefusal.OutOfPlace);
        }

        return MustStop(state) ? Stop(state) : new JobStep(state, JobEffects.Continue);
    }

    private static bool MustStop(in JobState state) => state.PauseCount > 0 && !state.IsForced;

    private static JobStep Stop(in JobState state)
    {
        JobState stopped = state.With(JobFlags.Quiescent).Without(JobFlags.Busy);
        return state.Has(JobFlags.CatchesUp)
            ? Nothing(stopped)
            : Changed(Move(stopped, state.Status == JobStatus.Ready ? JobStatus.Standby : JobStatus.Paused));
    }

    /// <summary>Back to work; who catches up does it behind standby.</summary>
    private static JobState Unstop(in JobState state) =>
        state.Has(JobFlags.CatchesUp) ? state.Without(JobFlags.Quiescent) : Unpaused(state);

    private static JobState Unpaused(in JobState state) =>
        Move(state, state.Status == JobStatus.Standby ? JobStatus.Ready : JobStatus.Running).Without(JobFlags.Quiescent | JobFlags.CatchesUp);

    private static JobEffects IfMoved(in JobState before, in JobState after) =>
        before.Status == after.Status ? JobEffects.None : JobEffects.StatusChanged;

    /// <summary>Wakes the driver; one that is busy, not started or gone isn't there to be woken.</summary>
    private static JobStep Wake(in JobState state, bool outOfPause)
    {
        if (!state.Has(JobFlags.Started) || (state.Flags & (JobFlags.Busy | JobFlags.Returned)) != 0)
        {
            return Nothing(state);
        }

        if (state.Has(JobFlags.Quiescent))
        {
            if (!outOfPause)
            {
                return Nothing(state);
            }

            JobState on = Unstop(state).With(JobFlags.Busy);
            return new JobStep(on, IfMoved(state, on) | JobEffects.Continue);
        }

        JobEffects timer = state.Has(JobFlags.Sleeping) ? JobEffects.StopTimer : JobEffects.None;
        JobState awake = state.Without(JobFlags.Sleeping).With(JobFlags.Busy);
        if (MustStop(awake) && !awake.Has(JobFlags.HasPauseHooks))
        {
            // The wait ends in a pause point, and nothing of the driver runs in between.
            JobStep stop = Stop(awake);
            return stop with { Effects = stop.Effects | timer };
        }

        return new JobStep(awake, timer | JobEffects.Continue);
    }

    private static JobStep AddPause(in JobState state)
    {
        JobState paused = state with { PauseCount = state.PauseCount + 1 };
        return paused.Has(JobFlags.Quiescent) ? Nothing(paused) : Wake(paused, outOfPause: false);
    }

    private static JobStep RemovePause(in JobState state)
    {
        int others = (state.Has(JobFlags.UserPaused) ? 1 : 0) + (state.Has(JobFlags.Started) ? 0 : 1) + (state.Has(JobFlags.Lost) ? 1 : 0);
        return state.PauseCount > others ? Unpause(state) : Refuse(state, JobRefusal.OutOfPlace);
    }

    private static JobStep Unpause(in JobState state)
    {
        JobState unpaused = state with { PauseCount = state.PauseCount - 1 };
        bool sleepsOn = !unpaused.Has(JobFlags.Quiescent) && unpaused.Has(JobFlags.Sleeping);
        return unpaused.PauseCount > 0 || sleepsOn ? Nothing(unpaused) : Wake(unpaused, outOfPause: true);
    }

    private static JobStep Ready(in JobState state)
    {
        if (state.Has(JobFlags.CatchesUp | JobFlags.Busy))
        {
            return Changed(Unpaused(state));
        }

        return state.Status == JobStatus.Running && !state.Has(JobFlags.Returned)
            ? Changed(Move(state, JobStatus.Ready))
            : Refuse(state, JobRefusal.OutOfPlace);
    }

    private static JobStep PauseByError(in JobState state)
    {
        if (state.Has(JobFlags.Returned) || !state.Has(JobFlags.Busy))
        {
            return Refuse(state, JobRefusal.OutOfPlace);
        }

        return state.Has(JobFlags.UserPaused)
            ? Nothing(state)
            : Nothing(state.With(JobFlags.UserPaused) with { PauseCount = state.PauseCount + 1 });
    }
}
