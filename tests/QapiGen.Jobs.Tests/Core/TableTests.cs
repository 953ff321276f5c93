using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Jobs.Core;
using Xunit;

namespace QapiGen.Jobs.Tests.Core;

/// <summary>The code's tables are QEMU's, pair by pair.</summary>
public sealed class TableTests
{
    public static IEnumerable<object[]> Moves =>
        from a in Enum.GetValues<JobStatus>() from b in Enum.GetValues<JobStatus>() select new object[] { a, b };

    public static IEnumerable<object[]> Requests =>
        from s in Enum.GetValues<JobStatus>() from v in Enum.GetValues<JobVerb>() select new object[] { s, v };

    [Fact]
    public void Statuses_and_verbs_are_the_recorded_ones()
    {
        Assert.Equal(RecordedTables.Statuses, Enum.GetValues<JobStatus>().Select(status => status.ToWire()));
        Assert.Equal(RecordedTables.Verbs, Enum.GetValues<JobVerb>().Select(verb => verb.ToWire()));
    }

    [Theory]
    [MemberData(nameof(Moves))]
    public void Every_pair_of_statuses_is_allowed_as_recorded(JobStatus from, JobStatus to) =>
        Assert.Equal(RecordedTables.Transition(from.ToWire(), to.ToWire()), JobTransitions.IsAllowed(from, to));

    [Theory]
    [MemberData(nameof(Requests))]
    public void Every_verb_is_permitted_in_every_status_as_recorded(JobStatus status, JobVerb verb) =>
        Assert.Equal(RecordedTables.Permission(verb.ToWire(), status.ToWire()), JobTransitions.Permits(status, verb));

    [Theory]
    [MemberData(nameof(Requests))]
    public void Core_refuses_a_verb_for_its_status_where_the_table_does(JobStatus status, JobVerb verb)
    {
        // Everything else that a verb looks at is as it wants it.
        JobFlags flags = JobFlags.Started | JobFlags.Busy | JobFlags.CanComplete | (verb == JobVerb.Resume ? JobFlags.UserPaused : JobFlags.None);
        var state = new JobState(status, flags, PauseCount: 1, Result: 0, Error: null, SpeedBytesPerSecond: 0);

        JobStep step = JobCore.Apply(state, InputOf(verb));

        Assert.Equal(JobTransitions.Permits(status, verb) ? JobRefusal.None : JobRefusal.NotPermitted, step.Refusal);
        Assert.True(step.Refusal == JobRefusal.None || step.State == state);
    }

    [Fact]
    public void Predicates_are_the_recorded_ones()
    {
        foreach (JobStatus status in Enum.GetValues<JobStatus>())
        {
            Assert.Equal(RecordedTables.Predicate("completed", status.ToWire()), JobTransitions.IsCompleted(status));
            Assert.Equal(RecordedTables.Predicate("ready", status.ToWire()), JobTransitions.IsReady(status));
        }
    }

    private static JobInput InputOf(JobVerb verb) => verb switch
    {
        JobVerb.Cancel => JobInput.Cancel(force: true),
        JobVerb.Pause => JobInputKind.Pause,
        JobVerb.Resume => JobInputKind.Resume,
        JobVerb.SetSpeed => JobInput.SetSpeed(1),
        JobVerb.Complete => JobInputKind.Complete,
        JobVerb.Dismiss => JobInputKind.Dismiss,
        _ => JobInputKind.Finalize,
    };
}
