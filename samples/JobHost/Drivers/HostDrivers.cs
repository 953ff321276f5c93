using System;
using QapiGen.Jobs.Drivers;

namespace JobHost.Drivers;

/// <summary>The host's drivers by the names that are kept with jobs.</summary>
internal static class HostDrivers
{
    public const string Backup = "file-backup";
    public const string Mirror = "file-mirror";
    public const string ImageCreate = "image-create";

    /// <summary>Registers them.</summary>
    /// <param name="survivesPowerLoss">Whether what a checkpoint tells of has to be on the disk.</param>
    /// <param name="verified">Is told of each copy that was verified: the job's id, the size in bytes, the hash.</param>
    public static JobDriverRegistry Register(bool survivesPowerLoss, Action<string, long, string> verified) => new JobDriverRegistry()
        .Add<FileBackupArguments>(
            Backup, arguments => new FileBackupDriver(arguments, survivesPowerLoss, (bytes, hash) => verified(arguments.JobId, bytes, hash)), NeverTired)
        .Add<FileMirrorArguments>(Mirror, arguments => new FileMirrorDriver(arguments, survivesPowerLoss), NeverTired)
        .Add<ImageCreateArguments>(ImageCreate, arguments => new ImageCreateDriver(arguments, survivesPowerLoss), NeverTired);

    // Copying files ends no host, so that a job whose host was lost is never the cause.
    private static void NeverTired(JobDriverOptions options) => options.MaxLosses = int.MaxValue;
}
