using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
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
    private readonly ConcurrentDictionary<ShardHost, int> _shards = new();

    /// <summary>One is open, or gone.</summary>
    public event Action? Changed;

    /// <summary>Their numbers.</summary>
    public IReadOnlyList<int> Numbers => [.. _shards.Values];

    /// <summary>What keeps the stores of some from writing.</summary>
    public IReadOnlyList<(int Shard, JobStoreTrouble Trouble)> Troubles =>
        [.. from pair in _shards let trouble = pair.Key.Trouble where trouble is not null orderby pair.Value select (pair.Value, trouble)];

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

    public void Add(int shard, ShardHost host)
    {
        _shards[host] = shard;
        Changed?.Invoke();
    }

    public void Remove(ShardHost host)
    {
        _shards.TryRemove(host, out _);
        Changed?.Invoke();
    }
}
