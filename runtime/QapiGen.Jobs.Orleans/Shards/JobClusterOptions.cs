using System;

namespace QapiGen.Jobs.Orleans.Shards;

/// <summary>Settings of a node, the same on all: <c>silo.Configure&lt;JobClusterOptions&gt;(…)</c>.</summary>
/// <remarks>
/// A shard whose jobs end their host would end one after the other. So whoever opens one with unfinished jobs counts, in the store, how many owners in a row were lost soon after they had. What is
/// set aside a node tries again later: one shard, and twice as many each time that all have lasted.
/// </remarks>
public sealed class JobClusterOptions
{
    /// <summary>How many owners of a shard may be lost in a row before it is set aside: it is open, but its jobs wait, paused and without drivers, and can be cancelled. From 0.</summary>
    public int MaxShardLosses { get; set; } = 3;

    /// <summary>How long an owner has to last so that the losses before it count no more.</summary>
    public TimeSpan ShardProbation { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a shard is set aside for the first time; twice as long with each further loss while no other was tried with it, up to an hour. Then it waits for its turn.</summary>
    public TimeSpan SetAsideTime { get; set; } = TimeSpan.FromSeconds(30);
}
