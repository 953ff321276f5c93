using System;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Orleans.Shards;
using QapiGen.Jobs.Orleans.Tests.Support;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Wire;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>What is asked twice is done once, also if the second time it is another node that is asked.</summary>
public sealed class OperationTests
{
    [Fact]
    public async Task A_retry_is_no_second_command_though_the_shard_has_moved_meanwhile()
    {
        await using JobTestCluster cluster = await JobTestCluster.StartAsync(2);
        IJobShard shard = ShardOf(cluster, "a");
        ShardRequest create = Create("a"), pause = Verb(ShardVerb.Pause, "a"), resume = Verb(ShardVerb.Resume, "a"), cancel = Verb(ShardVerb.Cancel, "a");
        ShardRequest dismiss = Verb(ShardVerb.Dismiss, "a"), again = Create("a");
        foreach (ShardRequest request in (ShardRequest[])[create, pause, resume, cancel, dismiss, again])
        {
            if (request == dismiss)
            {
                await ClusterJobs.ForAsync(cluster, 0, ["a"], JobStatus.Concluded);
            }

            Assert.Equal(ShardOutcome.Done, (await shard.DoAsync(request)).Outcome);
            await MoveAsync(cluster, shard, "a");

            // As a node asks again that got no answer; each would be refused, or done twice, if it were a second command.
            Assert.Equal(ShardOutcome.Done, (await shard.DoAsync(request with { IsRetry = true })).Outcome);
        }

        JobInfo job = Assert.Single(await cluster.Jobs(1).QueryJobsAsync());
        Assert.NotEqual(JobStatus.Concluded, job.Status);
        ShardReply second = await shard.DoAsync(Create("a"));
        Assert.Equal((ShardOutcome.Refused, "Job ID 'a' already in use"), (second.Outcome, second.Error));
    }

    [Fact]
    public async Task What_an_owner_before_has_not_done_is_done_when_it_is_asked_for_again()
    {
        await using JobTestCluster cluster = await JobTestCluster.StartAsync(2);
        IJobShard shard = ShardOf(cluster, "a");
        Assert.Equal(ShardOutcome.Done, (await shard.DoAsync(Create("a"))).Outcome);
        await MoveAsync(cluster, shard, "a");

        Assert.Equal(ShardOutcome.Done, (await shard.DoAsync(Verb(ShardVerb.Pause, "a") with { IsRetry = true })).Outcome);
        ShardReply refused = await shard.DoAsync(Verb(ShardVerb.Pause, "a") with { IsRetry = true });
        Assert.Equal((ShardOutcome.Refused, "Job is already paused"), (refused.Outcome, refused.Error));
    }

    [Fact]
    public async Task A_retry_to_a_bound_job_is_no_second_command_though_both_shards_have_moved()
    {
        await using JobTestCluster cluster = await JobTestCluster.StartAsync(2);
        ShardRequest create = Create("a") with { Creation = Create("a").Creation! with { Node = cluster.Nodes[1].Name } }, pause = Verb(ShardVerb.Pause, "a");
        IJobShard shard = ShardOf(cluster, "a");
        IJobShard there = cluster.Nodes[0].ServiceProvider.GetShard(ShardKey.OfNode(cluster.Nodes[1].Name));
        foreach (ShardRequest request in (ShardRequest[])[create, pause])
        {
            Assert.Equal(ShardOutcome.Done, (await shard.DoAsync(request)).Outcome);
            await MoveAsync(cluster, shard, "a");
            await MoveAsync(cluster, there, null);
            Assert.Equal(ShardOutcome.Done, (await shard.DoAsync(request with { IsRetry = true })).Outcome);
        }

        Assert.Equal(cluster.Nodes[1].Name, Assert.Single(await cluster.Jobs(0).ListAsync()).BoundTo);
    }

    [Fact]
    public async Task A_retry_for_a_group_is_no_second_group_and_one_that_had_its_ids_only_is_made()
    {
        await using JobTestCluster cluster = await JobTestCluster.StartAsync(2);
        string[] ids = ["a", "b", "c", "d"];
        string name = Enumerable.Range(0, 1000).Select(static i => $"group{i}").First(name => ids.All(id => ShardKey.Of(id) != ShardKey.OfGroup(name)));
        IJobShard shard = cluster.Nodes[0].ServiceProvider.GetShard(ShardKey.OfGroup(name));
        ShardRequest create = Verb(ShardVerb.CreateGroup, name) with { Members = [.. ids.Select(static id => new ShardMember(id, 0, Create(id).Creation!))] };
        Assert.Equal(ShardOutcome.Done, (await ShardOf(cluster, "a").LendAsync(["a"], ShardKey.OfGroup(name))).Outcome);

        Assert.Equal(ShardOutcome.Done, (await shard.DoAsync(create)).Outcome);
        await MoveAsync(cluster, shard, null);
        Assert.Equal(ShardOutcome.Done, (await shard.DoAsync(create with { IsRetry = true })).Outcome);
        Assert.Equal(ids, (await cluster.Jobs(1).QueryJobsAsync()).Select(static job => job.Id).Order());

        await cluster.Jobs(0).JobCancelAsync("a");
        await ClusterJobs.ForAsync(cluster, 1, ids, JobStatus.Concluded);
        ShardRequest dismiss = Verb(ShardVerb.Dismiss, "b");
        Assert.Equal(ShardOutcome.Done, (await ShardOf(cluster, "b").DoAsync(dismiss)).Outcome);
        await JobTestCluster.ForAsync(async () =>
            (await ShardOf(cluster, "b").DoAsync(Verb(ShardVerb.Pause, "b"))) is { Shard: null, Outcome: ShardOutcome.Refused });
        Assert.Equal(ShardOutcome.Done, (await ShardOf(cluster, "b").DoAsync(dismiss with { IsRetry = true })).Outcome);
    }

    [Fact]
    public void Whoever_asks_again_for_what_may_have_been_forgotten_is_told_that_nobody_knows()
    {
        var operations = new ShardOperations();
        ShardRequest[] noted = [.. Enumerable.Range(0, ShardOperations.Noted).Select(static _ => Verb(ShardVerb.Pause, "a"))];
        operations.Load(noted.Select(static (request, i) => new StoredNote($"operation.{(i + 11) % ShardOperations.Noted}", $"{i + 11} {request.Operation}")));
        static Task<ShardReply> Run(StoredNote note) => Task.FromResult(new ShardReply(ShardOutcome.Done));
        static ShardReply Before() => new(ShardOutcome.Done, 42);

        Assert.All(noted, request => Assert.Equal(42, operations.Get(request with { IsRetry = true }, Before, Run)!.Result.Sequence));
        Assert.Null(operations.Get(Verb(ShardVerb.Pause, "b") with { IsRetry = true, Known = 9 }, Before, Run));
        Assert.NotNull(operations.Get(Verb(ShardVerb.Pause, "b") with { IsRetry = true, Known = 10 }, Before, Run));
        Assert.NotNull(operations.Get(Verb(ShardVerb.Pause, "b"), Before, Run));
        Assert.Equal(ShardOperations.Noted + 12, operations.Last);
    }

    private static IJobShard ShardOf(JobTestCluster cluster, string id) => cluster.Nodes[0].ServiceProvider.GetShard(ShardKey.Of(id));

    private static ShardRequest Verb(ShardVerb verb, string id) => new() { Operation = Guid.NewGuid(), Verb = verb, Id = id };

    private static ShardRequest Create(string id) => Verb(ShardVerb.Create, id) with
    {
        Creation = new ShardCreation
        {
            Driver = TestDriver.Name,
            Arguments = WireJson.Serialize(new Note(id)),
            Type = JobType.Create.ToWire(),
            AutoFinalize = true,
            Starts = true,
        },
    };

    /// <summary>Has a shard opened by another owner: on whichever node, it knows only what the store does.</summary>
    private static async Task MoveAsync(JobTestCluster cluster, IJobShard shard, string? id)
    {
        IJobShardObserver node = cluster.Nodes[0].ServiceProvider.GetNode();
        long epoch = (await shard.SubscribeAsync(node)).Epoch;
        await shard.LeaveAsync();
        await JobTestCluster.ForAsync(async () => (await shard.SubscribeAsync(node)).Epoch > epoch);
    }
}
