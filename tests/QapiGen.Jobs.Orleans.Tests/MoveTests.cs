using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Orleans.Nodes;
using QapiGen.Jobs.Orleans.Shards;
using QapiGen.Jobs.Orleans.Tests.Support;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>A shard moves when the node that it is drawn to comes or goes, once, and not to and fro. Each opening takes an epoch, so that they can be counted.</summary>
public sealed class MoveTests
{
    private static readonly int[] s_shards = [.. Enumerable.Range(0, ShardKey.Count)];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nodes_that_come_one_after_the_other_are_given_what_is_theirs_and_nothing_comes_back(bool isOneByOne)
    {
        await using JobTestCluster cluster = await JobTestCluster.StartAsync(1);
        for (int i = 0; i < 2; i++)
        {
            await cluster.AddNodeAsync();
            if (isOneByOne)
            {
                await cluster.SettleAsync();
            }
        }

        await cluster.SettleAsync();
        string[] names = [.. cluster.Nodes.Select(static node => node.Name)];
        Assert.All(s_shards, shard =>
        {
            string[] due = [.. Enumerable.Range(1, names.Length).Select(many => names[..many].MaxBy(name => ShardKey.Weight(shard, name))!).Distinct()];
            string[] openings = cluster.Openings.Of(shard);
            string[] owners = [.. openings.Where((node, i) => i == 0 || openings[i - 1] != node)];

            // Of nodes that come at once one may be passed over.
            Assert.True(owners.SequenceEqual(isOneByOne ? due : due.Intersect(owners)) && openings.Length == owners.Length,
                $"shard {shard} was opened by {string.Join(' ', openings)}, and is due to {string.Join(' ', due)}");
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_a_node_stops_or_is_killed_each_of_its_shards_is_opened_once_and_no_other(bool isKilled)
    {
        await using JobTestCluster cluster = await JobTestCluster.StartAsync(3);
        InProcessSiloHandle stopped = cluster.Nodes[2];
        int[] left = [.. stopped.ServiceProvider.GetLocalShards().Numbers];
        Dictionary<int, long> before = await EpochsAsync(cluster);

        await (isKilled ? cluster.KillAsync(stopped) : cluster.StopAsync(stopped));

        await cluster.SettleAsync();
        Dictionary<int, long> after = await EpochsAsync(cluster);
        Assert.All(s_shards, shard => Assert.True(
            after[shard] - before[shard] == (left.Contains(shard) ? 1 : 0), $"shard {shard}: epoch {before[shard]} before, {after[shard]} after; it was {(left.Contains(shard) ? "" : "not ")}on the node"));
    }

    [Fact]
    public async Task A_node_that_was_told_to_stop_takes_no_shard_back()
    {
        await using JobTestCluster cluster = await JobTestCluster.StartAsync(2);
        InProcessSiloHandle node = cluster.Nodes[1];
        LocalShards local = node.ServiceProvider.GetLocalShards();
        int shard = local.Numbers[0];

        // All that it does by itself ends; the others still take it for a place of shards.
        await node.ServiceProvider.GetRequiredService<ClusterNode>().DisposeAsync();
        await local.LeaveAsync(shard, "It stops.");

        await Assert.ThrowsAnyAsync<Exception>(() => cluster.Nodes[0].ServiceProvider.GetShard(shard).HasAsync("a"));
        Assert.DoesNotContain(shard, local.Numbers);
        await cluster.StopAsync(node);
        await cluster.SettleAsync();
        Assert.False(await cluster.Nodes[0].ServiceProvider.GetShard(shard).HasAsync("a"));
    }

    private static async Task<Dictionary<int, long>> EpochsAsync(JobTestCluster cluster) =>
        (await cluster.Jobs(0).QueryShardsAsync()).Where(static shard => shard.BoundTo is null).ToDictionary(static shard => shard.Shard, static shard => shard.Epoch);
}
