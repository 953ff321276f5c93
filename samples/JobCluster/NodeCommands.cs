using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using JobHost.Drivers;
using Microsoft.Extensions.Hosting;
using QapiGen.Jobs;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Orleans;
using QapiGen.Runtime.Messages;
using Cluster = QapiGen.Jobs.Orleans.JobCluster;

namespace JobClusterNode;

/// <summary>What the commands of <c>job-cluster.json</c> do, on any node.</summary>
internal sealed class NodeCommands(Cluster jobs, IHostApplicationLifetime lifetime) : IJobClusterCommands
{
    /// <summary>Name of the driver of backups.</summary>
    public const string Backup = "file-backup";

    /// <inheritdoc/>
    public async ValueTask FileBackupAsync(
        string jobId, string source, string target, ulong? speed, bool? autoFinalize, bool? autoDismiss, CancellationToken cancellationToken)
    {
        if (!Path.Exists(source))
        {
            throw new QmpErrorException($"Could not open '{source}': No such file");
        }

        if (!RegularFile.IsName(target))
        {
            throw new QmpErrorException("Parameter 'target' expects the name of a file");
        }

        foreach (string path in (string[])[source, target])
        {
            if (Path.Exists(path) && !RegularFile.Exists(path))
            {
                throw new QmpErrorException($"Could not open '{path}': Not a regular file");
            }
        }

        var options = new JobOptions
        {
            Id = jobId,
            Type = JobType.Backup,
            SpeedBytesPerSecond = ToSigned(speed ?? 0),
            AutoFinalize = autoFinalize ?? true,
            AutoDismiss = autoDismiss ?? true,
        };
        await jobs.StartAsync(Backup, new BackupArguments { Source = source, Target = target }, options, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask FileJobSetSpeedAsync(string id, ulong speed, CancellationToken cancellationToken) => jobs.SetSpeedAsync(id, ToSigned(speed), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<ClusterJobPage> XQueryJobsAsync(string? after, ushort? limit, JobStatus? status, JobType? type, CancellationToken cancellationToken)
    {
        if (limit == 0)
        {
            throw new QmpErrorException("Parameter 'limit' expects a positive value");
        }

        JobClusterPage page = await jobs.ListPageAsync(
            new JobClusterFilter { After = after, Limit = limit ?? 100, Status = status, Type = type is { } some ? JobTypeName.FromJobType(some) : (JobTypeName?)null }, cancellationToken);
        return new ClusterJobPage
        {
            Jobs = [.. page.Jobs.Select(static job => new ClusterJob
            {
                Id = job.Id,
                Type = job.Type.ToJobType(),
                Status = job.Status,
                CurrentProgress = job.Progress.Current,
                TotalProgress = job.Progress.Total,
                Error = job.Error,
                Node = job.Node,
            })],
            Next = page.Next,
        };
    }

    /// <inheritdoc/>
    public async ValueTask<ClusterInfo> QueryClusterAsync(CancellationToken cancellationToken)
    {
        var shards = await jobs.QueryShardsAsync(cancellationToken);
        return new ClusterInfo
        {
            Nodes = [.. shards.GroupBy(static shard => shard.Node).OrderBy(static node => node.Key, System.StringComparer.Ordinal)
                .Select(static node => new ClusterNode { Name = node.Key, Shards = node.Count() })],
            Settled = shards.All(static shard => shard.IsSettled),
        };
    }

    /// <inheritdoc/>
    public ValueTask QuitAsync(CancellationToken cancellationToken)
    {
        lifetime.StopApplication();
        return default;
    }

    private static long ToSigned(ulong value) =>
        value <= long.MaxValue ? (long)value : throw new QmpErrorException($"Parameter 'speed' expects a value of up to {long.MaxValue}");
}
