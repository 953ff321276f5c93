using System;
using System.Collections.Generic;
using QapiGen.Jobs.Core;
using Xunit;

namespace QapiGen.Jobs.Tests.Core;

/// <summary>Whatever is put into the core, it makes no move that the table doesn't have.</summary>
public sealed class CoreMoveTests
{
    [Fact]
    public void No_input_in_any_reachable_state_makes_a_forbidden_move()
    {
        var seen = new HashSet<JobState>();
        var open = new Queue<JobState>();
        foreach (JobFlags flags in new[] { JobFlags.None, JobFlags.CanComplete | JobFlags.HasCancelHook, JobFlags.HasPauseHooks | JobFlags.AutoDismiss, JobFlags.HasTransactionHooks | JobFlags.HasUserResumeHook })
        {
            open.Enqueue(JobState.Undefined(flags));
        }

        int moves = 0;
        while (open.TryDequeue(out JobState state))
        {
            foreach (JobInput input in Inputs())
            {
                JobState next;
                try
                {
                    next = JobCore.Apply(state, input).State;
                }
                catch (InvalidOperationException)
                {
                    continue;
                }

                Assert.True(next.Status == state.Status || JobTransitions.IsAllowed(state.Status, next.Status), $"{state} {input}");
                Assert.True(!next.IsForced || next.Has(JobFlags.Cancelled), $"{state} {input}");
                Assert.False(next.Has(JobFlags.Busy | JobFlags.Quiescent), $"{state} {input}");
                moves += next.Status == state.Status ? 0 : 1;
                if (next.PauseCount is >= 0 and <= 2 && seen.Add(next))
                {
                    open.Enqueue(next);
                }
            }
        }

        Assert.True(seen.Count > 1000 && moves > 1000, $"{seen.Count} states, {moves} moves");
    }

    [Fact]
    public void A_refused_input_leaves_the_state_alone()
    {
        JobState created = JobCore.Apply(JobState.Undefined(JobFlags.None), JobInputKind.Create).State;

        foreach (JobInputKind kind in new[] { JobInputKind.Dismiss, JobInputKind.Finalize, JobInputKind.Complete, JobInputKind.Resume, JobInputKind.Ready, JobInputKind.Yield })
        {
            JobStep step = JobCore.Apply(created, kind);
            Assert.NotEqual(JobRefusal.None, step.Refusal);
            Assert.Equal(created, step.State);
            Assert.Equal(JobEffects.None, step.Effects);
        }
    }

    private static IEnumerable<JobInput> Inputs()
    {
        foreach (JobInputKind kind in Enum.GetValues<JobInputKind>())
        {
            yield return kind;
        }

        yield return JobInput.Cancel(force: true);
        yield return JobInput.CancelDecided(force: true);
        yield return JobInput.Returned(Errno.InputOutput, "text");
        yield return JobInput.Prepared(Errno.NoSpace);
    }
}
