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
        Enter();
        if (run.IsStopping)
        {
            Leave();
            throw new OperationCanceledException();
        }

        if (run.IsWakePending && kind != JobInputKind.PausePoint)
        {
            run.IsWakePending = false;
            kind = JobInputKind.PausePoint;
        }

        JobStep step = Replace(run.Job, kind);
        if (step.Refusal != JobRefusal.None)
        {
            Leave();
            throw new InvalidOperationException("A driver waits for one thing at a time, and for nothing once its work is over.");
        }

        bool waits = (step.Effects & JobEffects.Continue) == 0;
        wait = waits ? run.BeginWait() : default;
        Leave();
        return waits;
    }

    /// <summary>Whether a driver with pause hooks has to stop at its pause point.</summary>
    public bool MustPause(Job job)
    {
        Enter();
        bool must = job.State.PauseCount > 0 && !job.State.IsForced;
        Leave();
        return must;
    }

    /// <summary>Wakes a driver that yields or sleeps; one that is busy will not wait the next time.</summary>
    public void Wake(JobRun run)
    {
        Enter();
        run.IsWakePending = run.Job.State.Has(JobFlags.Busy);
        Step(run.Job, JobInputKind.Nudge);
        Leave();
    }

    /// <summary>Something that is carried out at once and has no answer.</summary>
    /// <exception cref="InvalidOperationException">The input doesn't fit the job's state.</exception>
    public void Tell(Job job, JobInputKind kind)
    {
        Enter();
        JobStep step = Step(job, kind);
        Leave();
        if (step.Refusal != JobRefusal.None)
        {
            throw new InvalidOperationException($"A job that is {step.State.Status} can't take {kind}.");
        }
    }

    public void TimerEnded(JobRun run, short waitNumber)
    {
        Enter();
        if (run.WaitNumber == waitNumber)
        {
            Step(run.Job, JobInputKind.TimerEnded);
        }

        Leave();
    }

    /// <summary>The work function has returned. What follows happens here and now, unless the transaction's lane is taken.</summary>
    public void WorkEnded(Job job, JobInput returned)
    {
        Enter();
        if (job.Number != 0 && _journal is { IsOver: true })
        {
            StoppedInLock(job);
            Leave();
            return;
        }

        Step(job, returned);
        StoppedInLock(job);
        StartNext();
        if (job.Group.TryEnterLane())
        {
            JobDirective directive = End(job);
            if (directive.Kind == JobDirectiveKind.None)
            {
                LeaveLane(job.Group);
                Leave();
                return;
            }

            Leave();
            Forget(FollowAsync(job.Group, directive));
            return;
        }

        JobTicket ticket = StandInLine(job.Group);
        Leave();
        Forget(EndLaterAsync(job, ticket));
    }

    private async ValueTask EndLaterAsync(Job job, JobTicket ticket)
    {
        await ticket;
        Enter();
        JobDirective directive = End(job);
        Leave();
        await FollowAsync(job.Group, directive).ConfigureAwait(false);
    }

    private void StartNext()
    {
        if (_startLine.GiveBack() is not { } next)
        {
            return;
        }

        if (next.Driver is null)
        {
            WaitForDriver(next);
        }
        else
        {
            Step(next, JobInputKind.Start);
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
