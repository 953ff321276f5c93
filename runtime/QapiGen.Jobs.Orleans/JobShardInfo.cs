namespace QapiGen.Jobs.Orleans;

/// <summary>A shard of the cluster's jobs at one instant.</summary>
/// <param name="Shard">Its number, from 0.</param>
/// <param name="Node">Name of the node that has it.</param>
/// <param name="Epoch">The epoch of that owner: how often the shard was opened.</param>
/// <param name="IsSettled">Whether that is the node that it is drawn to most of those that are there; else it will be handed over.</param>
public readonly record struct JobShardInfo(int Shard, string Node, long Epoch, bool IsSettled);
