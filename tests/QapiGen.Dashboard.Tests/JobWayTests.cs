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
    private (string Status, double? Time)[] _way = [];

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

    // A unit in ten seconds: between two of them nothing is seen to move.
    [Fact]
    public void A_job_that_moves_once_in_a_while_has_a_rate_that_does_not_jump()
    {
        var rates = new List<double>();
        for (int i = 0; i < 400; i++)
        {
            _book.Update([new JobEntry("a", "backup", "running", i / 20, 100, null, null)], At(i * 0.5));
            if (i > 60)
            {
                rates.Add(_book.Views[0].Rate ?? 0);
            }
        }

        Assert.InRange(rates.Min(), 0.09, 0.1);
        Assert.InRange(rates.Max(), 0.1, 0.13);
    }

    [Fact]
    public void Of_jobs_of_this_process_what_was_seen_stays_while_nobody_looks()
    {
        SeeOwn(0, "created", created: -1);
        _book.Note("a", "running", At(1));
        SeeOwn(2, "running", created: -1);
        _book.Rest();
        SeeOwn(100, "running", created: -1);
        _book.Note("a", "paused", At(101));
        SeeOwn(102, "paused", created: -1);
        _book.Rest();
        SeeOwn(200, "ready", created: -1);
        Assert.Equal([("created", null), ("running", 1), ("paused", 101), ("ready", null)], _way);

        // Another one of the same id.
        _book.Rest();
        SeeOwn(300, "running", created: 250);
        Assert.Equal([("running", null)], _way);
        _book.Note("a", "created", At(301));
        SeeOwn(302, "created", created: 301);
        Assert.Equal([("created", 301)], _way);
    }

    private IEnumerable<(string Status, double? Time)> Way => TimesOf(_book.Views[0]);

    private static IEnumerable<(string Status, double? Time)> TimesOf(JobView job) => job.Way.Select(static step => (step.Status, (step.Time - DateTimeOffset.UnixEpoch)?.TotalSeconds));

    private void SeeOwn(double seconds, string status, double created) =>
        _way = [.. TimesOf(_book.See(new JobEntry("a", "backup", status, 0, 1, null, null, At(created)), At(seconds)))];

    private void See(double seconds, string status) => _book.Update([new JobEntry("a", "backup", status, 0, 1, null, null)], At(seconds));

    private static DateTimeOffset At(double seconds) => DateTimeOffset.UnixEpoch.AddSeconds(seconds);
}
