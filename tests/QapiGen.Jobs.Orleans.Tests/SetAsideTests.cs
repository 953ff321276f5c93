using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using QapiGen.Jobs.Hosting;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Orleans.Tests.Support;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Messages;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>A shard whose owners are lost one after the other.</summary>
public sealed class SetAsideTests
{
    private const string Id = "a";

    private static readonly int s_shard = ShardKey.Of(Id);

    [Fact]
    public async Task A_shard_whose_owners_are_lost_in_a_row_is_set_aside_and_its_jobs_wait_and_can_be_cancelled()
    {
        await using JobTestCluster cluster = await StartAsync(TimeSpan.FromDays(1), setAside: TimeSpan.FromMinutes(30));
        string other = Enumerable.Range(0, 10_000).Select(static i => $"other{i}").First(static id => ShardKey.Of(id) == s_shard);
        foreach (string id in (string[])[Id, other])
        {
            await cluster.Jobs(0).StartAsync(TestDriver.Name, new Note(id), new JobOptions { Id = id, AutoDismiss = false });
        }

        await ClusterJobs.ForAsync(cluster, 0, [Id, other], JobStatus.Ready);
        await LoseTwiceAsync(cluster);
        JobShardInfo shard = (await cluster.Jobs(0).QueryShardsAsync())[s_shard];
        Assert.Equal(2, shard.Losses);
        Assert.Equal($"2 nodes in a row were lost soon after they had taken up its shard {s_shard}, which is set aside for 00:30:00", shard.HeldBecause);
        await ClusterJobs.ForAsync(cluster, 1, [Id, other], JobStatus.Standby);

        // The second loss was the one too many: drivers were made for the first owner, and after the first loss.
        Assert.Equal(2, cluster.Log.Of(Id).Count);
        QmpErrorException refusal = await Assert.ThrowsAsync<QmpErrorException>(() => cluster.Jobs(1).JobCompleteAsync(other).AsTask());
        Assert.Contains("is set aside", refusal.Description, StringComparison.Ordinal);
        await cluster.Jobs(0).JobCancelAsync(Id);
        await ClusterJobs.ForAsync(cluster, 0, [Id], JobStatus.Concluded);
        IEnumerable<HealthReportEntry> health = await Task.WhenAll(cluster.Nodes.Select(static async node =>
            (await node.ServiceProvider.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["jobs"]));
        Assert.Contains("is set aside", Assert.Single(health, static entry => entry.Status == HealthStatus.Degraded).Description, StringComparison.Ordinal);

        // All other shards are at work, and so is what is new in this one.
        string[] more = [.. Enumerable.Range(0, 24).Select(static i => $"more{i}")];
        await ClusterJobs.StartAsync(cluster, 1, more);
    }

    [Fact]
    public async Task When_its_time_is_over_its_jobs_go_on()
    {
        await using JobTestCluster cluster = await StartAsync(TimeSpan.FromDays(1), setAside: TimeSpan.FromMilliseconds(100));
        await ClusterJobs.StartAsync(cluster, 0, [Id]);
        await LoseTwiceAsync(cluster);
        await ClusterJobs.CompleteAsync(cluster, 1, [Id]);
        Assert.Equal(3, cluster.Log.Of(Id).Count);
        Assert.Equal(2, (await cluster.Jobs(0).QueryShardsAsync())[s_shard].Losses);
    }

    [Fact]
    public async Task Losses_before_an_owner_that_has_lasted_do_not_count()
    {
        await using JobTestCluster cluster = await StartAsync(TimeSpan.FromMilliseconds(1), setAside: TimeSpan.FromDays(1));
        await ClusterJobs.StartAsync(cluster, 0, [Id]);
        for (int i = 0; i < 3; i++)
        {
            await LoseAsync(cluster, s_shard);
            await ClusterJobs.ForAsync(cluster, 0, [Id], JobStatus.Ready);
            Assert.Equal(1, (await cluster.Jobs(0).QueryShardsAsync())[s_shard].Losses);
            await JobTestCluster.ForAsync(() => Task.FromResult(!cluster.NotesOf(s_shard).Contains("losses")));
        }
    }

    [Fact]
    public async Task A_shard_without_jobs_at_work_ends_no_node_and_is_never_set_aside()
    {
        await using JobTestCluster cluster = await StartAsync(TimeSpan.FromDays(1), setAside: TimeSpan.FromMinutes(30));
        for (int i = 0; i < 3; i++)
        {
            await LoseAsync(cluster, s_shard);
        }

        JobShardInfo shard = (await cluster.Jobs(0).QueryShardsAsync())[s_shard];
        Assert.Null(shard.HeldBecause);
        await ClusterJobs.StartAsync(cluster, 0, [Id]);
        await LoseAsync(cluster, s_shard);
        Assert.Equal(1, (await cluster.Jobs(0).QueryShardsAsync())[s_shard].Losses);
    }

    [Fact]
    public async Task An_owner_that_is_lost_while_the_shard_waits_does_not_count()
    {
        await using JobTestCluster cluster = await StartAsync(TimeSpan.FromDays(1), setAside: TimeSpan.FromMinutes(30));
        await ClusterJobs.StartAsync(cluster, 0, [Id]);
        await LoseTwiceAsync(cluster);
        for (int i = 0; i < 2; i++)
        {
            await LoseAsync(cluster, s_shard);
            JobShardInfo shard = (await cluster.Jobs(0).QueryShardsAsync())[s_shard];
            Assert.Equal(2, shard.Losses);
            Assert.NotNull(shard.HeldBecause);
        }
    }

    // As those of a node that is started again at once, each time that one of them ends it.
    [Fact]
    public async Task Shards_that_are_set_aside_together_are_tried_again_one_at_a_time_and_only_what_is_tried_counts()
    {
        await using JobTestCluster cluster = await StartAsync(TimeSpan.FromDays(1), setAside: TimeSpan.FromMilliseconds(100), nodes: 1);
        string[] ids = [.. Enumerable.Range(0, 1000).Select(static i => $"job{i}").DistinctBy(ShardKey.Of).Take(4)];
        await ClusterJobs.StartAsync(cluster, 0, ids);
        for (int i = 2; i <= 3; i++)
        {
            await Task.WhenAll(ids.Select(id => LoseAsync(cluster, ShardKey.Of(id))));
            await JobTestCluster.ForAsync(() => Task.FromResult(ids.Count(id => cluster.Log.Of(id).Count == i) >= (i == 2 ? ids.Length : 1)));
        }

        await Task.Delay(TimeSpan.FromSeconds(1));
        string tried = Assert.Single(ids, id => cluster.Log.Of(id).Count == 3);
        string[] others = [.. ids.Where(id => id != tried)];
        Assert.All(others, id => Assert.Equal(2, cluster.Log.Of(id).Count));

        await LoseAsync(cluster, ShardKey.Of(tried));
        await JobTestCluster.ForAsync(() => Task.FromResult(others.Any(id => cluster.Log.Of(id).Count == 3)));
        IReadOnlyList<JobShardInfo> shards = await cluster.Jobs(0).QueryShardsAsync();
        Assert.Equal(3, shards[ShardKey.Of(tried)].Losses);
        Assert.All(others, id => Assert.Equal(2, shards[ShardKey.Of(id)].Losses));
        Assert.Single(others, id => cluster.Log.Of(id).Count == 3);
    }

    [Fact]
    public async Task A_trial_counts_before_its_drivers_are_made()
    {
        JobTestCluster? cluster = null;
        var noted = new ConcurrentQueue<string?>();
        await using JobTestCluster made = cluster = await StartAsync(TimeSpan.FromDays(1), setAside: TimeSpan.FromMilliseconds(100), addDrivers: (jobs, node) => jobs.AddDriver<Note>("noting", arguments =>
        {
            noted.Enqueue(cluster!.NoteOf(s_shard, "losses"));
            return new TestDriver(arguments.Text, node, cluster.Log);
        }));
        await cluster.Jobs(0).StartAsync("noting", new Note(Id), new JobOptions { Id = Id, AutoDismiss = false });
        await ClusterJobs.ForAsync(cluster, 0, [Id], JobStatus.Ready);
        await LoseTwiceAsync(cluster);
        await JobTestCluster.ForAsync(() => Task.FromResult(noted.Count == 3));

        // One that ends its host at once would never count else.
        Assert.Equal("2", noted.Last());
    }

    private static Task<JobTestCluster> StartAsync(TimeSpan probation, TimeSpan setAside, short nodes = 2, Action<QapiJobsBuilder, string>? addDrivers = null) => JobTestCluster.StartAsync(nodes, new JobTestClusterOptions
    {
        Configure = options => (options.MaxShardLosses, options.ShardProbation, options.SetAsideTime) = (1, probation, setAside),
        AddDrivers = addDrivers ?? (static (_, _) => { }),
    });

    private static async Task LoseTwiceAsync(JobTestCluster cluster)
    {
        await LoseAsync(cluster, s_shard);
        await JobTestCluster.ForAsync(() => Task.FromResult(cluster.Log.Of(Id).Count == 2));
        await LoseAsync(cluster, s_shard);
    }

    /// <summary>Has a shard's owner lost: somebody else opens its store, and is never heard of again.</summary>
    private static async Task LoseAsync(JobTestCluster cluster, int shard)
    {
        await using IJobStore lost = cluster.StoreOf(shard);
        long epoch = (await lost.OpenAsync("somebody who is lost")).Epoch;
        await JobTestCluster.ForAsync(async () => (await cluster.Nodes[0].ServiceProvider.GetShard(shard).SubscribeAsync(cluster.Nodes[0].ServiceProvider.GetNode())).Epoch > epoch);
    }
}
