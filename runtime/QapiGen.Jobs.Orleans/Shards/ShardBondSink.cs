using System.Threading;
using System.Threading.Tasks;
using Orleans;
using QapiGen.Jobs.Events;
using QapiGen.Jobs.Orleans.Contract;

namespace QapiGen.Jobs.Orleans.Shards;

/// <summary>Gives the ids of bound jobs back when the jobs are gone. One that gets lost on its way is found when the id's shard is opened next.</summary>
internal sealed class ShardBondSink(IGrainFactory grains) : IJobEventSink
{
    public void OnTransition(in JobTransition transition)
    {
        if (transition.Status == JobStatus.Null)
        {
            string id = transition.Id!;
            _ = grains.GetGrain<IJobShard>(ShardKey.Of(id)).FreeAsync(id).ContinueWith(
                static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }
}
