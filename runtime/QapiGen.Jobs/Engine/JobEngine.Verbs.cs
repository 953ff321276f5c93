using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Engine;

/// <content>What the user asks for.</content>
internal sealed partial class JobEngine
{
    private const JobEffects NeedsMore =
        JobEffects.AskCancel | JobEffects.CallUserResume | JobEffects.CallComplete
        | JobEffects.Ended | JobEffects.AbortTransaction | JobEffects.FinalizeTransaction;

    /// <summary>Carries a verb out; completes when all events it caused so far are delivered.</summary>
    /// <exception cref="Runtime.Messages.QmpErrorException">It is refused; nothing has happened.</exception>
    /// <exception cref="OperationCanceledException">Given up while waiting for hooks of the transaction; nothing has happened.</exception>
    public ValueTask VerbAsync(string id, JobVerb verb, in JobInput input, StoredNote? note, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        JobLock.Held held = Enter();
        Job? job = held.Table.Find(held, id);
        if (job is null)
        {
            return FailAsync(held, JobErrors.NotFound());
        }

        return VerbInLockAsync(held, job, verb, input, note, cancellationToken);
    }

    /// <inheritdoc cref="VerbAsync(string, JobVerb, in JobInput, StoredNote, CancellationToken)"/>
    public ValueTask VerbAsync(Job job, JobVerb verb, in JobInput input, StoredNote? note, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        JobLock.Held held = Enter();
        return VerbInLockAsync(held, job, verb, input, note, cancellationToken);
    }

    private ValueTask VerbInLockAsync(JobLock.Held held, Job job, JobVerb verb, in JobInput input, StoredNote? note, CancellationToken cancellationToken)
    {
        if (job.Driver is null && NeedsDriver(verb) && AwaitsDriver(held, job))
        {
            if (_heldBecause is not null)
            {
                return VerbOnHeldAsync(held, job, verb, note);
            }

            JobRefusal refusal = JobCore.Apply(job.StateIn(held), input).Refusal;
            if (refusal != JobRefusal.None)
            {
                // Before a driver is made, which might end the job.
                return FailAsync(held, JobErrors.Refused(job, verb, refusal));
            }

            Leave(held);
            return VerbWithDriverAsync(job, verb, input, note, cancellationToken);
        }

        if (!job.Group.TryEnterLane(held))
        {
            if (JobHooks.Current == job.Group)
            {
                Leave(held);
                return ValueTask.FromException(
                    new InvalidOperationException("A hook can't wait for a verb of its own transaction: the verb waits for the hook."));
            }

            JobTicket ticket = StandInLine(held, job.Group);
            Leave(held);
            return VerbLaterAsync(job, verb, input, note, ticket, cancellationToken);
        }

        return VerbInLaneAsync(held, job, verb, input, note);
    }

    /// <summary>Leaves the lock.</summary>
    private ValueTask VerbInLaneAsync(JobLock.Held held, Job job, JobVerb verb, in JobInput input, StoredNote? note)
    {
        if (job.StateIn(held).Status == JobStatus.Null || (job.Number != 0 && held.Journal?.IsOver(held) == true))
        {
            LeaveLane(held, job.Group);
            return FailAsync(held, job.StateIn(held).Status == JobStatus.Null ? JobErrors.NotFound() : EndError());
        }

        held.Journal?.Attach(held, note);
        long speed = job.StateIn(held).SpeedBytesPerSecond;
        JobStep step = Step(held, job, input);
        if (step.Refusal != JobRefusal.None)
        {
            Exception error = JobErrors.Refused(job, verb, step.Refusal);
            held.Journal?.Detach(held);
            LeaveLane(held, job.Group);
            return FailAsync(held, error);
        }

        if (step.State.SpeedBytesPerSecond != speed)
        {
            KeepWake(held, job);
        }

        JobEffects more = step.Effects & NeedsMore;
        if ((more & (JobEffects.AskCancel | JobEffects.CallUserResume | JobEffects.CallComplete)) != 0)
        {
            JobRun run = job.RunOf(held);
            StoredNote? left = held.Journal?.Detach(held);
            Leave(held);
            return VerbWithHookAsync(run, more, step.State, input.Force, left);
        }

        return FollowUpAsync(held, job, more);
    }

    /// <summary>What a verb does may depend on hooks, or need one.</summary>
    private static bool NeedsDriver(JobVerb verb) => verb is JobVerb.Cancel or JobVerb.Resume or JobVerb.Complete or JobVerb.Finalize;

    private async ValueTask VerbWithDriverAsync(Job job, JobVerb verb, JobInput input, StoredNote? note, CancellationToken cancellationToken)
    {
        await AdoptAsync(job).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (verb != JobVerb.Complete)
        {
            JobLock.Held held = Enter();
            if (job.MarksIn(held).IsDriverGone && held.OpenJournal is { } journal)
            {
                // It has gone on, and that was its end: as after any other fault of its driver (jobs spec 24).
                journal.Attach(held, note);
                journal.Settle(held, Clock);
                await LeaveAsync(held).ConfigureAwait(false);
                return;
            }

            Leave(held);
        }

        await VerbAsync(job, verb, input, note, cancellationToken).ConfigureAwait(false);
    }

    private Runtime.Messages.QmpErrorException EndError() => _lock.StoreLoss switch
    {
        JobStoreException { Fault: JobStoreFault.OwnershipLost } taken => JobErrors.StoreLost(taken.Message),
        not null => JobErrors.StoreFailed(),
        null => JobErrors.ShuttingDown(),
    };

    private async ValueTask VerbLaterAsync(Job job, JobVerb verb, JobInput input, StoredNote? note, JobTicket ticket, CancellationToken cancellationToken)
    {
        await using (cancellationToken.UnsafeRegister(static state => ((JobTicket)state!).GiveUp(), ticket).ConfigureAwait(false))
        {
            if (!await ticket)
            {
                throw new OperationCanceledException(cancellationToken);
            }
        }

        JobLock.Held held = Enter();
        await VerbInLaneAsync(held, job, verb, input, note).ConfigureAwait(false);
    }

    private async ValueTask VerbWithHookAsync(JobRun run, JobEffects what, JobState state, bool force, StoredNote? note)
    {
        JobInput next;
        try
        {
            next = await AskDriverAsync(run, what, state, force).ConfigureAwait(false);
        }
        catch
        {
            JobLock.Held last = Enter();
            LeaveLane(last, run.Job.Group);
            Leave(last);
            throw;
        }

        JobLock.Held held = Enter();
        held.Journal?.Attach(held, note);
        JobStep step = Step(held, run.Job, next);
        KeepWake(held, run.Job);
        await FollowUpAsync(held, run.Job, step.Effects & NeedsMore).ConfigureAwait(false);
    }

    private static async ValueTask<JobInput> AskDriverAsync(JobRun run, JobEffects what, JobState state, bool force)
    {
        switch (what)
        {
            case JobEffects.AskCancel:
                return JobInput.CancelDecided(JobHooks.AskCancel(run, state, force));
            case JobEffects.CallUserResume:
                JobHooks.UserResumed(run);
                return JobInputKind.ResumeDecided;
            default:
                await JobHooks.CompleteAsync(run).ConfigureAwait(false);
                return JobInputKind.CompleteAgreed;
        }
    }

    /// <summary>Leaves the lock; the lane too, once nothing is left to do.</summary>
    private ValueTask FollowUpAsync(JobLock.Held held, Job job, JobEffects what)
    {
        JobDirective directive = what switch
        {
            JobEffects.Ended => End(held, job),
            JobEffects.AbortTransaction => Advance(held, job.Group, new JobTransactionInput(JobTransactionInputKind.Abort, job.MemberIndex)),
            JobEffects.FinalizeTransaction => Advance(held, job.Group, new JobTransactionInput(JobTransactionInputKind.Finalize)),
            _ => default,
        };

        if (directive.Kind == JobDirectiveKind.None)
        {
            held.Journal?.Settle(held, Clock);
            LeaveLane(held, job.Group);
            return LeaveAsync(held);
        }

        // Nothing of it is kept yet: the note comes when it is done.
        StoredNote? note = held.Journal?.Detach(held);
        Leave(held);
        return note is null ? FollowAsync(job.Group, directive) : FollowAndNoteAsync(job.Group, directive, note);
    }

    private async ValueTask FollowAndNoteAsync(JobGroup group, JobDirective directive, StoredNote note)
    {
        await FollowAsync(group, directive).ConfigureAwait(false);
        await NoteAsync(note).ConfigureAwait(false);
    }

    /// <summary>
    /// Has a driver that is busy look once more before it waits. QEMU's drivers look at what is asked of them and begin to wait in one thread, with nothing in between;
    /// here a verb may come in between, and its waking would be lost (jobs spec 6: a driver has to expect to be woken for no reason).
    /// </summary>
    private static void KeepWake(JobLock.Held held, Job job)
    {
        if (job.Run is { } run && job.StateIn(held).Has(JobFlags.Started | JobFlags.Busy) && !job.StateIn(held).Has(JobFlags.Returned))
        {
            run.KeepWake(held);
        }
    }

    private JobTicket StandInLine(JobLock.Held held, JobGroup group)
    {
        var ticket = new JobTicket(Dispatcher);
        group.StandInLine(held, ticket);
        return ticket;
    }
}
