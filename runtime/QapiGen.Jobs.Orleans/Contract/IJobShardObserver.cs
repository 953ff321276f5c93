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
}
