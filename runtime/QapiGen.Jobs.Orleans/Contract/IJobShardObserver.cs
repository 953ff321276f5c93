using System.Threading.Tasks;
using Orleans;
using Orleans.Concurrency;

namespace QapiGen.Jobs.Orleans.Contract;

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
