using System.Threading.Tasks;
using QapiGen.Jobs.Core;

namespace QapiGen.Jobs.Engine;

/// <content>Carries out what the transaction core directs (jobs spec 10). The caller is in the group's lane.</content>
internal sealed partial class JobEngine
{
    private enum Progress
    {
        Done,
        NeedsHook,
        Waits,
    }

    /// <summary>The work of a job is over: settles it and tells its transaction.</summary>
    /// <returns>What needs a hook next; none if nothing does.</returns>
    private JobDirective End(JobLock.Held held, Job job)
    {
        if (job.StateIn(held).IsCompleted)
        {
            return default;
        }

        Step(held, job, JobInputKind.Settle);
        bool well = job.StateIn(held).Result == 0;
        if (well)
        {
            Step(held, job, JobInputKind.Succeed);
        }

        return Advance(held, job.Group, new JobTransactionInput(JobTransactionInputKind.Ended, job.MemberIndex, well));
    }

    /// <summary>Carries out all that needs no hook.</summary>
    /// <returns>What needs a hook next; none if nothing is left to do, or a member has to end first.</returns>
    private JobDirective Advance(JobLock.Held held, JobGroup group, in JobTransactionInput input)
    {
        JobDirective directive = Apply(held, group, input);
        while (directive.Kind != JobDirectiveKind.None)
        {
            Progress progress = group.Member(held, directive.Member) is { } member ? CarryOut(held, member, directive.Kind) : Progress.Done;
            if (progress != Progress.Done)
            {
                return progress == Progress.NeedsHook ? directive : default;
            }

            directive = Apply(held, group, new JobTransactionInput(JobTransactionInputKind.Done, directive.Member));
        }

        return default;
    }

    private Progress CarryOut(JobLock.Held held, Job member, JobDirectiveKind directive)
    {
        if (AwaitsDriver(held, member) && directive is JobDirectiveKind.Prepare or JobDirectiveKind.Cancel or JobDirectiveKind.FinishOff)
        {
            member.MarksIn(held).IsAwaited = true;
            return Progress.NeedsHook;
        }

        switch (directive)
        {
            case JobDirectiveKind.MakePending when member.StateIn(held).Status == JobStatus.Pending:
                return Progress.Done;
            case JobDirectiveKind.MakePending:
                Step(held, member, JobInputKind.MakePending);
                return Progress.Done;
            case JobDirectiveKind.Prepare:
                return member.StateIn(held).Result == 0 && member.StateIn(held).Has(JobFlags.HasTransactionHooks) ? Progress.NeedsHook : Progress.Done;
            case JobDirectiveKind.Cancel when JobCore.MustAskCancel(member.StateIn(held)):
                return Progress.NeedsHook;
            case JobDirectiveKind.Cancel:
                Step(held, member, JobInputKind.CancelByGroup);
                return Progress.Done;
            case JobDirectiveKind.End:
                return EndMember(held, member);
            default:
                return FinishOff(held, member);
        }
    }

    private Progress EndMember(JobLock.Held held, Job member)
    {
        if (member.StateIn(held).IsCompleted)
        {
            return Progress.Done;
        }

        if (!member.StateIn(held).Has(JobFlags.Returned))
        {
            bool isLost = member.StateIn(held).Has(JobFlags.Lost);
            Step(held, member, JobInputKind.EndByGroup);
            if (isLost)
            {
                StartNext(held);
            }

            if (!member.StateIn(held).Has(JobFlags.Returned))
            {
                return Progress.Waits;
            }
        }

        Step(held, member, JobInputKind.Settle);
        return Progress.Done;
    }

    private Progress FinishOff(JobLock.Held held, Job member)
    {
        JobEffects effects = Step(held, member, JobInputKind.FinishOff).Effects;
        if ((effects & JobEffects.CallClean) != 0)
        {
            return Progress.NeedsHook;
        }

        Step(held, member, JobInputKind.Conclude);
        return Progress.Done;
    }

    /// <summary>Goes on with what needs hooks, until nothing is left to do; then leaves the lane. The lock isn't held.</summary>
    private async ValueTask FollowAsync(JobGroup group, JobDirective directive)
    {
        try
        {
            while (directive.Kind != JobDirectiveKind.None)
            {
                JobTransactionInput answer = await CallHookAsync(group, directive).ConfigureAwait(false);
                JobLock.Held again = Enter();
                directive = Advance(again, group, answer);
                Leave(again);
            }
        }
        catch
        {
            JobLock.Held last = Enter();
            LeaveLane(last, group);
            Leave(last);
            throw;
        }

        JobLock.Held held = Enter();
        LeaveLane(held, group);
        await LeaveAsync(held).ConfigureAwait(false);
    }

    private async ValueTask<JobTransactionInput> CallHookAsync(JobGroup group, JobDirective directive)
    {
        JobLock.Held held = Enter();
        Job member = group.Member(held, directive.Member)!;
        if (member.MarksIn(held).IsAwaited)
        {
            // Somebody else may have made its driver meanwhile; the directive hasn't been carried out all the same.
            member.MarksIn(held).IsAwaited = false;
            Leave(held);
            await AdoptAsync(member).ConfigureAwait(false);
            held = Enter();
            if (!CarryOutLate(held, member, directive.Kind, out JobTransactionInputKind late))
            {
                Leave(held);
                return new JobTransactionInput(late, directive.Member);
            }
        }

        if (held.Journal?.IsOver(held) == true)
        {
            // The next owner asks the drivers of its own.
            Leave(held);
            throw EndError();
        }

        JobRun run = member.RunOf(held);
        JobState state = member.StateIn(held);
        if (directive.Kind is JobDirectiveKind.Prepare or JobDirectiveKind.FinishOff && held.Journal is not null)
        {
            // What was decided has to be known whatever happens while it is carried out; and that the work is over, or it would be done again after prepare.
            await LeaveAsync(held).ConfigureAwait(false);
        }
        else
        {
            Leave(held);
        }

        JobTransactionInputKind answer = JobTransactionInputKind.Done;
        JobInput input;
        switch (directive.Kind)
        {
            case JobDirectiveKind.Prepare:
                input = await JobHooks.PrepareAsync(run).ConfigureAwait(false);
                answer = input.Number == 0 ? answer : JobTransactionInputKind.PrepareFailed;
                break;
            case JobDirectiveKind.Cancel:
                JobHooks.AskCancel(run, state, force: true);
                input = JobInputKind.CancelByGroup;
                break;
            default:
                await JobHooks.FinishAsync(run, state.Result == 0).ConfigureAwait(false);
                input = JobInputKind.Conclude;
                break;
        }

        held = Enter();
        Step(held, member, input);
        Leave(held);
        return new JobTransactionInput(answer, directive.Member);
    }

    /// <summary>A directive to a member whose driver had to be made first.</summary>
    /// <returns>Whether it needs a hook.</returns>
    private bool CarryOutLate(JobLock.Held held, Job member, JobDirectiveKind directive, out JobTransactionInputKind answer)
    {
        answer = JobTransactionInputKind.Done;
        if (directive == JobDirectiveKind.Prepare && member.StateIn(held).Result != 0)
        {
            Step(held, member, JobInputKind.Settle);
            answer = JobTransactionInputKind.PrepareFailed;
            return false;
        }

        return CarryOut(held, member, directive) == Progress.NeedsHook;
    }
}
