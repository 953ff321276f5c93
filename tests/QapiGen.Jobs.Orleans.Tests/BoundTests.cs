using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Orleans.TestingHost;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Orleans.Events;
using QapiGen.Jobs.Orleans.Tests.Support;
using QapiGen.Runtime.Messages;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>Work that is bound to a machine.</summary>
public sealed class BoundTests : IAsyncLifetime
{
    private static readonly string[] s_ids = [.. Enumerable.Range(0, 6).Select(static i => $"bound{i}")];

    private JobTestCluster _cluster = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync() => _cluster = await JobTestCluster.StartAsync(3);

    /// <inheritdoc/>
    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bound_jobs_stay_on_their_node_wait_paused_while_it_is_away_and_go_on_when_it_is_back(bool isKilled)
    {
        InProcessSiloHandle node = _cluster.Nodes[2];
        using JobClusterWatcher watcher = _cluster.Jobs(1).Watch(capacity: 10_000);
        await Task.WhenAll(s_ids.Select((id, i) => StartAsync(i % 3, id, node.Name)));
        await _cluster.Jobs(0).StartAsync(TestDriver.Name, new Note("free"), Options("free", null));
        await ClusterJobs.ForAsync(_cluster, 0, [.. s_ids, "free"], JobStatus.Ready);
        Assert.All(s_ids, id => Assert.Equal(node.Name, Assert.Single(_cluster.Log.Of(id)).Node));
        Assert.All((await _cluster.Jobs(1).ListAsync()).Where(static job => job.Id != "free"), job => Assert.Equal((node.Name, node.Name), (job.Node, job.BoundTo)));

        await (isKilled ? _cluster.KillAsync(node) : _cluster.StopAsync(node));
        await ClusterJobs.ForAsync(_cluster, 0, s_ids, JobStatus.Standby);
        await ClusterJobs.ForAsync(_cluster, 1, ["free"], JobStatus.Ready);
        Assert.All(s_ids, id => Assert.Single(_cluster.Log.Of(id)));
        JobShardInfo shard = Assert.Single(await _cluster.Jobs(1).QueryShardsAsync(), static shard => shard.BoundTo is not null);
        Assert.Equal((node.Name, $"its node '{node.Name}' is away"), (shard.BoundTo, shard.HeldBecause));

        // While it is away: what needs no driver is done, what needs one is refused, and a cancel ends the job without.
        await _cluster.Jobs(0).JobPauseAsync(s_ids[0]);
        QmpErrorException refusal = await Assert.ThrowsAsync<QmpErrorException>(() => _cluster.Jobs(1).JobResumeAsync(s_ids[0]).AsTask());
        Assert.Equal($"Job '{s_ids[0]}' waits, and its driver isn't here: its node '{node.Name}' is away", refusal.Description);
        refusal = await Assert.ThrowsAsync<QmpErrorException>(() => StartAsync(0, "more", node.Name));
        Assert.Equal($"Job 'more' isn't made, since its node '{node.Name}' is away; a job can be bound to a node while that is there", refusal.Description);
        Assert.DoesNotContain(await _cluster.Jobs(1).QueryJobsAsync(), static job => job.Id == "more");
        await _cluster.Jobs(1).JobCancelAsync(s_ids[1]);
        await ClusterJobs.ForAsync(_cluster, 0, [s_ids[1]], JobStatus.Concluded);
        Assert.Contains("without its driver", (await _cluster.Jobs(0).QueryJobsAsync()).Single(static job => job.Id == s_ids[1]).Error, StringComparison.Ordinal);

        await _cluster.StartAgainAsync(node);
        string[] others = s_ids[2..];
        await JobTestCluster.ForAsync(() => Task.FromResult(others.All(id => _cluster.Log.Of(id).Count == 2)));
        Assert.All(others, id => Assert.Equal((node.Name, node.Name), (_cluster.Log.Of(id)[1].Node, _cluster.Log.Of(id)[1].From)));
        await ClusterJobs.ForAsync(_cluster, 0, others, JobStatus.Ready);
        Assert.Equal(JobStatus.Standby, (await _cluster.Jobs(0).QueryJobsAsync()).Single(static job => job.Id == s_ids[0]).Status);
        await _cluster.Jobs(0).JobResumeAsync(s_ids[0]);
        await ClusterJobs.ForAsync(_cluster, 0, [s_ids[0]], JobStatus.Ready);
        await _cluster.Jobs(1).JobDismissAsync(s_ids[1]);

        // The id is free, wherever it was wanted.
        await StartAsync(0, "more", null);
        await ClusterJobs.CompleteAsync(_cluster, 0, ["more"]);
        await ClusterJobs.CompleteAsync(_cluster, 1, [s_ids[0], .. others, "free"]);
        ClusterJobs.CheckMoves(watcher);
    }

    [Fact]
    public async Task An_id_is_taken_once_in_the_cluster_whether_its_job_is_bound_or_not_and_free_when_the_job_is_gone()
    {
        string[] names = [.. _cluster.Nodes.Select(static node => node.Name)];
        await StartAsync(0, "a", names[1]);
        await StartAsync(0, "b", null);
        foreach ((string id, string? node) in ((string, string?)[])[("a", null), ("a", names[1]), ("a", names[2]), ("b", names[1])])
        {
            QmpErrorException refusal = await Assert.ThrowsAsync<QmpErrorException>(() => StartAsync(2, id, node));
            Assert.Equal($"Job ID '{id}' already in use", refusal.Description);
            await _cluster.Jobs(1).StartAsync(TestDriver.Name, new Note(id), Options(id, node) with { IfExists = JobIfExists.Attach });
        }

        await ClusterJobs.CompleteAsync(_cluster, 2, ["a", "b"]);
        Assert.Equal(["a", "b"], (await _cluster.Jobs(2).QueryJobsAsync()).Select(static job => job.Id).Order());
        await _cluster.Jobs(0).JobDismissAsync("a");
        await StartAsync(1, "a", names[2]);
        await ClusterJobs.ForAsync(_cluster, 0, ["a"], JobStatus.Ready);
        Assert.Equal(names[2], _cluster.Log.Of("a")[^1].Node);
        await ClusterJobs.CompleteAsync(_cluster, 2, ["a"]);
        await _cluster.Jobs(2).JobDismissAsync("a");
        await StartAsync(1, "a", null);
        await ClusterJobs.CompleteAsync(_cluster, 2, ["a"]);
        Assert.Null((await _cluster.Jobs(2).ListAsync()).Single(static job => job.Id == "a").BoundTo);
    }

    [Fact]
    public async Task Of_many_that_make_jobs_of_one_id_at_once_one_does_whatever_nodes_they_are_bound_to()
    {
        string?[] nodes = [null, .. _cluster.Nodes.Select(static node => node.Name)];
        foreach (string id in s_ids)
        {
            bool[] made = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
            {
                try
                {
                    await StartAsync(i % 3, id, nodes[i % nodes.Length]);
                    return true;
                }
                catch (QmpErrorException refusal)
                {
                    Assert.Equal($"Job ID '{id}' already in use", refusal.Description);
                    return false;
                }
            }));
            Assert.Single(made, static one => one);
        }

        Assert.Equal(s_ids, (await _cluster.Jobs(2).QueryJobsAsync()).Select(static job => job.Id).Order());
    }

    [Fact]
    public async Task Every_node_tells_all_of_the_first_job_that_is_bound_to_a_node()
    {
        JobClusterWatcher[] watchers = [.. Enumerable.Range(0, 3).Select(node => _cluster.Jobs(node).Watch())];
        await StartAsync(0, "first", _cluster.Nodes[1].Name);
        foreach (JobClusterWatcher watcher in watchers)
        {
            await JobTestCluster.WaitAsync(watcher, "first", JobStatus.Created);
            JobClusterTransition ready = await JobTestCluster.WaitAsync(watcher, "first", JobStatus.Ready);
            Assert.Equal(ShardKey.OfNode(_cluster.Nodes[1].Name), ready.Shard);
            watcher.Dispose();
        }

        Assert.Equal(JobCluster.StoreOfNode(_cluster.Nodes[1].Name), ShardKey.OfNode(_cluster.Nodes[1].Name) + 1);
    }

    [Fact]
    public async Task No_job_is_bound_to_a_node_that_nobody_knows()
    {
        QmpErrorException refusal = await Assert.ThrowsAsync<QmpErrorException>(() => StartAsync(0, "a", "nowhere"));
        Assert.StartsWith("There is no node 'nowhere' that job 'a' can be bound to", refusal.Description, StringComparison.Ordinal);
        Assert.Empty(await _cluster.Jobs(0).QueryJobsAsync());
    }

    [Fact]
    public async Task Pages_go_on_into_the_jobs_that_are_bound()
    {
        await Task.WhenAll(s_ids.Select((id, i) => StartAsync(0, id, i % 2 == 0 ? _cluster.Nodes[i % 3].Name : null)));
        var seen = new List<string>();
        var filter = new JobClusterFilter { Limit = 1 };
        do
        {
            JobClusterPage page = await _cluster.Jobs(1).ListPageAsync(filter);
            seen.Add(Assert.Single(page.Jobs).Id);
            filter = filter with { After = page.Next };
        }
        while (filter.After is not null);

        Assert.Equal(s_ids, seen.Order());
    }

    private static JobOptions Options(string id, string? node) => new() { Id = id, AutoDismiss = false, Node = node };

    private Task StartAsync(int node, string id, string? boundTo) => _cluster.Jobs(node).StartAsync(TestDriver.Name, new Note(id), Options(id, boundTo));
}
