using System;
using Orleans;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Orleans.Shards;

/// <summary>What a node has for all of its shards.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Options">Settings of the cluster.</param>
/// <param name="ManagerOptions">Makes the options of a manager over a store.</param>
/// <param name="Trials">Which shards it tries again.</param>
/// <param name="Grains">The way to other shards.</param>
/// <param name="Clock">The clock.</param>
internal sealed record ShardSetup(
    string Node, JobClusterOptions Options, Func<IJobStore, JobManagerOptions> ManagerOptions, ShardTrials Trials, IGrainFactory Grains, TimeProvider Clock);
