using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Metadata;
using Orleans.Runtime;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Orleans.Diagnostics;
using QapiGen.Jobs.Orleans.Placement;
using QapiGen.Jobs.Orleans.Shards;
using QapiGen.Runtime.Diagnostics;

namespace QapiGen.Jobs.Orleans.Nodes;

/// <summary>
/// A node looks after all shards: whenever a node has come or gone, and every half minute, it asks each of them to be told of its transitions. Whichever has no
/// node any more is opened by that, and whichever would better be elsewhere is handed over.
/// </summary>
internal sealed class ClusterNode : IJobShardObserver, ILifecycleParticipant<ISiloLifecycle>, IAsyncDisposable
{
    private const int HandOversAtOnce = 4;

    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly IGrainFactory _grains;
    private readonly ShardFeed[] _feeds;
    private readonly IClusterMembershipService _membership;
    private readonly IClusterManifestProvider _manifests;
    private readonly ILocalSiloDetails _silo;
    private readonly LocalShards _local;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly NodeEvents _events;
    private readonly ConcurrentDictionary<int, ShardFeed> _bound = new();
    private volatile bool _hasSeenAll;
    private IJobShardObserver? _self;
    private int _isDisposed;
    private Task _looking = Task.CompletedTask;
    private Task _watching = Task.CompletedTask;

    public ClusterNode(
        IGrainFactory grains, IClusterMembershipService membership, IClusterManifestProvider manifests, ILocalSiloDetails silo, LocalShards local, NodeEvents events,
        TimeProvider clock, ILogger<ClusterNode> logger)
    {
        _manifests = manifests;
        (_grains, _membership, _silo, _local, _clock, _logger) = (grains, membership, silo, local, clock, SafeLogger.For(logger));
        _events = events;
        _feeds = [.. Enumerable.Range(0, ShardKey.Count).Select(shard => new ShardFeed(shard, grains.GetGrain<IJobShard>(shard), events))];
    }

    /// <summary>What there is of each shard: those that any node can have, then those of nodes.</summary>
    public IReadOnlyList<ShardFeed> Feeds => [.. _feeds, .. _bound.OrderBy(static feed => feed.Key).Select(static feed => feed.Value)];

    /// <summary>Completes when the node is a part of the cluster, and has looked at all shards once.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Another node that is called as this one is; null if there is none. Shards are drawn to whichever of them was started last.</summary>
    public SiloAddress? Namesake =>
        _membership.CurrentSnapshot.Members.Values.FirstOrDefault(member => member.Status == SiloStatus.Active && member.Name == _silo.Name && !member.SiloAddress.Equals(_silo.SiloAddress))?.SiloAddress;

    /// <summary>What there is of a shard.</summary>
    /// <remarks>The shard of a node that this one hasn't known of was opened since, as all learn of it before that: so everything in it is to be told.</remarks>
    public ShardFeed FeedOf(int shard)
    {
        if (!ShardKey.IsOfNode(shard))
        {
            return _feeds[shard];
        }

        if (!_bound.TryGetValue(shard, out ShardFeed? feed))
        {
            feed = _bound.GetOrAdd(shard, new ShardFeed(shard, _grains.GetGrain<IJobShard>(shard), _events) { BeginsAtFirst = _hasSeenAll });
            Change();
        }

        return feed;
    }

    /// <summary>Whether jobs can be bound to a node: it is here, or has been and may come back.</summary>
    public bool Knows(string node) => _bound.ContainsKey(ShardKey.OfNode(node))
        || _membership.CurrentSnapshot.Members.Values.Any(member => member.Status == SiloStatus.Active && member.Name == node);

    public Task OnBoundAsync(int shard)
    {
        FeedOf(shard);
        return Task.CompletedTask;
    }

    public void Participate(ISiloLifecycle lifecycle)
    {
        ArgumentNullException.ThrowIfNull(lifecycle);
        lifecycle.Subscribe(nameof(ClusterNode), ServiceLifecycleStage.Active, StartAsync, StopAsync);
    }

    public async Task OnEventsAsync(ShardEvents events)
    {
        try
        {
            await FeedOf(events.Shard).TakeAsync(events).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // What is missing is asked for at the next look.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ClusterLog.NotFilled(_logger, events.Shard, exception);
        }
    }

    /// <summary>How all shards are, by their number, and whether each is on the node that it is drawn to most.</summary>
    public async Task<(int Shard, ShardStatus Status, bool IsSettled)[]> QueryShardsAsync()
    {
        IReadOnlyList<ShardFeed> feeds = Feeds;
        ShardStatus[] shards = await Task.WhenAll(feeds.Select(feed => feed.SubscribeAsync(_self!))).ConfigureAwait(false);
        ClusterMembershipSnapshot members = _membership.CurrentSnapshot;
        ClusterManifest manifest = _manifests.Current;
        return [.. shards.Select((status, i) =>
            (feeds[i].Shard, status, ShardDraw.Prefer(feeds[i].Shard, members, manifest) is { } silo && members.Members[silo].Name == status.Node))];
    }

    public async ValueTask DisposeAsync()
    {
        // It is a service by two names, each of which the container ends.
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            await StopAsync(CancellationToken.None).ConfigureAwait(false);
            _stop.Dispose();
        }
    }

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _local.Changed += Change;
        _self = _grains.CreateObjectReference<IJobShardObserver>(this);
        _watching = Task.Run(WatchAsync, CancellationToken.None);
        _looking = Task.Run(LookAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        _local.Changed -= Change;
        _local.End();
        await _stop.CancelAsync().ConfigureAwait(false);
        _ready.TrySetCanceled(CancellationToken.None);
        await Task.WhenAll(_watching, _looking).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WatchAsync()
    {
        try
        {
            await foreach (ClusterMembershipSnapshot _ in _membership.MembershipUpdates.WithCancellation(_stop.Token).ConfigureAwait(false))
            {
                Change();
            }
        }
        catch (OperationCanceledException)
        {
            // The node ends.
        }
    }

    private void Change() => _changes.Writer.TryWrite(true);

    private async Task LookAsync()
    {
        SiloAddress? namesake = null;
        while (!_stop.IsCancellationRequested)
        {
            if (Namesake is { } other && !other.Equals(namesake))
            {
                ClusterLog.SameName(_logger, _silo.Name, other.ToString());
                namesake = other;
            }

            bool isWhole = await SubscribeToAllAsync().ConfigureAwait(false);
            _ready.TrySetResult();
            bool isSettled = await HandOverAsync().ConfigureAwait(false) && isWhole;
            using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            Task<bool> change = _changes.Reader.WaitToReadAsync(end.Token).AsTask();
            await Task.WhenAny(change, Task.Delay(isSettled ? s_lookEvery : s_lookAgain, _clock, end.Token)).ConfigureAwait(false);
            await end.CancelAsync().ConfigureAwait(false);
            _changes.Reader.TryRead(out _);
        }
    }

    private async Task<bool> SubscribeToAllAsync()
    {
        bool[] done = await Task.WhenAll(_feeds.Select(SubscribeAsync)).ConfigureAwait(false);
        bool[] bound = await Task.WhenAll(_bound.Values.Select(SubscribeAsync)).ConfigureAwait(false);
        _hasSeenAll |= done.All(static one => one);
        return done.All(static one => one) && bound.All(static one => one);
    }

    private async Task<bool> SubscribeAsync(ShardFeed feed)
    {
        try
        {
            // Not as long as Orleans waits: an answer that got lost with a node isn't to keep this one from all other shards. At first they open, a few at a time.
            TimeSpan patience = _ready.Task.IsCompleted ? s_patience : Timeout.InfiniteTimeSpan;
            ShardStatus status = await feed.SubscribeAsync(_self!).WaitAsync(patience, _clock, _stop.Token).ConfigureAwait(false);
            foreach (string node in status.Nodes ?? [])
            {
                FeedOf(ShardKey.OfNode(node));
            }

            if (status.Node != _silo.Name)
            {
                await _local.LeaveToAsync(feed.Shard, status.Epoch).ConfigureAwait(false);
            }

            return true;
        }
#pragma warning disable CA1031 // Its node may be gone, or its store; it is tried again soon.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!_stop.IsCancellationRequested)
            {
                ClusterLog.NotReached(_logger, feed.Shard, exception.Message);
            }

            return false;
        }
    }

    /// <summary>Hands shards over that are drawn to another node more.</summary>
    /// <returns>Whether none was.</returns>
    private async Task<bool> HandOverAsync()
    {
        ClusterMembershipSnapshot members = _membership.CurrentSnapshot;
        ClusterManifest manifest = _manifests.Current;
        (int Shard, SiloAddress? Silo)[] drawn = [.. _local.Numbers.Select(shard => (shard, ShardDraw.Prefer(shard, members, manifest)))
            .Where(item => item.Item2 is not null && !item.Item2.Equals(_silo.SiloAddress))];

        // Orleans places nothing on a node before it knows what grains that one has, a moment after it is a member: the shard would come back.
        int[] shards = [.. drawn.Where(item => manifest.Silos.ContainsKey(item.Silo!)).Select(static item => item.Shard)];

        // A few at a time: each of them takes as long as its drivers need to a checkpoint.
        await Parallel.ForEachAsync(shards, new ParallelOptions { MaxDegreeOfParallelism = HandOversAtOnce }, async (shard, _) =>
        {
            if (!_stop.IsCancellationRequested)
            {
                await HandOverAsync(shard).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
        return drawn.Length == 0;
    }

    private async Task HandOverAsync(int shard)
    {
        ClusterLog.HandsOver(_logger, shard);
        try
        {
            await _local.LeaveAsync(shard, "It is drawn to another node more.").ConfigureAwait(false);
            await SubscribeAsync(FeedOf(shard)).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ClusterLog.NotReached(_logger, shard, exception.Message);
        }
    }
}
