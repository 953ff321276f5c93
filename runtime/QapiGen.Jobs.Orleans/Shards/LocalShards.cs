using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Orleans;
using Orleans.Runtime;
using QapiGen.Jobs.Orleans.Diagnostics;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Orleans.Shards;

/// <summary>The shards that this node has just now.</summary>
#pragma warning disable CA1001 // The semaphore has nothing to let go: its wait handle is never asked for.
internal sealed class LocalShards
{
#pragma warning restore CA1001
    /// <summary>How many are opened at the same time: the first node of a cluster gets all of them at once, and a database has better things to do.</summary>
    private const int OpeningsAtOnce = 8;

    private readonly SemaphoreSlim _openings = new(OpeningsAtOnce);
    private readonly ConcurrentDictionary<ShardHost, (int Shard, IGrainContext Grain)> _shards = new();

    public LocalShards(TimeProvider clock)
    {
        Pace = new JobTakeUpPace(clock);
        ClusterMetrics.Register(this, () => _shards.Count);
    }

    /// <summary>How fast drivers are made again, for all of them together.</summary>
    public JobTakeUpPace Pace { get; }

    /// <summary>One is open, or gone.</summary>
    public event Action? Changed;

    /// <summary>Their numbers.</summary>
    public IReadOnlyList<int> Numbers => [.. _shards.Values.Select(static shard => shard.Shard)];

    /// <summary>Why some are set aside.</summary>
    public IReadOnlyList<(int Shard, string Reason)> SetAside =>
        [.. from pair in _shards where pair.Key.IsSetAside orderby pair.Value.Shard select (pair.Value.Shard, pair.Key.HeldBecause!)];

    /// <summary>What keeps the stores of some from writing.</summary>
    public IReadOnlyList<(int Shard, JobStoreTrouble Trouble)> Troubles =>
        [.. from pair in _shards let trouble = pair.Key.Trouble where trouble is not null orderby pair.Value.Shard select (pair.Value.Shard, trouble)];

    /// <summary>Opens one when it is its turn.</summary>
    public async Task<ShardHost> OpenAsync(Func<Task<ShardHost>> open, CancellationToken cancellationToken)
    {
        await _openings.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await open().ConfigureAwait(false);
        }
        finally
        {
            _openings.Release();
        }
    }

    public void Add(int shard, ShardHost host, IGrainContext grain)
    {
        _shards[host] = (shard, grain);
        Changed?.Invoke();
    }

    /// <summary>
    /// Lets a shard go here, whatever Orleans' directory says of where it is: another activation of it, elsewhere, isn't this node's to end. Completes when it is gone.
    /// </summary>
    /// <param name="shard">The shard.</param>
    /// <param name="below">Only if the epoch here is older than this one.</param>
    /// <param name="reason">Why, for the log.</param>
    public Task LeaveAsync(int shard, long below, string reason)
    {
        var gone = new List<Task>();
        foreach ((ShardHost host, (int number, IGrainContext grain)) in _shards)
        {
            if (number == shard && host.Epoch < below)
            {
                grain.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, reason));
                gone.Add(grain.Deactivated);
            }
        }

        return Task.WhenAll(gone);
    }

    public void Remove(ShardHost host)
    {
        _shards.TryRemove(host, out _);
        Changed?.Invoke();
    }
}
