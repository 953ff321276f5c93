using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Orleans.Shards;

/// <summary>The shards that this node has just now.</summary>
internal sealed class LocalShards
{
    private readonly ConcurrentDictionary<ShardHost, int> _shards = new();

    /// <summary>One is open, or gone.</summary>
    public event Action? Changed;

    /// <summary>Their numbers.</summary>
    public IReadOnlyList<int> Numbers => [.. _shards.Values];

    /// <summary>What keeps the stores of some from writing.</summary>
    public IReadOnlyList<(int Shard, JobStoreTrouble Trouble)> Troubles =>
        [.. from pair in _shards let trouble = pair.Key.Trouble where trouble is not null orderby pair.Value select (pair.Value, trouble)];

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
