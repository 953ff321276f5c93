using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Orleans.Events;
using QapiGen.Jobs.Orleans.Nodes;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>What a node makes of what a shard tells, and of what doesn't come.</summary>
public sealed class ShardFeedTests : IDisposable
{
    private readonly HistoryShard _shard = new();
    private readonly JobClusterWatcher _watcher;
    private readonly ShardFeed _feed;
    private readonly List<bool> _gaps = [];
    private long _missed;

    /// <summary>Makes a feed without QMP services.</summary>
    public ShardFeedTests()
    {
        ServiceProvider services = new ServiceCollection().AddOptions<QapiJobsOptions>().Services.BuildServiceProvider();
        var events = new NodeEvents(services);
        _watcher = events.Watch(capacity: 4000);
        _feed = new ShardFeed(5, _shard, events);
    }

    /// <inheritdoc/>
    public void Dispose() => _watcher.Dispose();

    [Fact]
    public async Task What_was_before_the_first_subscription_is_not_told()
    {
        _shard.Last = 7;
        await _feed.SubscribeAsync(null!);
        await _feed.TakeAsync(_shard.Slice(8, 2));

        Assert.Equal([8, 9], Told());
    }

    [Fact]
    public async Task What_comes_twice_is_told_once()
    {
        await _feed.SubscribeAsync(null!);
        await _feed.TakeAsync(_shard.Slice(1, 3));
        await _feed.TakeAsync(_shard.Slice(2, 3));

        Assert.Equal([1, 2, 3, 4], Told());
    }

    [Fact]
    public async Task What_does_not_come_is_asked_for_before_what_follows_is_told()
    {
        await _feed.SubscribeAsync(null!);
        await _feed.TakeAsync(_shard.Slice(1, 2));
        await _feed.TakeAsync(_shard.Slice(2000, 1));

        Assert.Equal(Enumerable.Range(1, 2000).Select(static i => (long)i), Told());
        Assert.True(_shard.Reads > 1);
    }

    [Fact]
    public async Task The_next_subscription_brings_what_was_told_to_nobody()
    {
        await _feed.SubscribeAsync(null!);
        _shard.Last = 3;
        await _feed.SubscribeAsync(null!);

        Assert.Equal([1, 2, 3], Told());
    }

    [Fact]
    public async Task What_is_gone_from_the_history_is_said_to_be_missing()
    {
        await _feed.SubscribeAsync(null!);
        _shard.Oldest = 4;
        await _feed.TakeAsync(_shard.Slice(6, 1));

        Assert.Equal([1, 4, 5, 6], Told());
        Assert.Equal([true, false, false, false], _gaps);
        Assert.Equal(3, _missed);
    }

    [Fact]
    public async Task An_answer_waits_for_the_events_before_it()
    {
        await _feed.SubscribeAsync(null!);
        _shard.Last = 2;
        await _feed.CatchUpAsync(2);

        Assert.Equal([1, 2], Told());
    }

    private List<long> Told()
    {
        var told = new List<long>();
        while (_watcher.TryRead(out JobClusterTransition transition))
        {
            told.Add(transition.Sequence);
            _gaps.Add(transition.IsGap);
            _missed += transition.Missed;
        }

        return told;
    }

    /// <summary>A shard that has a history, and nothing else.</summary>
    private sealed class HistoryShard : IJobShard
    {
        public long Last { get; set; }

        public long Oldest { get; set; } = 1;

        public int Reads { get; private set; }

        public ShardEvents Slice(long first, int count)
        {
            Last = long.Max(Last, first + count - 1);
            return new ShardEvents(5, first, [.. Enumerable.Range(0, count).Select(static _ => new ShardTransition("a", "running", "paused", null, default))]);
        }

        public Task<ShardStatus> SubscribeAsync(IJobShardObserver node) => Task.FromResult(new ShardStatus(1, Last, "n"));

        public Task<ShardEvents> ReadSinceAsync(long sequence, int max)
        {
            Reads++;
            long first = long.Max(sequence + 1, Oldest);
            return Task.FromResult(Slice(first, (int)long.Clamp(Last - first + 1, 0, max)));
        }

        public Task<ShardJob[]> QueryPageAsync(ShardQuery query) => throw new NotSupportedException();

        public Task<ShardReply> DoAsync(ShardRequest request) => throw new NotSupportedException();

        public IAsyncEnumerable<ShardJob> QueryAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> HasAsync(string id) => throw new NotSupportedException();

        public Task<ShardReply> LendAsync(string[] ids, int shard) => throw new NotSupportedException();

        public Task FreeAsync(string id) => throw new NotSupportedException();

        public Task LeaveAsync() => throw new NotSupportedException();
    }
}
