using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Orleans.Shards;
using QapiGen.Jobs.Storage;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>What was set aside together, and how what ends its nodes is told apart.</summary>
public sealed class ShardTrialsTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly JobClusterOptions s_options = new() { MaxShardLosses = 3, SetAsideTime = TimeSpan.FromSeconds(30) };

    [Fact]
    public async Task One_is_tried_and_twice_as_many_each_time_that_all_have_lasted()
    {
        var trials = new ShardTrials();
        Dictionary<int, Task<bool>> turns = Wait(trials, 12);
        Assert.Equal([0], Tried(turns));
        trials.Begin(0);
        trials.End(0, hasLasted: true);
        Assert.Equal([1, 2], Tried(turns));
        trials.End(2, hasLasted: true);
        Assert.Equal([1], Tried(turns));
        trials.End(1, hasLasted: true);
        Assert.Equal([3, 4, 5, 6], Tried(turns));
        Assert.True(trials.IsTried(6));
        Assert.False(trials.IsTried(7));

        // One that has gone elsewhere proves nothing.
        trials.End(3, hasLasted: false);
        foreach (int shard in (int[])[4, 5, 6])
        {
            trials.End(shard, hasLasted: true);
        }

        Assert.Equal([7, 8, 9, 10], Tried(turns));
        bool[] company = await Task.WhenAll(turns.Values.Take(11)).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal([false, .. Enumerable.Repeat(true, 10)], company);
        Assert.False(turns[11].IsCompleted);

        IEnumerable<int> Tried(Dictionary<int, Task<bool>> waiting) => waiting.Keys.Where(trials.IsTried);
    }

    [Fact]
    public async Task None_is_tried_while_another_may_end_the_node_and_one_that_leaves_waits_no_more()
    {
        var trials = new ShardTrials();
        trials.Begin(40);
        using var left = new CancellationTokenSource();
        Task first = trials.WaitAsync(1, 4, left.Token);
        Task second = trials.WaitAsync(2, 5, CancellationToken.None);
        Assert.False(first.IsCompleted);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(second.IsCompleted);
        trials.End(40, hasLasted: true);
        await second.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Those_that_were_lost_less_often_are_tried_first()
    {
        var trials = new ShardTrials();
        trials.Begin(40);
        Task often = trials.WaitAsync(1, 6, CancellationToken.None);
        Task seldom = trials.WaitAsync(2, 4, CancellationToken.None);
        trials.End(40, hasLasted: true);
        await seldom.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.False(often.IsCompleted);
    }

    [Theory]
    [InlineData(null, 1, null)]
    [InlineData("2", 3, null)]
    [InlineData("3", 4, 30)]
    [InlineData("4", 5, 60)]
    [InlineData("5", 6, 120)]
    [InlineData("40", 41, 3600)]
    public void An_owner_that_was_lost_counts(string? noted, int losses, int? seconds) => Assert.Equal((losses, seconds), Of(noted, wasClosed: false));

    [Fact]
    public void What_was_lost_while_it_waited_does_not_count_and_waits_no_longer()
    {
        StoredNote waiting = new ShardPast(5, TimeSpan.FromSeconds(60)).NoteOfWaiting(s_now.AddSeconds(-20));
        foreach (bool wasClosed in (bool[])[false, true])
        {
            Assert.Equal((5, 40), Of(waiting.Value, wasClosed));
            Assert.Equal((5, 0), Of(new ShardPast(5, TimeSpan.FromSeconds(10)).NoteOfWaiting(s_now.AddSeconds(-20)).Value, wasClosed));
        }

        // A clock that is an hour ahead.
        Assert.Equal((5, 60), Of(new ShardPast(5, TimeSpan.FromSeconds(60)).NoteOfWaiting(s_now.AddHours(1)).Value, wasClosed: false));
    }

    [Fact]
    public void Lost_in_company_it_waits_as_long_as_before_and_alone_twice_as_long()
    {
        var tried = new ShardPast(4, null);
        Assert.Equal((4, 30), Of(tried.NoteOf(isInCompany: true).Value, wasClosed: false));
        Assert.Equal((5, 60), Of(tried.NoteOf(isInCompany: false).Value, wasClosed: false));
    }

    private static Dictionary<int, Task<bool>> Wait(ShardTrials trials, int shards)
    {
        // Until all are there.
        trials.Begin(63);
        var turns = Enumerable.Range(0, shards).ToDictionary(static shard => shard, shard => trials.WaitAsync(shard, 4, CancellationToken.None));
        trials.End(63, hasLasted: true);
        return turns;
    }

    private static (int, int?) Of(string? noted, bool wasClosed)
    {
        ShardPast past = ShardPast.Of(Content(noted, wasClosed), s_options, s_now);
        return (past.Losses, past.SetAside is { } time ? (int)time.TotalSeconds : null);
    }

    private static JobStoreContent Content(string? noted, bool wasClosed) =>
        new(Epoch: 7, 0, 0, 0, 0, [], wasClosed) { Notes = noted is null ? [] : [new StoredNote(ShardPast.Forgiven.Key, noted)] };
}
