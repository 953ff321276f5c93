using System;
using System.Threading;
using System.Threading.Tasks;
using JobHost.Drivers;
using QapiGen.Jobs;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Wire;

namespace JobHost;

/// <summary>What the commands of <c>job-host.json</c> and <c>file-jobs.json</c> do: they make jobs.</summary>
internal sealed class HostCommands(JobManager jobs, Action stop) : IJobHostCommands, IFileJobsCommands
{
    /// <inheritdoc/>
    public ValueTask FileBackupAsync(
        string jobId, string source, string target, ulong? speed, bool? autoFinalize, bool? autoDismiss, CancellationToken cancellationToken)
    {
        FileParameters.RequireSource(source);
        FileParameters.RequireTarget("target", target);
        var arguments = new FileBackupArguments { JobId = jobId, Source = source, Target = target };
        return StartAsync(HostDrivers.Backup, arguments, jobId, JobType.Backup, speed, autoFinalize, autoDismiss);
    }

    /// <inheritdoc/>
    public ValueTask FileMirrorAsync(
        string jobId, string source, string target, ulong? speed, bool? autoFinalize, bool? autoDismiss, CancellationToken cancellationToken)
    {
        FileParameters.RequireSource(source);
        FileParameters.RequireTarget("target", target);
        var arguments = new FileMirrorArguments { Source = source, Target = target };
        return StartAsync(HostDrivers.Mirror, arguments, jobId, JobType.Mirror, speed, autoFinalize, autoDismiss);
    }

    /// <inheritdoc/>
    public ValueTask ImageCreateAsync(string jobId, string path, ulong size, ImagePreallocation? preallocation, CancellationToken cancellationToken)
    {
        FileParameters.RequireTarget("path", path);
        var arguments = new ImageCreateArguments { Path = path, Size = (ulong)FileParameters.ToSigned(size, "size"), Full = preallocation == ImagePreallocation.Full };
        return StartAsync(HostDrivers.ImageCreate, arguments, jobId, JobType.Create, speed: null, autoFinalize: true, autoDismiss: false);
    }

    /// <inheritdoc/>
    public ValueTask FileJobSetSpeedAsync(string id, ulong speed, CancellationToken cancellationToken)
    {
        Job job = jobs.Find(id) ?? throw new QmpErrorException("Job not found");
        return job.SetSpeedAsync(FileParameters.ToSigned(speed, "speed"), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask QuitAsync(CancellationToken cancellationToken)
    {
        await jobs.ShutdownAsync(cancellationToken);
        stop();
    }

    private async ValueTask StartAsync<TArguments>(
        string driver, TArguments arguments, string id, JobType type, ulong? speed, bool? autoFinalize, bool? autoDismiss)
        where TArguments : IWireCodec<TArguments>
    {
        await jobs.StartAsync(driver, arguments, new JobOptions
        {
            Id = id,
            Type = type,
            SpeedBytesPerSecond = FileParameters.ToSigned(speed ?? 0, "speed"),
            AutoFinalize = autoFinalize ?? true,
            AutoDismiss = autoDismiss ?? true,
        });
    }
}
