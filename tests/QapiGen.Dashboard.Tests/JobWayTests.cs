using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Dashboard.Jobs;
using Xunit;

namespace QapiGen.Dashboard.Tests;

/// <summary>The statuses that a job is said to have been in: told by events, or seen in lists where there are none.</summary>
public sealed class JobWayTests
{
    private readonly JobBook _book = new("far");

    [Fact]
    public void Of_a_server_that_sends_no_events_the_lists_tell_the_way()
    {
        See(0, "created");
        See(5, "running");
        Assert.True(_book.IsBusy);
        See(6, "running");
        See(8, "concluded");
        Assert.True(_book.IsBusy);
        See(9, "concluded");

        Assert.Equal([("created", null), ("running", 5), ("concluded", 8)], Way);
        Assert.False(_book.IsBusy);
    }

    [Fact]
    public void A_list_from_before_an_event_changes_no_way()
    {
        See(0, "running");
        _book.Note("a", "ready", At(10));
        See(10.25, "running");
        Assert.Equal([("running", null), ("ready", 10)], Way);
        See(10.75, "ready");
        See(15, "ready");
        Assert.Equal([("running", null), ("ready", 10)], Way);

        // Nor does one that is seen just before its event.
        See(20, "paused");
        _book.Note("a", "standby", At(19.5));
        _book.Note("a", "paused", At(19.75));
        See(25, "paused");
        Assert.Equal([("running", null), ("ready", 10), ("standby", 19.5), ("paused", 19.75)], Way);
    }

    [Fact]
    public void Of_statuses_without_an_end_only_what_is_seen_first_is_kept()
    {
        string endless = new('x', 100_000);
        See(0, "running");
        See(1, endless);
        See(9, endless);

        Assert.Equal([("running", null)], Way);
    }

    private IEnumerable<(string Status, double? Time)> Way => _book.Views[0].Way.Select(static step => (step.Status, (step.Time - DateTimeOffset.UnixEpoch)?.TotalSeconds));

    private void See(double seconds, string status) => _book.Update([new JobEntry("a", "backup", status, 0, 1, null, null)], At(seconds));

    private static DateTimeOffset At(double seconds) => DateTimeOffset.UnixEpoch.AddSeconds(seconds);
}
