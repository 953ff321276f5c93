namespace QapiGen.Jobs.Orleans;

/// <summary>A shard of the cluster's jobs at one instant.</summary>
/// <param name="Shard">Its number, from 0; beyond <see cref="JobCluster.ShardCount"/> that of a node that jobs are bound to.</param>
/// <param name="Node">Name of the node that has it.</param>
/// <param name="Epoch">The epoch of that owner: how often the shard was opened.</param>
/// <param name="IsSettled">Whether that is the node that it is drawn to most of those that are there; else it will be handed over.</param>
public readonly record struct JobShardInfo(int Shard, string Node, long Epoch, bool IsSettled)
{
    /// <summary>The node that its jobs are bound to (<see cref="JobOptions.Node"/>); null for one of those that any node can have.</summary>
    public string? BoundTo { get; init; }

    /// <summary>Why its jobs wait without drivers: the node that they are bound to is away, or the shard is set aside. Null if they don't.</summary>
    public string? HeldBecause { get; init; }

    /// <summary>How many owners were lost in a row, each soon after it had opened the shard; see <see cref="Shards.JobClusterOptions"/>.</summary>
    public int Losses { get; init; }
}
