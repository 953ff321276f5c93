using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;

namespace JobClusterNode;

/// <summary>Three nodes on this machine over one SQLite file: one of them is killed in the middle of a backup, which goes on elsewhere.</summary>
internal sealed class Demo(string folder) : IAsyncDisposable
{
    private const string JobId = "backup0";
    private const int SizeBytes = 16 * 1024 * 1024;
    private const ulong SpeedBytesPerSecond = 1024 * 1024;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    private readonly List<NodeProcess> _nodes = [];

    /// <summary>Runs the demonstration; throws when something isn't as it should be.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        string source = Path.Combine(folder, "disk.img");
        string target = Path.Combine(folder, "disk.copy");
        await File.WriteAllBytesAsync(source, RandomNumberGenerator.GetBytes(SizeBytes), cancellationToken);
        foreach (string name in (string[])["a", "b", "c"])
        {
            _nodes.Add(new NodeProcess(name, Path.Combine(folder, name + ".sock"), $"sqlite:{Path.Combine(folder, "jobs.db")}"));
        }

        await Task.WhenAll(_nodes.Select(static node => node.Ready)).WaitAsync(cancellationToken);
        await using (QmpClient any = await ConnectAsync(_nodes[0], cancellationToken))
        {
            await SettleAsync(new JobClusterClient(any), cancellationToken);
            await new JobClusterClient(any).JobCluster.FileBackupAsync(
                JobId, source, target, SpeedBytesPerSecond, autoFinalize: true, autoDismiss: false, cancellationToken);
        }

        NodeProcess first = await Task.WhenAny(_nodes.Select(static node => node.Began)).Unwrap().WaitAsync(cancellationToken);
        NodeProcess witness = _nodes.First(node => node != first);
        await using QmpClient qmp = await ConnectAsync(witness, cancellationToken);
        using QmpEventSubscription<JobStatusChangeEvent> events = qmp.Events<JobStatusChangeEvent>();
        var client = new JobClusterClient(qmp);
        while ((await client.Job.QueryJobsAsync(cancellationToken))[0].CurrentProgress < SizeBytes / 4)
        {
            await Task.Delay(s_look, cancellationToken);
        }

        await Console.Out.WriteLineAsync($"node {first.Name} is killed");
        first.Kill();
        NodeProcess second = await Task.WhenAny(_nodes.Where(node => node != first).Select(static node => node.Began)).Unwrap().WaitAsync(cancellationToken);
        await client.JobCluster.FileJobSetSpeedAsync(JobId, 0, cancellationToken);
        await foreach (JobStatusChangeEvent change in events.WithCancellation(cancellationToken))
        {
            await Console.Out.WriteLineAsync($"node {witness.Name} tells: {change.Id} {change.Status.ToWire()}");
            if (change.Status == JobStatus.Concluded)
            {
                break;
            }
        }

        JobInfo job = (await client.Job.QueryJobsAsync(cancellationToken)).Single();
        byte[] expected = await File.ReadAllBytesAsync(source, cancellationToken);
        byte[] actual = await File.ReadAllBytesAsync(target, cancellationToken);
        if (job.Error is not null || !expected.AsSpan().SequenceEqual(actual))
        {
            throw new InvalidOperationException(job.Error ?? "The copy differs from the source.");
        }

        await client.Job.JobDismissAsync(JobId, cancellationToken);
        await Console.Out.WriteLineAsync($"The backup that began on node {first.Name} was ended by node {second.Name}, and the copy equals the source.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (NodeProcess node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    private static ValueTask<QmpClient> ConnectAsync(NodeProcess node, CancellationToken cancellationToken) =>
        QmpClient.ConnectAsync($"unix:{node.Socket}", new QmpClientOptions { Schema = JobClusterSchema.Instance }, cancellationToken);

    /// <summary>Waits until every node has its share of the jobs to be: before that, jobs would move by themselves.</summary>
    private async Task SettleAsync(JobClusterClient client, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                ClusterInfo cluster = await client.JobCluster.QueryClusterAsync(cancellationToken);
                if (cluster.Settled && cluster.Nodes.Count == _nodes.Count)
                {
                    await Console.Out.WriteLineAsync(string.Join(", ", cluster.Nodes.Select(static node => $"node {node.Name} has {node.Shards} shards")));
                    return;
                }
            }
            catch (QmpErrorException)
            {
                // Some are just about to move.
            }

            await Task.Delay(s_look, cancellationToken);
        }
    }
}
