using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Orleans;
using Orleans.Concurrency;

namespace QapiGen.Jobs.Orleans.Contract;

/// <summary>A shard of the cluster's jobs: one manager over one store, on one node at a time.</summary>
/// <remarks>Nodes of two versions talk to each other while a cluster is upgraded: methods and members are added, and never change their meaning.</remarks>
[Alias("QapiGen.Jobs.Shard")]
internal interface IJobShard : IGrainWithIntegerKey
{
    /// <summary>Carries an operation out, once, however often it is asked for; returns before its end if that takes long.</summary>
    [Alias("Do")]
    Task<ShardReply> DoAsync(ShardRequest request);

    /// <summary>All jobs with an id, newest first, as they are at one instant.</summary>
    [Alias("Query")]
    IAsyncEnumerable<ShardJob> QueryAsync(CancellationToken cancellationToken);

    /// <summary>Some jobs with an id, newest first, as they are at one instant.</summary>
    [Alias("QueryPage")]
    Task<ShardJob[]> QueryPageAsync(ShardQuery query);

    /// <summary>The transitions after one.</summary>
    [Alias("Read")]
    Task<ShardEvents> ReadSinceAsync(long sequence, int max);

    /// <summary>Has a node told of the transitions from now on, for a while: it is asked for anew long before.</summary>
    [Alias("Subscribe")]
    Task<ShardStatus> SubscribeAsync(IJobShardObserver node);

    /// <summary>Whether there is a job of an id, or one is about to be made.</summary>
    [Alias("Has")]
    Task<bool> HasAsync(string id);

    /// <summary>Ids of this shard are to be those of jobs in another one, all or none.</summary>
    [Alias("Lend")]
    Task<ShardReply> LendAsync(string[] ids, int shard);

    /// <summary>A job that is in another shard is gone: its id is free, unless somebody has made another one there.</summary>
    [OneWay]
    [Alias("Free")]
    Task FreeAsync(string id);

    /// <summary>Hands the shard over: drivers stop at their checkpoints, the store is let go, and whoever is asked next takes it up.</summary>
    [Alias("Leave")]
    Task LeaveAsync();
}

/// <summary>A node that wants to know.</summary>
[Alias("QapiGen.Jobs.ShardObserver")]
internal interface IJobShardObserver : IGrainObserver
{
    /// <summary>Transitions of a shard, in order; whoever finds some missing asks the shard for them.</summary>
    [OneWay]
    [Alias("Events")]
    Task OnEventsAsync(ShardEvents events);

    /// <summary>There is a shard that this node may not know of: that of a node that jobs are bound to. Whoever isn't told finds it in the status of the shards.</summary>
    [OneWay]
    [Alias("Bound")]
    Task OnBoundAsync(int shard);
}
