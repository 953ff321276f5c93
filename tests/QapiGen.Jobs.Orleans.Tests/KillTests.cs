using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Orleans.Tests.Support;
using QapiGen.Jobs.Stores.Tests.PostgreSql;
using QapiGen.Jobs.Stores.Tests.Support;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>Three nodes as processes over a real PostgreSQL, and SIGKILL.</summary>
/// <remarks>Two kills; <c>QAPIGEN_CLUSTER_MINUTES</c> asks for as many as fit into a time, <c>QAPIGEN_CLUSTER_JOBS</c> for so many jobs beside each.</remarks>
public sealed class KillTests(PostgresServer server, ITestOutputHelper output) : IClassFixture<PostgresServer>, IDisposable
{
    // Three times in a round.
    private static readonly int s_jobsAtOnce = (int.Parse(Environment.GetEnvironmentVariable("QAPIGEN_CLUSTER_JOBS") ?? "36", CultureInfo.InvariantCulture) + 2) / 3;

    // Of thousands of copies all have to fit on the disk.
    private static readonly int s_bytes = s_jobsAtOnce > 36 ? 128 * 1024 : 2 * 1024 * 1024;

    private static readonly string[] s_names = ["a", "b", "c"];

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, SampleNode> _nodes = [];
    private readonly List<string> _answered = [];
    private readonly List<string> _unanswered = [];
    private string _store = "";
    private int _made;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SampleNode node in _nodes.Values)
        {
            node.Dispose();
        }

        _folder.Dispose();
    }

    [PostgresFact]
    public async Task Nothing_that_was_answered_is_lost_whichever_node_is_killed()
    {
        _store = "postgres:" + await server.NewSchemaAsync();
        File.WriteAllBytes(_folder.File("source"), Examples.Bytes(s_bytes));
        foreach (string name in s_names)
        {
            _nodes.Add(name, Start(name));
        }

        await Task.WhenAll(_nodes.Values.Select(static node => node.ReadyAsync()));
        await using QmpClient witness = await SampleNode.ConnectAsync(SocketOf("c"));
        using QmpEventSubscription<JobStatusChangeEvent> events = witness.Events<JobStatusChangeEvent>(new QmpEventBuffer { Capacity = 2_000_000 });
        await SettleAsync(witness, nodes: 3);

        TimeSpan time = TimeSpan.FromMinutes(double.Parse(Environment.GetEnvironmentVariable("QAPIGEN_CLUSTER_MINUTES") ?? "0", CultureInfo.InvariantCulture));
        var clock = Stopwatch.StartNew();
        int round;
        for (round = 0; round < 2 || clock.Elapsed < time; round++)
        {
            string lost = s_names[round % 2];
            string other = s_names[1 - (round % 2)];
            await BackUpAsync(other);
            await BackUpAsync("c");
            await _nodes[lost].KillAsync();
            await BackUpAsync("c");
            await SettleAsync(witness, nodes: 2);
            _nodes[lost].Dispose();
            _nodes[lost] = Start(lost);
            await _nodes[lost].ReadyAsync();
            await SettleAsync(witness, nodes: 3);
        }

        output.WriteLine($"{round} kills in {clock.Elapsed.TotalSeconds:0} s; {_answered.Count} jobs answered, {_unanswered.Count} not");
        await ConcludeAsync(witness);
        byte[] source = File.ReadAllBytes(_folder.File("source"));
        Assert.All(_answered, id => Assert.True(source.AsSpan().SequenceEqual(File.ReadAllBytes(_folder.File(id))), id));
        CheckEvents(events);

        // What drivers act on has refused older epochs, and had to do with each job.
        string connection = _store["postgres:".Length..];
        Assert.Equal((long)_answered.Count, await server.ExecuteAsync($"select count(*) from backup_epoch where id in ('{string.Join("', '", _answered)}')", connection));
        Assert.Equal(0L, await server.ExecuteAsync("select count(*) from backup_epoch b join qapi_job j on j.id = b.id join qapi_shard s on s.shard = j.shard where b.epoch > s.epoch", connection));
    }

    /// <summary>Starts backups through a node. One that gets no answer may be made, or not.</summary>
    private async Task BackUpAsync(string node)
    {
        await using QmpClient client = await SampleNode.ConnectAsync(SocketOf(node));
        await Task.WhenAll(Enumerable.Range(0, s_jobsAtOnce).Select(async _ =>
        {
            string id = $"j{Interlocked.Increment(ref _made)}";
            var arguments = new Dictionary<string, object>
            {
                ["job-id"] = id,
                ["source"] = _folder.File("source"),
                ["target"] = _folder.File(id),
                ["speed"] = s_bytes / 4,
                ["auto-dismiss"] = false,
            };
            bool isAnswered = true;
            try
            {
                await client.ExecuteAsync("file-backup", JsonSerializer.SerializeToElement(arguments));
            }
            catch (QmpErrorException error)
            {
                Assert.Contains("isn't known", error.Description, StringComparison.Ordinal);
                isAnswered = false;
            }

            lock (_answered)
            {
                (isAnswered ? _answered : _unanswered).Add(id);
            }
        }));
    }

    /// <summary>Every job that was answered is there until it has ended, and ends well.</summary>
    private async Task ConcludeAsync(QmpClient client)
    {
        JsonElement[] jobs = [];
        await JobTestCluster.ForAsync(
            async () =>
            {
                jobs = [.. (await client.ExecuteAsync("query-jobs")).EnumerateArray()];
                Assert.Empty(_answered.Except(jobs.Select(IdOf)));
                return jobs.All(static job => job.GetProperty("status").GetString() == "concluded");
            },
            () => $"{string.Join(' ', jobs)}. {NodeStates}");
        Assert.All(jobs, static job => Assert.False(job.TryGetProperty("error", out _), job.ToString()));
        Assert.Empty(jobs.Select(IdOf).Except(_answered).Except(_unanswered));
    }

    /// <summary>What a client of a node that lived on was told of each job are moves of the table, from the first to the last.</summary>
    private void CheckEvents(QmpEventSubscription<JobStatusChangeEvent> events)
    {
        Assert.Equal(0, events.DroppedCount);
        var last = new Dictionary<string, JobStatus>();
        while (events.TryRead(out QmpReceivedEvent<JobStatusChangeEvent> received))
        {
            JobStatusChangeEvent change = received.Event;
            JobStatus before = last.GetValueOrDefault(change.Id, JobStatus.Undefined);
            Assert.True(JobTransitions.IsAllowed(before, change.Status), $"{change.Id}: {before} to {change.Status}");
            last[change.Id] = change.Status;
        }

        Assert.All(_answered, id => Assert.Equal(JobStatus.Concluded, last[id]));
    }

    /// <summary>Waits until all shards are where they belong.</summary>
    private async Task SettleAsync(QmpClient client, int nodes)
    {
        string seen = "";
        await JobTestCluster.ForAsync(
            async () =>
            {
                try
                {
                    JsonElement cluster = await client.ExecuteAsync("query-cluster");
                    seen = cluster.ToString();
                    return cluster.GetProperty("settled").GetBoolean() && cluster.GetProperty("nodes").GetArrayLength() == nodes;
                }
                catch (QmpErrorException error)
                {
                    // Shards of a node that is gone aren't taken up yet.
                    seen = error.Description;
                    return false;
                }
            },
            () => $"Awaited {nodes} nodes, saw {seen}. {NodeStates}");
    }

    private string NodeStates => string.Join(' ', _nodes.Select(static node => $"{node.Key}: {node.Value.State}"));

    private static string IdOf(JsonElement job) => job.GetProperty("id").GetString()!;

    private SampleNode Start(string name) => new("--node", name, "--socket", SocketOf(name), "--store", _store, "--fence");

    private string SocketOf(string node) => _folder.File(node + ".sock");
}
