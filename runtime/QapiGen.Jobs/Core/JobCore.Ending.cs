namespace QapiGen.Jobs.Core;

/// <content>From the end of the work to concluded (jobs spec 10 and 11).</content>
internal static partial class JobCore
{
    private static JobStep Returned(in JobState state, in JobInput input)
    {
        if (!state.Has(JobFlags.Started) || state.Has(JobFlags.Returned))
        {
            return Refuse(state, JobRefusal.OutOfPlace);
        }

        JobEffects effects = JobEffects.StopTimer | JobEffects.Ended;
        JobState over = state;
        if (over.Status is JobStatus.Paused or JobStatus.Standby)
        {
            // A driver that returned without awaiting its pause point; there is no way from paused but back.
            over = Unpaused(over);
            effects |= JobEffects.StatusChanged;
        }

        over = over.With(JobFlags.Returned)
            .Without(JobFlags.Busy | JobFlags.Sleeping | JobFlags.Quiescent | (input.Force ? JobFlags.AutoDismiss : JobFlags.None));
        return new JobStep(over with { Result = (int)input.Number, Error = input.Text }, effects);
    }

    private static JobStep EndByGroup(in JobState state)
    {
        if (!state.Has(JobFlags.Started))
        {
            // Never started: there is nothing to wait for (jobs spec 22, first point).
            return new JobStep(state.With(JobFlags.Returned), JobEffects.SignalForced);
        }

        if (state.Has(JobFlags.Lost))
        {
            // Nobody is there to be woken.
            return Lost(state, force: true);
        }

        JobStep woken = Wake(state, outOfPause: true);
        return woken with { Effects = woken.Effects | JobEffects.SignalForced };
    }

    private static JobStep Settle(in JobState state)
    {
        JobState settled = state;
        if (settled.Result == 0 && settled.IsForced)
        {
            settled = settled with { Result = Errno.Canceled };
        }

        if (settled.Result == 0)
        {
            return Nothing(settled with { Error = null });
        }

        settled = settled with { Error = settled.Error ?? Errno.Text(settled.Result) };
        bool announced = settled.Status == JobStatus.Aborting;
        settled = Move(settled, JobStatus.Aborting);
        return announced ? Nothing(settled) : Changed(settled);
    }

    private static JobStep FinishOff(in JobState state)
    {
        JobStep settled = Settle(state);
        if (!state.Has(JobFlags.HasTransactionHooks))
        {
            return settled;
        }

        JobEffects verdict = settled.State.Result == 0 ? JobEffects.CallCommit : JobEffects.CallAbort;
        return settled with { Effects = settled.Effects | verdict | JobEffects.CallClean };
    }

    private static JobStep Conclude(in JobState state)
    {
        JobEffects effects = JobEffects.StatusChanged | JobEffects.Concluded;
        bool goes = state.Has(JobFlags.AutoDismiss) || !state.Has(JobFlags.Started);
        return new JobStep(Move(state, JobStatus.Concluded), goes ? effects | JobEffects.Dismiss : effects);
    }
}
