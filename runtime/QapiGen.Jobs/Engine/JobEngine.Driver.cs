using System;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;

namespace QapiGen.Jobs.Engine;

/// <content>What drivers, timers and the program itself do to a job.</content>
internal sealed partial class JobEngine
{
    /// <summary>A driver comes to a wait.</summary>
    /// <returns>False if there is nothing to wait for.</returns>
    public bool TryBeginWait(JobRun run, JobInputKind kind, out ValueTask wait)
    {
        JobLock.Held held = Enter();
        if (run.IsStopping)
        {
            Leave(held);
            throw new OperationCanceledException();
        }

        // A driver with pause hooks gets from a wait that a pause ends to its pause point by itself.
        if (kind != JobInputKind.PausePoint && run.TakeWake(held) && !(run.Job.StateIn(held).Has(JobFlags.HasPauseHooks) && run.Job.StateIn(held).PauseCount > 0))
        {
            kind = JobInputKind.PausePoint;
        }

        JobStep step = Replace(held, run.Job, kind);
        if (step.Refusal != JobRefusal.None)
        {
            Leave(held);
            throw new InvalidOperationException("A driver waits for one thing at a time, and for nothing once its work is over.");
        }

        bool waits = (step.Effects & JobEffects.Continue) == 0;
        wait = waits ? run.BeginWait(held) : default;
        Leave(held);
        return waits;
    }

    /// <summary>Whether a driver with pause hooks has to stop at its pause point.</summary>
    public bool MustPause(Job job)
    {
        JobLock.Held held = Enter();
        bool must = job.StateIn(held).PauseCount > 0 && !job.StateIn(held).IsForced;
        Leave(held);
        return must;
    }

    /// <summary>Wakes a driver that yields or sleeps; one that is busy will not wait the next time.</summary>
    public void Wake(JobRun run)
    {
        JobLock.Held held = Enter();
        KeepWake(held, run.Job);
        Step(held, run.Job, JobInputKind.Nudge);
        Leave(held);
    }

    /// <summary>Something that is carried out at once and has no answer.</summary>
    /// <exception cref="InvalidOperationException">The input doesn't fit the job's state.</exception>
    public void Tell(Job job, JobInputKind kind)
    {
        JobLock.Held held = Enter();
        JobStep step = Step(held, job, kind);
        Leave(held);
        if (step.Refusal != JobRefusal.None)
        {
            throw new InvalidOperationException($"A job that is {step.State.Status} can't take {kind}.");
        }
    }

    public void TimerEnded(JobRun run, short waitNumber)
    {
        JobLock.Held held = Enter();
        if (run.WaitNumber == waitNumber)
        {
            Step(held, run.Job, JobInputKind.TimerEnded);
        }

        Leave(held);
    }

    /// <summary>The work function has returned. What follows happens here and now, unless the transaction's lane is taken.</summary>
    public void WorkEnded(Job job, JobInput returned)
    {
        JobLock.Held held = Enter();
        if (job.Number != 0 && held.Journal?.IsOver(held) == true)
        {
            StoppedInLock(held, job);
            Leave(held);
            return;
        }

        Step(held, job, returned);
        StoppedInLock(held, job);
        StartNext(held);
        if (job.Group.TryEnterLane(held))
        {
            JobDirective directive = End(held, job);
            if (directive.Kind == JobDirectiveKind.None)
            {
                LeaveLane(held, job.Group);
                Leave(held);
                return;
            }

            Leave(held);
            Forget(FollowAsync(job.Group, directive));
            return;
        }

        JobTicket ticket = StandInLine(held, job.Group);
        Leave(held);
        Forget(EndLaterAsync(job, ticket));
    }

    private async ValueTask EndLaterAsync(Job job, JobTicket ticket)
    {
        await ticket;
        JobLock.Held held = Enter();
        JobDirective directive = End(held, job);
        Leave(held);
        await FollowAsync(job.Group, directive).ConfigureAwait(false);
    }

    private void StartNext(JobLock.Held held)
    {
        if (held.StartLine.GiveBack(held) is not { } next)
        {
            return;
        }

        if (next.Driver is null)
        {
            WaitForDriver(held, next);
        }
        else
        {
            Step(held, next, JobInputKind.Start);
        }
    }

    /// <summary>Nobody waits for it, and it doesn't throw: hooks' exceptions are caught where they are called.</summary>
    private static void Forget(ValueTask task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            task.Preserve();
        }
    }
}
