using System.Collections.Generic;
using QapiGen.Jobs.Core;
using Xunit;

namespace QapiGen.Jobs.Tests.Core;

/// <summary>The transaction core directs in the order of jobs spec 10.</summary>
public sealed class TransactionCoreTests
{
    private static readonly JobTransactionInput s_done = new(JobTransactionInputKind.Done);

    [Fact]
    public void All_are_made_pending_prepared_and_finished_off_newest_first()
    {
        JobTransactionState state = Open(3, manual: false);
        state = Ended(state, 0, well: true).State;
        state = Ended(state, 2, well: true).State;

        Assert.Equal(
            [
                "MakePending 2", "MakePending 1", "MakePending 0", "Prepare 2", "Prepare 1", "Prepare 0",
                "FinishOff 2", "FinishOff 1", "FinishOff 0",
            ],
            Follow(Ended(state, 1, well: true), out state));
        Assert.Equal(JobTransactionPhase.Closed, state.Phase);
    }

    [Fact]
    public void One_manual_member_stops_all_in_pending()
    {
        JobTransactionState state = Open(2, manual: true);
        state = Ended(state, 0, well: true).State;

        Assert.Equal(["MakePending 1", "MakePending 0"], Follow(Ended(state, 1, well: true), out state));
        Assert.Equal(JobTransactionPhase.Pending, state.Phase);
        Assert.Equal(
            ["Prepare 1", "Prepare 0", "FinishOff 1", "FinishOff 0"],
            Follow(JobTransactionCore.Apply(state, new JobTransactionInput(JobTransactionInputKind.Finalize)), out _));
    }

    [Fact]
    public void A_failure_cancels_the_others_and_then_ends_each_newest_first() =>
        Assert.Equal(
            ["Cancel 2", "Cancel 0", "End 2", "FinishOff 2", "End 1", "FinishOff 1", "End 0", "FinishOff 0"],
            Follow(Ended(Open(3, manual: false), 1, well: false), out _));

    [Fact]
    public void A_failing_prepare_makes_its_own_member_the_one_that_failed()
    {
        JobTransactionState state = Open(3, manual: true);
        for (int member = 0; member < 3; member++)
        {
            Follow(Ended(state, member, well: true), out state);
        }

        JobTransactionStep step = JobTransactionCore.Apply(state, new JobTransactionInput(JobTransactionInputKind.Finalize));
        step = JobTransactionCore.Apply(step.State, s_done);
        Assert.Equal(new JobDirective(JobDirectiveKind.Prepare, 1), step.Directive);

        step = JobTransactionCore.Apply(step.State, new JobTransactionInput(JobTransactionInputKind.PrepareFailed, 1));

        Assert.Equal(1, step.State.Initiator);
        Assert.Equal("Cancel 2", Follow(step, out _)[0]);
    }

    [Fact]
    public void While_one_member_is_awaited_the_end_of_another_directs_nothing()
    {
        JobTransactionStep step = Ended(Open(2, manual: false), 0, well: false);
        step = JobTransactionCore.Apply(step.State, s_done);
        Assert.Equal(new JobDirective(JobDirectiveKind.End, 1), step.Directive);

        Assert.Equal(JobDirectiveKind.None, Ended(step.State, 0, well: false).Directive.Kind);
        Assert.Equal(new JobDirective(JobDirectiveKind.FinishOff, 1), Ended(step.State, 1, well: false).Directive);
    }

    private static JobTransactionState Open(int members, bool manual)
    {
        JobTransactionState state = default;
        for (int i = 0; i < members; i++)
        {
            state = JobTransactionCore.Apply(state, new JobTransactionInput(JobTransactionInputKind.Joined, i, Flag: !(manual && i == 0))).State;
        }

        return state;
    }

    private static JobTransactionStep Ended(in JobTransactionState state, int member, bool well) =>
        JobTransactionCore.Apply(state, new JobTransactionInput(JobTransactionInputKind.Ended, member, well));

    private static List<string> Follow(JobTransactionStep step, out JobTransactionState state)
    {
        var directives = new List<string>();
        while (step.Directive.Kind != JobDirectiveKind.None)
        {
            directives.Add($"{step.Directive.Kind} {step.Directive.Member}");
            step = JobTransactionCore.Apply(step.State, s_done);
        }

        state = step.State;
        return directives;
    }
}
