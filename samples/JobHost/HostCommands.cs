using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using JobHost.Drivers;
using QapiGen.Jobs;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Wire;

namespace JobHost;

/// <summary>What the commands of <c>job-host.json</c> do: they make jobs.</summary>
internal sealed class HostCommands(JobManager jobs, Action stop) : IJobHostCommands
{
    /// <inheritdoc/>
    public ValueTask FileBackupAsync(
        string jobId, string source, string target, ulong? speed, bool? autoFinalize, bool? autoDismiss, CancellationToken cancellationToken)
    {
        RequireSource(source);
        RequireTarget("target", target);
        var arguments = new FileBackupArguments { JobId = jobId, Source = source, Target = target };
        return StartAsync(HostDrivers.Backup, arguments, jobId, JobType.Backup, speed, autoFinalize, autoDismiss);
    }

    /// <inheritdoc/>
    public ValueTask FileMirrorAsync(
        string jobId, string source, string target, ulong? speed, bool? autoFinalize, bool? autoDismiss, CancellationToken cancellationToken)
    {
        RequireSource(source);
        RequireTarget("target", target);
        var arguments = new FileMirrorArguments { Source = source, Target = target };
        return StartAsync(HostDrivers.Mirror, arguments, jobId, JobType.Mirror, speed, autoFinalize, autoDismiss);
    }

    /// <inheritdoc/>
    public ValueTask ImageCreateAsync(string jobId, string path, ulong size, ImagePreallocation? preallocation, CancellationToken cancellationToken)
    {
        RequireTarget("path", path);
        var arguments = new ImageCreateArguments { Path = path, Size = (ulong)ToSigned(size, "size"), Full = preallocation == ImagePreallocation.Full };
        return StartAsync(HostDrivers.ImageCreate, arguments, jobId, JobType.Create, speed: null, autoFinalize: true, autoDismiss: false);
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
    private static void RequireTarget(string parameter, string target)
    {
        if (!RegularFile.IsName(target))
        {
            throw new QmpErrorException($"Parameter '{parameter}' expects the name of a file");
        }

        if (Path.Exists(target) && !RegularFile.Exists(target))
        {
            throw new QmpErrorException($"Could not open '{target}': Not a regular file");
        }
    }

    private static long ToSigned(ulong value, string parameter) =>
        value <= long.MaxValue ? (long)value : throw new QmpErrorException($"Parameter '{parameter}' expects a value of up to {long.MaxValue}");

    private async ValueTask StartAsync<TArguments>(
        string driver, TArguments arguments, string id, JobType type, ulong? speed, bool? autoFinalize, bool? autoDismiss)
        where TArguments : IWireCodec<TArguments>
    {
        await jobs.StartAsync(driver, arguments, new JobOptions
        {
            Id = id,
            Type = type,
            SpeedBytesPerSecond = ToSigned(speed ?? 0, "speed"),
            AutoFinalize = autoFinalize ?? true,
            AutoDismiss = autoDismiss ?? true,
        });
    }
}
