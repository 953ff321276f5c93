using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.TestingHost;
using QapiGen.Jobs.Hosting;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Orleans.Events;
using QapiGen.Jobs.Orleans.Shards;
using QapiGen.Jobs.Orleans.Tests.Support;
using QapiGen.Jobs.Storage;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>Nodes come and go, and jobs go on.</summary>
public sealed class TakeOverTests
{
    [Fact]
    public async Task Of_two_owners_of_a_shard_the_older_one_stops_its_drivers_and_can_write_nothing_more()
    {
        await using JobTestCluster cluster = await JobTestCluster.StartAsync(2);
        await StartAsync(cluster, Ids);
        string id = Ids[0];
        using JobClusterWatcher watcher = cluster.Jobs(0).Watch(capacity: 10_000);

        await using (IJobStore second = cluster.StoreOf(ShardKey.Of(id)))
        {
            JobStoreContent content = await second.OpenAsync("another node");
            Assert.Equal(cluster.Log.Of(id)[^1].Epoch + 1, content.Epoch);
        }

        // The first is told at its next checkpoint, and gives the shard up; it is opened again, and the job goes on from what the first had kept.
        await JobTestCluster.ForAsync(() => Task.FromResult(cluster.Log.Of(id).Count == 2));
        Assert.Equal(cluster.Log.Of(id)[0].Epoch + 2, cluster.Log.Of(id)[1].Epoch);
        Assert.Equal(cluster.Log.Of(id)[0].Node, cluster.Log.Of(id)[1].From);
        await CompleteAsync(cluster, Ids, watcher);
    }

    [Fact]
    public async Task Whoever_opens_a_shard_again_on_a_node_waits_until_the_one_before_has_closed_it()
    {
        await using JobTestCluster cluster = await JobTestCluster.StartAsync(1);
        await StartAsync(cluster, Ids);
        int shard = ShardKey.Of(Ids[0]);
        bool hasLeft = false;
        (bool HadLeft, bool WasClosed)? seen = null;

        // As Orleans does when it has lost a part of its directory: another activation, while one is there.
        Task again = cluster.Nodes[0].ServiceProvider.GetLocalShards().OpenAsync(
            shard, null!,
            async () =>
            {
                await using IJobStore store = cluster.StoreOf(shard);
                seen = (Volatile.Read(ref hasLeft), (await store.OpenAsync("again")).WasClosed);
                throw new InvalidOperationException("That is all.");
            },
            CancellationToken.None);
        Volatile.Write(ref hasLeft, true);
        await cluster.Nodes[0].ServiceProvider.GetShard(shard).LeaveAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => again);
        Assert.Equal((true, true), seen);
        await JobTestCluster.ForAsync(() => Task.FromResult(cluster.Log.Of(Ids[0]).Count == 2));
        Assert.Equal(1, cluster.Log.Of(Ids[0])[1].Attempt);
    }

    [Fact]
    public async Task A_shard_whose_activation_ended_while_it_was_opened_is_closed_again()
    {
        // Orleans tells an activation of its end only if it was told that it is open.
        await using JobTestCluster cluster = await JobTestCluster.StartAsync(1);
        IServiceProvider services = cluster.Nodes[0].ServiceProvider;
        int shard = ShardKey.OfNode("nobody");
        var setup = new ShardSetup(
            cluster.Nodes[0].Name, new JobClusterOptions(), store => services.GetRequiredService<QapiJobsBuilder>().CreateManagerOptions(services, store),
            new ShardTrials(), services.GetRequiredService<IGrainFactory>(), TimeProvider.System);

        ShardHost host = await services.GetLocalShards().OpenAsync(
            shard, GoneActivation.Create(), () => ShardHost.OpenAsync(shard, setup, cluster.StoreOf(shard)), CancellationToken.None);

        await JobTestCluster.ForAsync(() => Task.FromResult(!services.GetLocalShards().Numbers.Contains(shard)));
        await using IJobStore next = cluster.StoreOf(shard);
        JobStoreContent content = await next.OpenAsync("next");
        Assert.Equal((host.Epoch + 1, true), (content.Epoch, content.WasClosed));
    }

    [Fact]
    public async Task A_node_that_stops_hands_its_jobs_over_and_none_of_them_counts_as_lost()
    {
        await using JobTestCluster cluster = await JobTestCluster.StartAsync(3);
        await StartAsync(cluster, Ids);
        InProcessSiloHandle stopped = cluster.Nodes[2];
        string[] left = [.. Ids.Where(id => cluster.Log.Of(id)[0].Node == stopped.Name)];
        Assert.NotEmpty(left);
        using JobClusterWatcher watcher = cluster.Jobs(0).Watch(capacity: 10_000);

        await cluster.StopAsync(stopped);

        await JobTestCluster.ForAsync(() => Task.FromResult(left.All(id => cluster.Log.Of(id).Count == 2)));
        Assert.All(left, id => Assert.Equal((stopped.Name, 1), (cluster.Log.Of(id)[1].From, cluster.Log.Of(id)[1].Attempt)));
        await CompleteAsync(cluster, Ids, watcher);
    }

    [Fact]
    public async Task A_node_that_joins_gets_its_share_and_jobs_move_to_it()
    {
        await using JobTestCluster cluster = await JobTestCluster.StartAsync(1);
        await StartAsync(cluster, Ids);
        Assert.Equal(ShardKey.Count, cluster.Nodes[0].ServiceProvider.GetLocalShards().Numbers.Count);
        using JobClusterWatcher watcher = cluster.Jobs(0).Watch(capacity: 10_000);

        InProcessSiloHandle joined = await cluster.AddNodeAsync();

        await cluster.SettleAsync();
        Assert.InRange(joined.ServiceProvider.GetLocalShards().Numbers.Count, ShardKey.Count / 4, ShardKey.Count * 3 / 4);
        Assert.Contains(Ids, id => cluster.Log.Of(id).Count == 2);
        Assert.All(Ids, id => Assert.True(cluster.Log.Of(id)[^1].Attempt == 1, string.Join("; ", cluster.Log.Of(id))));
        await CompleteAsync(cluster, Ids, watcher);
    }

    private static string[] Ids { get; } = [.. Enumerable.Range(0, 24).Select(static i => $"job{i}")];

    private static async Task StartAsync(JobTestCluster cluster, string[] ids)
    {
        foreach (string id in ids)
        {
            await cluster.Jobs(0).StartAsync(TestDriver.Name, new Note(id), new JobOptions { Id = id, AutoDismiss = false });
        }

        await JobTestCluster.ForAsync(async () => (await cluster.Jobs(0).QueryJobsAsync()).Count(static job => job.Status == JobStatus.Ready) == ids.Length);
    }

    /// <summary>Every job is there, can be completed, and its moves, as one node was told of them, are moves that the table has.</summary>
    private static async Task CompleteAsync(JobTestCluster cluster, string[] ids, JobClusterWatcher watcher)
    {
        await JobTestCluster.ForAsync(async () => (await cluster.Jobs(0).QueryJobsAsync()).Count(static job => job.Status == JobStatus.Ready) == ids.Length);
        foreach (string id in ids)
        {
            await cluster.Jobs(0).JobCompleteAsync(id);
        }

        await JobTestCluster.ForAsync(async () => (await cluster.Jobs(0).QueryJobsAsync()).Count(static job => job.Status == JobStatus.Concluded) == ids.Length);
        Assert.All(await cluster.Jobs(0).QueryJobsAsync(), static job => Assert.Null(job.Error));
        var last = new Dictionary<string, JobStatus>();
        while (watcher.TryRead(out JobClusterTransition transition))
        {
            Assert.False(transition.IsGap);
            Assert.Equal(last.GetValueOrDefault(transition.Id, transition.From), transition.From);
            last[transition.Id] = transition.Status;
        }
    }
}
