using System;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Orleans.Nodes;
using QapiGen.Jobs.Orleans.Shards;

namespace QapiGen.Jobs.Orleans.Tests.Support;

/// <summary>The insides of a node.</summary>
internal static class ServiceExtensions
{
    public static IJobShard GetShard(this IServiceProvider services, int shard) => services.GetRequiredService<IGrainFactory>().GetGrain<IJobShard>(shard);

    public static IJobShardObserver GetNode(this IServiceProvider services) =>
        services.GetRequiredService<IGrainFactory>().CreateObjectReference<IJobShardObserver>(services.GetRequiredService<ClusterNode>());

    public static LocalShards GetLocalShards(this IServiceProvider services) => services.GetRequiredService<LocalShards>();
}
