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

    /// <summary>The work of a job is over: settles it and tells its transaction. The lock is held.</summary>
    /// <returns>What needs a hook next; none if nothing does.</returns>
    private JobDirective End(Job job)
    {
        if (job.State.IsCompleted)
        {
            return default;
        }

        Step(job, JobInputKind.Settle);
        bool well = job.State.Result == 0;
        if (well)
        {
            Step(job, JobInputKind.Succeed);
        }

        return Advance(job.Group, new JobTransactionInput(JobTransactionInputKind.Ended, job.MemberIndex, well));
    }

    /// <summary>Carries out all that needs no hook. The lock is held.</summary>
    /// <returns>What needs a hook next; none if nothing is left to do, or a member has to end first.</returns>
    private JobDirective Advance(JobGroup group, in JobTransactionInput input)
    {
        JobDirective directive = Apply(group, input);
        while (directive.Kind != JobDirectiveKind.None)
        {
            Progress progress = group.Member(directive.Member) is { } member ? CarryOut(member, directive.Kind) : Progress.Done;
            if (progress != Progress.Done)
            {
                return progress == Progress.NeedsHook ? directive : default;
            }

            directive = Apply(group, new JobTransactionInput(JobTransactionInputKind.Done, directive.Member));
        }

        return default;
    }

    private Progress CarryOut(Job member, JobDirectiveKind directive)
    {
        if (AwaitsDriver(member) && directive is JobDirectiveKind.Prepare or JobDirectiveKind.Cancel or JobDirectiveKind.FinishOff)
        {
            return Progress.NeedsHook;
        }

        switch (directive)
        {
            case JobDirectiveKind.MakePending when member.State.Status == JobStatus.Pending:
                return Progress.Done;
            case JobDirectiveKind.MakePending:
                Step(member, JobInputKind.MakePending);
                return Progress.Done;
            case JobDirectiveKind.Prepare:
                return member.State.Result == 0 && member.State.Has(JobFlags.HasTransactionHooks) ? Progress.NeedsHook : Progress.Done;
            case JobDirectiveKind.Cancel when JobCore.MustAskCancel(member.State):
                return Progress.NeedsHook;
            case JobDirectiveKind.Cancel:
                Step(member, JobInputKind.CancelByGroup);
                return Progress.Done;
            case JobDirectiveKind.End:
                return EndMember(member);
            default:
                return FinishOff(member);
        }
    }

    private Progress EndMember(Job member)
    {
        if (member.State.IsCompleted)
        {
            return Progress.Done;
        }

        if (!member.State.Has(JobFlags.Returned))
        {
            bool isLost = member.State.Has(JobFlags.Lost);
            Step(member, JobInputKind.EndByGroup);
            if (isLost)
            {
                StartNext();
            }

            if (!member.State.Has(JobFlags.Returned))
            {
                return Progress.Waits;
            }
        }

        Step(member, JobInputKind.Settle);
        return Progress.Done;
    }

    private Progress FinishOff(Job member)
    {
        JobEffects effects = Step(member, JobInputKind.FinishOff).Effects;
        if ((effects & JobEffects.CallClean) != 0)
        {
            return Progress.NeedsHook;
        }

        Step(member, JobInputKind.Conclude);
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
                Enter();
                directive = Advance(group, answer);
                Leave();
            }
        }
        catch
        {
            Enter();
            LeaveLane(group);
            Leave();
            throw;
        }

        Enter();
        LeaveLane(group);
        await LeaveAsync().ConfigureAwait(false);
    }

    private async ValueTask<JobTransactionInput> CallHookAsync(JobGroup group, JobDirective directive)
    {
        Job member = group.Member(directive.Member)!;
        if (member.Driver is null && !member.IsDriverGone)
        {
            await AdoptAsync(member).ConfigureAwait(false);
            Enter();
            bool needsHook = CarryOutLate(member, directive.Kind, out JobTransactionInputKind late);
            Leave();
            if (!needsHook)
            {
                return new JobTransactionInput(late, directive.Member);
            }
        }

        Enter();
        if (_journal is { IsOver: true })
        {
            // The next owner asks the drivers of its own.
            Leave();
            throw EndError();
        }

        JobRun run = member.RunOf(this);
        JobState state = member.State;
        if (directive.Kind is JobDirectiveKind.Prepare or JobDirectiveKind.FinishOff && _journal is not null)
        {
            // What was decided has to be known whatever happens while it is carried out; and that the work is over, or it would be done again after prepare.
            await LeaveAsync().ConfigureAwait(false);
        }
        else
        {
            Leave();
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

        Enter();
        Step(member, input);
        Leave();
        return new JobTransactionInput(answer, directive.Member);
    }

    /// <summary>A directive to a member whose driver had to be made first.</summary>
    /// <returns>Whether it needs a hook.</returns>
    private bool CarryOutLate(Job member, JobDirectiveKind directive, out JobTransactionInputKind answer)
    {
        answer = JobTransactionInputKind.Done;
        if (directive == JobDirectiveKind.Prepare && member.State.Result != 0)
        {
            Step(member, JobInputKind.Settle);
            answer = JobTransactionInputKind.PrepareFailed;
            return false;
        }

        return CarryOut(member, directive) == Progress.NeedsHook;
    }
}
