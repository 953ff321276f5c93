using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;
using Orleans.Runtime;
using QapiGen.Jobs.Orleans.Placement;

namespace QapiGen.Jobs.Orleans.Shards;

/// <summary>When this node may open a shard: a few at a time, each when its owner before it on this node is gone, and none that is another's, or if the node ends or may be dead to the others.</summary>
#pragma warning disable CA1001 // The semaphore has nothing to let go: its wait handle is never asked for.
internal sealed class ShardOpenings(IClusterMembershipService membership, IClusterManifestProvider manifests, ILocalSiloDetails silo)
{
#pragma warning restore CA1001
    /// <summary>How many are opened at the same time: the first node of a cluster gets all of them at once, and a database has better things to do.</summary>
    private const int AtOnce = 8;

    /// <summary>How long the next owner here waits for the one before it; whatever that one still does then is refused by the store.</summary>
    private static readonly TimeSpan s_longestLeave = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _turns = new(AtOnce);
    private readonly ConcurrentDictionary<int, Task> _last = new();
    private volatile bool _isOver;
    private int _overtaken;
    private int _confirmed;

    /// <summary>
    /// Another node has opened a shard of this one. It may have been right, if this one was frozen or cut off, was given up, and doesn't know: it would take the shard
    /// back, since its part of Orleans' directory says that it may, and the other one would do the same, each time at a loss to the jobs. So it asks before it opens any.
    /// </summary>
    public void NoteOvertaken() => Interlocked.Increment(ref _overtaken);

    /// <summary>The node ends: a shard that it has let go doesn't come back, though others may not know yet that it is no place for one.</summary>
    public void End() => _isOver = true;

    /// <summary>Opens a shard when it is its turn.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="gone">Completes when it is gone again, or wasn't opened.</param>
    /// <param name="open">Opens it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">The shard is drawn to another node, the others have given this node up, or it ends.</exception>
    public async Task<ShardHost> RunAsync(int shard, Task gone, Func<Task<ShardHost>> open, CancellationToken cancellationToken)
    {
        Task before = Task.CompletedTask;
        _ = _last.AddOrUpdate(shard, gone, (_, last) =>
        {
            before = last;
            return gone;
        });

        // Orleans makes another activation while one is about to leave, if it has lost the part of its directory in which that one was: whose drivers stop at their
        // checkpoints, and which closes the store, unless somebody opens it before.
        await before.WaitAsync(s_longestLeave, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            RequireDrawn(shard);
            await RequireAliveAsync(cancellationToken).ConfigureAwait(false);
            return await open().ConfigureAwait(false);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>Whoever asks for a shard places it by what it knows, which may be the nodes of a moment ago: a shard that was just handed over would come back, again and again.</summary>
    private void RequireDrawn(int shard)
    {
        ClusterMembershipSnapshot members = membership.CurrentSnapshot;
        if (ShardDraw.BetterThan(silo.SiloAddress, shard, members, manifests.Current) is { } other)
        {
            throw new InvalidOperationException($"Shard {shard} is drawn to node {ShardDraw.NameOf(other, members)}: to be asked again.");
        }
    }

    private async ValueTask RequireAliveAsync(CancellationToken cancellationToken)
    {
        if (_isOver)
        {
            throw new InvalidOperationException("The node ends, and opens no shard any more.");
        }

        int overtaken = Volatile.Read(ref _overtaken);
        if (overtaken == Volatile.Read(ref _confirmed))
        {
            return;
        }

        // Twice, since the first time may be the rest of a look that was under way before.
        await membership.Refresh(cancellationToken: cancellationToken).ConfigureAwait(false);
        await membership.Refresh(cancellationToken: cancellationToken).ConfigureAwait(false);
        if (membership.CurrentSnapshot.GetSiloStatus(silo.SiloAddress) == SiloStatus.Dead)
        {
            throw new InvalidOperationException("The others have given this node up.");
        }

        // If somebody else has confirmed more meanwhile, the next one asks once too often.
        Volatile.Write(ref _confirmed, overtaken);
    }
}
