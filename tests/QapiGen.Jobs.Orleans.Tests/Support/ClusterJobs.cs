using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Jobs.Orleans.Events;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests.Support;

/// <summary>Jobs of <see cref="TestDriver"/>, from their start to their end.</summary>
internal static class ClusterJobs
{
    /// <summary>Starts jobs, and waits until each of them is ready.</summary>
    public static async Task StartAsync(JobTestCluster cluster, int node, string[] ids)
    {
        await Task.WhenAll(ids.Select(id => cluster.Jobs(node).StartAsync(TestDriver.Name, new Note(id), new JobOptions { Id = id, AutoDismiss = false })));
        await ForAsync(cluster, node, ids, JobStatus.Ready);
    }

    /// <summary>Every job is there and can be completed, and ends well.</summary>
    public static async Task CompleteAsync(JobTestCluster cluster, int node, string[] ids)
    {
        await ForAsync(cluster, node, ids, JobStatus.Ready);
        await Task.WhenAll(ids.Select(id => cluster.Jobs(node).JobCompleteAsync(id).AsTask()));
        await ForAsync(cluster, node, ids, JobStatus.Concluded);
        Assert.All(await cluster.Jobs(node).QueryJobsAsync(), static job => Assert.Null(job.Error));
    }

    /// <summary>Waits until each of some jobs has a status.</summary>
    public static Task ForAsync(JobTestCluster cluster, int node, string[] ids, JobStatus status) => JobTestCluster.ForAsync(async () =>
        (await cluster.Jobs(node).QueryJobsAsync()).Where(job => job.Status == status).Select(static job => job.Id).Intersect(ids).Count() == ids.Length);

    /// <summary>Each job's moves, as one node was told of them, follow one another.</summary>
    public static void CheckMoves(JobClusterWatcher watcher)
    {
        var last = new Dictionary<string, JobStatus>();
        while (watcher.TryRead(out JobClusterTransition transition))
        {
            Assert.False(transition.IsGap);
            Assert.Equal(last.GetValueOrDefault(transition.Id, transition.From), transition.From);
            last[transition.Id] = transition.Status;
        }
    }
}
