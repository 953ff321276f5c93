using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Orleans.TestingHost;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Orleans.Events;
using QapiGen.Jobs.Orleans.Tests.Support;
using QapiGen.Runtime.Wire;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>Nodes with two versions of a driver in one cluster, as while it is upgraded node by node.</summary>
public sealed class UpgradeTests
{
    private static readonly string[] s_ids = [.. Enumerable.Range(0, 16).Select(static i => $"job{i}")];

    [Fact]
    public async Task Jobs_go_from_a_version_of_their_driver_to_the_next_and_back()
    {
        var log = new TestLog();
        await using JobTestCluster cluster = await JobTestCluster.StartAsync(3, new JobTestClusterOptions
        {
            // The first node is new, the others are old; arguments and checkpoints of the new version have a member more.
            AddDrivers = (jobs, node) => _ = node.EndsWith('0')
                ? jobs.AddDriver<NewCursor>("versioned", _ => new VersionedDriver<NewCursor>(node, log, (id, from) => new NewCursor($"{id} new", (from?.Rounds ?? 0) + 1), static from => from.Text))
                : jobs.AddDriver<OldCursor>("versioned", _ => new VersionedDriver<OldCursor>(node, log, static (id, _) => new OldCursor($"{id} old"), static from => from.Text)),
        });
        using JobClusterWatcher watcher = cluster.Jobs(2).Watch(capacity: 10_000);
        InProcessSiloHandle newNode = cluster.Nodes[0], oldNode = cluster.Nodes[1];

        // Made by either, and for the other's drivers, too.
        await Task.WhenAll(s_ids.Select((id, i) => i % 2 == 0
            ? cluster.Jobs(0).StartAsync("versioned", new NewCursor(id, 1), Options(id))
            : cluster.Jobs(1).StartAsync("versioned", new OldCursor(id), Options(id))));
        await ClusterJobs.ForAsync(cluster, 0, s_ids, JobStatus.Ready);
        string[] onOld = [.. s_ids.Where(id => log.Of(id)[0].Node == oldNode.Name)], onNew = [.. s_ids.Where(id => log.Of(id)[0].Node == newNode.Name)];
        Assert.NotEmpty(onOld);
        Assert.NotEmpty(onNew);

        await cluster.StopAsync(oldNode);
        await JobTestCluster.ForAsync(() => Task.FromResult(onOld.All(id => log.Of(id).Count >= 2)));
        Assert.All(onOld, id => Assert.Equal($"{id} old", log.Of(id)[1].From));
        Assert.Contains(onOld, id => log.Of(id)[1].Node == newNode.Name);
        string[] moving = [.. s_ids.Where(id => log.Of(id)[^1].Node == newNode.Name)];
        await ClusterJobs.ForAsync(cluster, 1, s_ids, JobStatus.Ready);

        // The new version turns out to be no good: back to the old one.
        await cluster.StopAsync(newNode);
        await JobTestCluster.ForAsync(() => Task.FromResult(moving.All(id => log.Of(id)[^1].Node != newNode.Name)));
        Assert.All(moving, id => Assert.Equal($"{id} new", log.Of(id)[^1].From));
        await CompleteAsync(cluster);
        ClusterJobs.CheckMoves(watcher);
    }

    private static async Task CompleteAsync(JobTestCluster cluster)
    {
        JobCluster jobs = cluster.Jobs(0);
        Assert.Single(cluster.Nodes);
        await ClusterJobs.ForAsync(cluster, 0, s_ids, JobStatus.Ready);
        await Task.WhenAll(s_ids.Select(id => jobs.JobCompleteAsync(id).AsTask()));
        await ClusterJobs.ForAsync(cluster, 0, s_ids, JobStatus.Concluded);
        Assert.All(await jobs.QueryJobsAsync(), static job => Assert.Null(job.Error));
    }

    private static JobOptions Options(string id) => new() { Id = id, AutoDismiss = false };

    /// <summary>What the driver was made from, and where it is: as of the old version.</summary>
    private sealed record OldCursor(string Text) : IWireCodec<OldCursor>
    {
        public static OldCursor Read(ref Utf8JsonReader reader, WireMode mode) => new(NewCursor.Read(ref reader, mode).Text);

        public static void Write(ref WireWriter writer, OldCursor value) => NewCursor.Write(ref writer, new NewCursor(value.Text, null));
    }

    /// <summary>As of the new version: <c>{ 'text': 'str', '*rounds': 'int' }</c>.</summary>
    private sealed record NewCursor(string Text, long? Rounds) : IWireCodec<NewCursor>
    {
        public static NewCursor Read(ref Utf8JsonReader reader, WireMode mode)
        {
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            return new NewCursor(
                document.RootElement.GetProperty("text").GetString()!, document.RootElement.TryGetProperty("rounds", out JsonElement rounds) ? rounds.GetInt64() : null);
        }

        public static void Write(ref WireWriter writer, NewCursor value)
        {
            writer.BeginObject();
            writer.Member("\"text\": "u8);
            writer.String(value.Text);
            if (value.Rounds is { } rounds)
            {
                writer.Member("\"rounds\": "u8);
                writer.Int64(rounds);
            }

            writer.EndObject();
        }
    }

    /// <summary>A driver that saves a checkpoint of its version as long as it runs.</summary>
    private sealed class VersionedDriver<T>(string node, TestLog log, Func<string, T?, T> next, Func<T, string> textOf) : JobDriver, IJobCompleteHook
        where T : class, IWireCodec<T>
    {
        private volatile bool _isAsked;

        public override async Task RunAsync(JobContext job)
        {
            T? from = job.LoadCheckpoint<T>();
            log.Add(new TestLog.Run(job.Id!, node, from is null ? null : textOf(from), job.Attempt, job.Epoch));
            await job.SaveCheckpointAsync(next(job.Id!, from));
            job.ReportReady();
            while (!_isAsked && !log.IsOver)
            {
                await job.DelayAsync(TimeSpan.FromMilliseconds(50));
                await job.SaveCheckpointAsync(next(job.Id!, from));
            }
        }

        public ValueTask CompleteAsync(JobContext job)
        {
            _isAsked = true;
            return default;
        }
    }
}
