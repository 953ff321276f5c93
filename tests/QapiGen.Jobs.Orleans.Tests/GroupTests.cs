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

/// <summary>Groups: made all or none, on one node whatever their ids, and ended all well or none, as on one host.</summary>
public sealed class GroupTests : IAsyncLifetime
{
    private static readonly string[] s_ids = [.. Enumerable.Range(0, 6).Select(static i => $"g{i}")];

    private JobTestCluster _cluster = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync() => _cluster = await JobTestCluster.StartAsync(3);

    /// <inheritdoc/>
    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_group_goes_on_whole_when_its_node_is_gone_and_ends_as_one(bool isKilled)
    {
        using JobClusterWatcher watcher = _cluster.Jobs(1).Watch(capacity: 10_000);
        string name = NameOn(2);
        await StartAsync(0, name, s_ids);
        await ClusterJobs.ForAsync(_cluster, 1, s_ids, JobStatus.Ready);
        Assert.All(s_ids, id => Assert.Equal(_cluster.Nodes[2].Name, Assert.Single(_cluster.Log.Of(id)).Node));
        Assert.Equal(ShardKey.OfGroup(name) + 1, JobCluster.StoreOfGroup(name));

        InProcessSiloHandle gone = _cluster.Nodes[2];
        await (isKilled ? _cluster.KillAsync(gone) : _cluster.StopAsync(gone));

        await JobTestCluster.ForAsync(() => Task.FromResult(s_ids.All(id => _cluster.Log.Of(id).Count == 2)));
        Assert.Single(s_ids.Select(id => _cluster.Log.Of(id)[1].Node).Distinct());
        await ClusterJobs.ForAsync(_cluster, 0, s_ids, JobStatus.Ready);

        // The first ones wait for the last one.
        foreach (string id in s_ids[1..])
        {
            await _cluster.Jobs(0).JobCompleteAsync(id);
        }

        await ClusterJobs.ForAsync(_cluster, 1, s_ids[1..], JobStatus.Waiting);
        await _cluster.Jobs(1).JobCompleteAsync(s_ids[0]);
        await ClusterJobs.ForAsync(_cluster, 0, s_ids, JobStatus.Concluded);
        Assert.All(await _cluster.Jobs(0).QueryJobsAsync(), static job => Assert.Null(job.Error));
        ClusterJobs.CheckMoves(watcher);
    }

    [Fact]
    public async Task What_fails_or_is_cancelled_takes_its_group_along_and_no_other()
    {
        string[] others = [.. s_ids.Select(static id => id + "-other")];
        await StartAsync(0, NameOn(0), s_ids);
        await StartAsync(1, NameOn(0), others);
        await ClusterJobs.ForAsync(_cluster, 2, [.. s_ids, .. others], JobStatus.Ready);
        await _cluster.Jobs(1).JobCompleteAsync(s_ids[1]);
        await ClusterJobs.ForAsync(_cluster, 2, [s_ids[1]], JobStatus.Waiting);

        await _cluster.Jobs(2).JobCancelAsync(s_ids[0]);

        await ClusterJobs.ForAsync(_cluster, 0, s_ids, JobStatus.Concluded);
        Assert.All((await _cluster.Jobs(0).QueryJobsAsync()).Where(static job => !job.Id.EndsWith("-other", StringComparison.Ordinal)), static job => Assert.NotNull(job.Error));
        await ClusterJobs.ForAsync(_cluster, 1, others, JobStatus.Ready);
        foreach (string id in s_ids)
        {
            await _cluster.Jobs(1).JobDismissAsync(id);
        }

        await ClusterJobs.CompleteAsync(_cluster, 2, others);
    }

    [Fact]
    public async Task A_group_that_is_to_be_finalized_waits_for_it_and_then_ends_as_one()
    {
        await StartAsync(0, "final", s_ids, autoFinalize: false);
        await ClusterJobs.ForAsync(_cluster, 0, s_ids, JobStatus.Ready);
        foreach (string id in s_ids)
        {
            await _cluster.Jobs(1).JobCompleteAsync(id);
        }

        await ClusterJobs.ForAsync(_cluster, 1, s_ids, JobStatus.Pending);
        await _cluster.Jobs(2).JobFinalizeAsync(s_ids[3]);
        await ClusterJobs.ForAsync(_cluster, 0, s_ids, JobStatus.Concluded);
        Assert.All(await _cluster.Jobs(0).QueryJobsAsync(), static job => Assert.Null(job.Error));
    }

    [Fact]
    public async Task An_id_of_a_group_is_taken_once_in_the_cluster_and_free_when_its_job_is_gone()
    {
        await StartAsync(0, "one", s_ids);
        await RefusedAsync(() => StartAsync(1, "two", ["new", s_ids[2], "newer"]), s_ids[2]);
        await RefusedAsync(() => AloneAsync(2, s_ids[1], null), s_ids[1]);
        await RefusedAsync(() => AloneAsync(2, s_ids[1], _cluster.Nodes[0].Name), s_ids[1]);
        await RefusedAsync(() => StartAsync(0, "three", ["twice", "twice"]), "twice");

        // Of those that were refused there is nothing.
        Assert.Equal(s_ids, (await _cluster.Jobs(2).QueryJobsAsync()).Select(static job => job.Id).Order());
        await AloneAsync(1, "new", null);
        await AloneAsync(1, "newer", _cluster.Nodes[1].Name);
        await RefusedAsync(() => StartAsync(1, "two", ["new", "free"]), "new");
        await RefusedAsync(() => StartAsync(1, "two", ["free", "newer"]), "newer");
        await _cluster.Jobs(0).StartAsync(TestDriver.Name, new Note("attached"), Options(s_ids[1]) with { IfExists = JobIfExists.Attach });
        Assert.Single(_cluster.Log.Of(s_ids[1]));

        await ClusterJobs.CompleteAsync(_cluster, 2, [.. s_ids, "new", "newer"]);
        foreach (string id in (string[])[.. s_ids, "new", "newer"])
        {
            await _cluster.Jobs(0).JobDismissAsync(id);
        }

        await StartAsync(2, "two", [.. s_ids, "new", "newer"]);
        await ClusterJobs.CompleteAsync(_cluster, 0, [.. s_ids, "new", "newer"]);
        foreach (string id in s_ids)
        {
            await _cluster.Jobs(0).JobDismissAsync(id);
        }

        await AloneAsync(0, s_ids[0], null);
        await AloneAsync(0, s_ids[1], _cluster.Nodes[2].Name);
        await ClusterJobs.ForAsync(_cluster, 1, s_ids[..2], JobStatus.Ready);
    }

    [Fact]
    public async Task Of_many_that_want_the_same_ids_at_once_one_gets_all_of_them()
    {
        for (int round = 0; round < 5; round++)
        {
            string[] ids = [.. s_ids.Select(id => $"r{round}{id}")];
            bool[] made = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
            {
                try
                {
                    await StartAsync(i % 3, $"name{i}", i % 2 == 0 ? ids : [.. ids.Reverse()]);
                    return true;
                }
                catch (QmpErrorException refusal)
                {
                    Assert.Contains("already in use", refusal.Description, StringComparison.Ordinal);
                    return false;
                }
            }));
            Assert.Single(made, static one => one);
            Assert.Equal(ids, (await _cluster.Jobs(2).QueryJobsAsync()).Select(static job => job.Id).Where(id => id.StartsWith($"r{round}", StringComparison.Ordinal)).Order());
        }
    }

    [Fact]
    public async Task What_can_be_in_no_group_is_refused_before_anything_is_made()
    {
        JobClusterGroup group = _cluster.Jobs(0).BeginGroup("g");
        Assert.Equal("There is no job in group 'g'", (await Assert.ThrowsAsync<QmpErrorException>(() => group.StartAsync())).Description);
        Assert.Throws<NotSupportedException>(() => group.Add(TestDriver.Name, new Note(""), Options("a") with { Node = "x" }));
        Assert.Throws<NotSupportedException>(() => group.Add(TestDriver.Name, new Note(""), Options("a") with { IfExists = JobIfExists.Attach }));
        Assert.Throws<QmpErrorException>(() => group.Add(TestDriver.Name, new Note(""), new JobOptions()));
        Assert.Matches("^No driver is registered as 'nobody' on node '.+'$", (await Assert.ThrowsAsync<QmpErrorException>(() =>
            _cluster.Jobs(0).BeginGroup("g").Add(TestDriver.Name, new Note("a"), Options("a")).Add("nobody", new Note("b"), Options("b")).StartAsync())).Description);
        foreach ((string driver, JobOptions options) in ((string, JobOptions)[])[(TestDriver.Name, Options("9b")), (TestDriver.Name, Options("b") with { SpeedBytesPerSecond = -1 })])
        {
            await Assert.ThrowsAsync<QmpErrorException>(() =>
                _cluster.Jobs(0).BeginGroup("g").Add(TestDriver.Name, new Note("a"), Options("a")).Add(driver, new Note("b"), options).StartAsync());
        }

        Assert.Empty(await _cluster.Jobs(1).QueryJobsAsync());
        await StartAsync(1, "g", ["a", "b"]);
        await ClusterJobs.CompleteAsync(_cluster, 1, ["a", "b"]);
    }

    /// <summary>The name of a group that is on a node.</summary>
    private string NameOn(int node)
    {
        IReadOnlyList<int> shards = _cluster.Nodes[node].ServiceProvider.GetLocalShards().Numbers;
        return Enumerable.Range(0, 10_000).Select(static i => $"group{i}").First(name => shards.Contains(ShardKey.OfGroup(name)) && s_ids.All(id => ShardKey.Of(id) != ShardKey.OfGroup(name)));
    }

    private static async Task RefusedAsync(Func<Task> make, string id) =>
        Assert.Equal($"Job ID '{id}' already in use", (await Assert.ThrowsAsync<QmpErrorException>(make)).Description);

    private static JobOptions Options(string id) => new() { Id = id, AutoDismiss = false };

    private Task AloneAsync(int node, string id, string? boundTo) => _cluster.Jobs(node).StartAsync(TestDriver.Name, new Note(id), Options(id) with { Node = boundTo });

    private Task StartAsync(int node, string name, string[] ids, bool autoFinalize = true)
    {
        JobClusterGroup group = _cluster.Jobs(node).BeginGroup(name);
        foreach (string id in ids)
        {
            group.Add(TestDriver.Name, new Note(id), Options(id) with { AutoFinalize = autoFinalize });
        }

        return group.StartAsync();
    }
}
