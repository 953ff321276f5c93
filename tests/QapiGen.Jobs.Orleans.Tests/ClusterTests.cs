using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Orleans.Events;
using QapiGen.Jobs.Orleans.Tests.Support;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>Three nodes, one cluster.</summary>
public sealed class ClusterTests : IAsyncLifetime
{
    private static readonly JobOptions s_kept = new() { AutoDismiss = false };

    private JobTestCluster _cluster = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync() => _cluster = await JobTestCluster.StartAsync(3);

    /// <inheritdoc/>
    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Every_node_shows_and_steers_the_jobs_of_all()
    {
        string[] ids = [.. Enumerable.Range(0, 12).Select(static i => $"job{i}")];
        using JobClusterWatcher watcher = _cluster.Jobs(2).Watch(capacity: 10_000);
        foreach (string id in ids)
        {
            await StartAsync(0, id);
        }

        foreach (string id in ids)
        {
            await _cluster.Jobs(1).JobPauseAsync(id);
        }

        await JobTestCluster.ForAsync(async () => (await _cluster.Jobs(2).QueryJobsAsync()).Count(static job => job.Status is JobStatus.Paused or JobStatus.Standby) == ids.Length);
        foreach (string id in ids)
        {
            await _cluster.Jobs(0).JobCancelAsync(id);
        }

        await JobTestCluster.ForAsync(async () => (await _cluster.Jobs(1).QueryJobsAsync()).All(static job => job.Status == JobStatus.Concluded));
        Assert.Equal(ids.Order(), (await _cluster.Jobs(0).QueryJobsAsync()).Select(static job => job.Id).Order());
        Assert.True(ids.SelectMany(id => _cluster.Log.Of(id)).Select(static run => run.Node).Distinct().Count() > 1, "All jobs ran on one node");
    }

    [Fact]
    public async Task Clients_of_all_nodes_are_told_the_same_of_a_job_in_the_same_order()
    {
        var clients = new List<QmpClient>();
        var told = new List<QmpEventSubscription<JobStatusChangeEvent>>();
        for (int node = 0; node < 3; node++)
        {
            clients.Add(await _cluster.ConnectAsync(node));
            told.Add(clients[node].Events<JobStatusChangeEvent>());
        }

        await StartAsync(0, "a", s_kept);
        await JobTestCluster.ForAsync(async () => (await _cluster.Jobs(0).QueryJobsAsync()).Any(static job => job.Status == JobStatus.Ready));
        await new JobClient(clients[1]).JobCompleteAsync("a");
        await JobTestCluster.ForAsync(async () => (await _cluster.Jobs(1).QueryJobsAsync()).Any(static job => job.Status == JobStatus.Concluded));
        await new JobClient(clients[2]).JobDismissAsync("a");

        JobStatus[] expected = [JobStatus.Created, JobStatus.Running, JobStatus.Ready, JobStatus.Waiting, JobStatus.Pending, JobStatus.Concluded, JobStatus.Null];
        foreach (QmpEventSubscription<JobStatusChangeEvent> events in told)
        {
            var statuses = new List<JobStatus>();
            using var guard = new System.Threading.CancellationTokenSource(TimeSpan.FromMinutes(2));
            await foreach (JobStatusChangeEvent change in events.WithCancellation(guard.Token))
            {
                statuses.Add(change.Status);
                if (change.Status == JobStatus.Null)
                {
                    break;
                }
            }

            Assert.Equal(expected, statuses);
        }

        foreach (QmpClient client in clients)
        {
            await client.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_a_command_caused_has_been_told_on_its_node_when_it_is_answered(int node)
    {
        using JobClusterWatcher watcher = _cluster.Jobs(node).Watch(capacity: 10_000);
        for (int i = 0; i < 20; i++)
        {
            await _cluster.Jobs(node).CreateAsync(TestDriver.Name, new Note($"j{i}"), s_kept with { Id = $"j{i}" });

            Assert.True(watcher.TryRead(out JobClusterTransition made));
            Assert.Equal(($"j{i}", JobStatus.Created), (made.Id, made.Status));
        }
    }

    [Fact]
    public async Task Refusals_are_those_of_a_single_host()
    {
        await StartAsync(0, "a");

        Assert.Equal("Job ID 'a' already in use", (await RefusalAsync(() => StartAsync(1, "a"))).Description);
        Assert.Equal("Job not found", (await RefusalAsync(() => _cluster.Jobs(1).JobPauseAsync("b").AsTask())).Description);
        Assert.Equal("Invalid job ID '.'", (await RefusalAsync(() => StartAsync(2, "."))).Description);
        Assert.Equal("Can't resume a job that was not paused", (await RefusalAsync(() => _cluster.Jobs(2).JobResumeAsync("a").AsTask())).Description);
        string node = (await _cluster.Jobs(0).QueryShardsAsync())[ShardKey.Of("x")].Node;
        Assert.Equal($"No driver is registered as 'other' on node '{node}'", (await RefusalAsync(
            () => _cluster.Jobs(2).StartAsync("other", new Note("x"), new JobOptions { Id = "x" }))).Description);
        await _cluster.Jobs(2).StartAsync(
            TestDriver.Name, new Note("a"), new JobOptions { Id = "a", IfExists = JobIfExists.Attach });
    }

    [Fact]
    public async Task An_operation_that_is_asked_for_again_is_not_a_second_one()
    {
        await StartAsync(0, "a");
        IJobShard shard = Shard("a");
        var pause = new ShardRequest { Operation = Guid.NewGuid(), Verb = ShardVerb.Pause, Id = "a" };
        Assert.Equal(ShardOutcome.Done, (await shard.DoAsync(pause)).Outcome);
        await _cluster.Jobs(1).JobResumeAsync("a");

        Assert.Equal(ShardOutcome.Done, (await shard.DoAsync(pause with { IsRetry = true })).Outcome);
        Assert.Equal("Can't resume a job that was not paused", (await RefusalAsync(() => _cluster.Jobs(1).JobResumeAsync("a").AsTask())).Description);
    }

    [Fact]
    public async Task A_retry_that_comes_first_is_carried_out()
    {
        await StartAsync(0, "a");
        IJobShard shard = Shard("a");

        ShardReply reply = await shard.DoAsync(
            new ShardRequest { Operation = Guid.NewGuid(), Verb = ShardVerb.Pause, Id = "a", IsRetry = true });

        Assert.Equal(ShardOutcome.Done, reply.Outcome);
    }

    private static Task<QmpErrorException> RefusalAsync(Func<Task> call) => Assert.ThrowsAsync<QmpErrorException>(call);

    private IJobShard Shard(string id) => _cluster.Nodes[0].ServiceProvider.GetShard(ShardKey.Of(id));

    private Task StartAsync(int node, string id, JobOptions? options = null) =>
        _cluster.Jobs(node).StartAsync(TestDriver.Name, new Note(id), (options ?? s_kept) with { Id = id });
}
