using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using JobHost.Drivers;
using Microsoft.Extensions.Hosting;
using QapiGen.Jobs;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Orleans;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Wire;
using Cluster = QapiGen.Jobs.Orleans.JobCluster;

namespace JobClusterNode;

/// <summary>What the commands of <c>job-cluster.json</c>, and of <c>file-jobs.json</c> that <c>JobHost</c> has, too, do on any node.</summary>
internal sealed class NodeCommands(Cluster jobs, IHostApplicationLifetime lifetime) : IJobClusterCommands, IFileJobsCommands
{
    /// <summary>Name of the driver of backups.</summary>
    public const string Backup = "file-backup";

    /// <summary>Name of the driver of mirrors.</summary>
    public const string Mirror = "file-mirror";

    /// <summary>Name of the driver that makes images.</summary>
    public const string ImageCreate = "image-create";

    /// <inheritdoc/>
    public ValueTask FileBackupAsync(
        string jobId, string source, string target, ulong? speed, bool? autoFinalize, bool? autoDismiss, CancellationToken cancellationToken)
    {
        FileParameters.RequireSource(source);
        FileParameters.RequireTarget("target", target);
        return StartAsync(Backup, new BackupArguments { Source = source, Target = target }, jobId, JobType.Backup, speed, autoFinalize, autoDismiss, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask FileMirrorAsync(
        string jobId, string source, string target, ulong? speed, bool? autoFinalize, bool? autoDismiss, CancellationToken cancellationToken)
    {
        FileParameters.RequireSource(source);
        FileParameters.RequireTarget("target", target);
        return StartAsync(Mirror, new FileMirrorArguments { Source = source, Target = target }, jobId, JobType.Mirror, speed, autoFinalize, autoDismiss, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask ImageCreateAsync(string jobId, string path, ulong size, ImagePreallocation? preallocation, CancellationToken cancellationToken)
    {
        FileParameters.RequireTarget("path", path);
        var image = new ImageCreateArguments { Path = path, Size = (ulong)FileParameters.ToSigned(size, "size"), Full = preallocation == ImagePreallocation.Full };
        return StartAsync(ImageCreate, image, jobId, JobType.Create, speed: null, autoFinalize: true, autoDismiss: false, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask FileJobSetSpeedAsync(string id, ulong speed, CancellationToken cancellationToken) => jobs.SetSpeedAsync(id, FileParameters.ToSigned(speed, "speed"), cancellationToken);

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

    private async ValueTask StartAsync<TArguments>(
        string driver, TArguments arguments, string id, JobType type, ulong? speed, bool? autoFinalize, bool? autoDismiss, CancellationToken cancellationToken)
        where TArguments : IWireCodec<TArguments>
    {
        var options = new JobOptions
        {
            Id = id,
            Type = type,
            SpeedBytesPerSecond = FileParameters.ToSigned(speed ?? 0, "speed"),
            AutoFinalize = autoFinalize ?? true,
            AutoDismiss = autoDismiss ?? true,
        };
        await jobs.StartAsync(driver, arguments, options, cancellationToken);
    }
}
