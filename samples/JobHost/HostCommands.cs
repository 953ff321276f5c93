using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using JobHost.Drivers;
using QapiGen.Jobs;
using QapiGen.Jobs.Drivers;
using QapiGen.Runtime.Messages;

namespace JobHost;

/// <summary>What the commands of <c>job-host.json</c> do: they make jobs.</summary>
internal sealed class HostCommands(JobManager jobs, Action stop) : IJobHostCommands
{
    /// <summary>Sends this module's events; set when there is a service to send them to.</summary>
    public JobHostEventEmitter? Events { get; set; }

    /// <inheritdoc/>
    public ValueTask FileBackupAsync(
        string jobId, string source, string target, ulong? speed, bool? autoFinalize, bool? autoDismiss, CancellationToken cancellationToken)
    {
        RequireSource(source);
        RequireTarget(target);
        var driver = new FileBackupDriver(jobId, source, target, (bytes, sha256) => Events?.FileVerified(jobId, (ulong)bytes, sha256));
        return StartAsync(driver, jobId, JobType.Backup, speed, autoFinalize, autoDismiss);
    }

    /// <inheritdoc/>
    public ValueTask FileMirrorAsync(
        string jobId, string source, string target, ulong? speed, bool? autoFinalize, bool? autoDismiss, CancellationToken cancellationToken)
    {
        RequireSource(source);
        RequireTarget(target);
        return StartAsync(new FileMirrorDriver(source, target), jobId, JobType.Mirror, speed, autoFinalize, autoDismiss);
    }

    /// <inheritdoc/>
    public ValueTask ImageCreateAsync(string jobId, string path, ulong size, ImagePreallocation? preallocation, CancellationToken cancellationToken)
    {
        RequireTarget(path);
        var driver = new ImageCreateDriver(path, ToSigned(size, "size"), preallocation == ImagePreallocation.Full);
        return StartAsync(driver, jobId, JobType.Create, speed: null, autoFinalize: true, autoDismiss: false);
    }

    /// <inheritdoc/>
    public ValueTask FileJobSetSpeedAsync(string id, ulong speed, CancellationToken cancellationToken)
    {
        Job job = jobs.Find(id) ?? throw new QmpErrorException("Job not found");
        return job.SetSpeedAsync(ToSigned(speed, "speed"), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask QuitAsync(CancellationToken cancellationToken)
    {
        await jobs.ShutdownAsync(cancellationToken);
        stop();
    }

    private static void RequireSource(string source)
    {
        if (!Path.Exists(source))
        {
            throw new QmpErrorException($"Could not open '{source}': No such file");
        }

        if (!RegularFile.Exists(source))
        {
            throw new QmpErrorException($"Could not open '{source}': Not a regular file");
        }
    }

    // To open a pipe waits for a reader, and with it would whoever runs the job.
    private static void RequireTarget(string target)
    {
        if (Path.Exists(target) && !RegularFile.Exists(target))
        {
            throw new QmpErrorException($"Could not open '{target}': Not a regular file");
        }
    }

    private static long ToSigned(ulong value, string parameter) =>
        value <= long.MaxValue ? (long)value : throw new QmpErrorException($"Parameter '{parameter}' expects a value of up to {long.MaxValue}");

    private async ValueTask StartAsync(JobDriver driver, string id, JobType type, ulong? speed, bool? autoFinalize, bool? autoDismiss)
    {
        await jobs.StartAsync(driver, new JobOptions
        {
            Id = id,
            Type = type,
            SpeedBytesPerSecond = ToSigned(speed ?? 0, "speed"),
            AutoFinalize = autoFinalize ?? true,
            AutoDismiss = autoDismiss ?? true,
        });
    }
}
