using System;
using System.Linq;
using System.Threading.Tasks;
using Orleans.TestingHost;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Orleans.Events;
using QapiGen.Jobs.Orleans.Tests.Support;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Messages;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>A node reaches the store, and no longer what says who is in the cluster.</summary>
public sealed class CutOffTests
{
    private static readonly string[] s_ids = [.. Enumerable.Range(0, 24).Select(static i => $"job{i}")];

    private readonly TestMembership _membership = new();

    [Fact]
    public async Task A_node_that_only_cannot_reach_membership_works_on_and_nothing_moves()
    {
        await using JobTestCluster cluster = await StartAsync(2);
        string cut = cluster.Nodes[1].Name;
        _membership.Cut(cut);

        foreach (string id in s_ids)
        {
            await cluster.Jobs(1).JobPauseAsync(id);
            await cluster.Jobs(0).JobResumeAsync(id);
        }

        await ClusterJobs.CompleteAsync(cluster, 1, s_ids);
        Assert.All(s_ids, id => Assert.Single(cluster.Log.Of(id)));
        Assert.Contains(s_ids, id => cluster.Log.Of(id)[0].Node == cut);
    }

    [Fact]
    public async Task A_node_that_is_declared_dead_and_cannot_know_it_stops_its_drivers_and_answers_nothing_that_is_not_kept()
    {
        await using JobTestCluster cluster = await StartAsync(3);
        InProcessSiloHandle lost = cluster.Nodes[2];
        string[] moved = [.. s_ids.Where(id => cluster.Log.Of(id)[0].Node == lost.Name)];
        Assert.NotEmpty(moved);
        using JobClusterWatcher watcher = cluster.Jobs(0).Watch(capacity: 10_000);
        _membership.Cut(lost.Name);

        await _membership.DeclareDeadAsync(lost.SiloAddress);

        // The others take its shards up, while it takes itself for their owner; whoever writes next finds out.
        await JobTestCluster.ForAsync(() => Task.FromResult(moved.All(id => cluster.Log.Of(id).Any(run => run.Node != lost.Name))));
        await JobTestCluster.ForAsync(() => Task.FromResult(s_ids.All(id => cluster.Log.At(id) is [var node] && node != lost.Name)));
        int refused = cluster.Log.Refused;
        JobCluster atLost = JobTestCluster.JobsOf(lost, TimeSpan.FromSeconds(1));
        bool[] answered = await Task.WhenAll(moved.Select(id => IsAnsweredAsync(atLost.JobPauseAsync(id))));
        foreach ((string id, bool isAnswered) in moved.Zip(answered))
        {
            bool wasPaused = await WasPausedAsync(cluster.Jobs(1).JobResumeAsync(id));
            Assert.True(!isAnswered || wasPaused, id);
        }

        await ClusterJobs.CompleteAsync(cluster, 0, s_ids);
        ClusterJobs.CheckMoves(watcher);
        Assert.All(moved, id => Assert.True(cluster.Log.Of(id)[^1].Epoch > cluster.Log.Of(id)[0].Epoch));
        Assert.Equal(refused, cluster.Log.Refused);
    }

    [Fact]
    public async Task A_node_that_was_refused_a_shard_opens_it_again_when_membership_says_that_it_is_alive()
    {
        await using JobTestCluster cluster = await StartAsync(2);
        InProcessSiloHandle cut = cluster.Nodes[1];
        string id = s_ids.First(id => cluster.Log.Of(id)[0].Node == cut.Name);
        int shard = ShardKey.Of(id);
        _membership.Cut(cut.Name);
        await using IJobStore other = cluster.StoreOf(shard);
        await other.OpenAsync("another node");

        await JobTestCluster.ForAsync(() => Task.FromResult(!cut.ServiceProvider.GetLocalShards().Numbers.Contains(shard)));
        await Assert.ThrowsAnyAsync<Exception>(() => cluster.Nodes[0].ServiceProvider.GetShard(shard).SubscribeAsync(cluster.Nodes[0].ServiceProvider.GetNode()));
        Assert.Single(cluster.Log.Of(id));

        _membership.Mend();

        await ClusterJobs.CompleteAsync(cluster, 0, s_ids);
        Assert.Equal([(cut.Name, 1), (cut.Name, 2)], cluster.Log.Of(id).Select(static run => (run.Node, run.Attempt)));
    }

    private async Task<JobTestCluster> StartAsync(short nodes)
    {
        JobTestCluster cluster = await JobTestCluster.StartAsync(nodes, new JobTestClusterOptions { Membership = _membership });
        await ClusterJobs.StartAsync(cluster, 0, s_ids);
        return cluster;
    }

    private static Task<bool> IsAnsweredAsync(ValueTask command) => IsDoneAsync(command, "isn't known");

    private static Task<bool> WasPausedAsync(ValueTask resume) => IsDoneAsync(resume, "that was not paused");

    private static async Task<bool> IsDoneAsync(ValueTask command, string refusal)
    {
        try
        {
            await command;
            return true;
        }
        catch (QmpErrorException fault)
        {
            Assert.Contains(refusal, fault.Description, StringComparison.Ordinal);
            return false;
        }
    }
}
