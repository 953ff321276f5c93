using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;

namespace StorageDaemon;

/// <summary>Makes a qcow2 image with the daemon's jobs and opens it.</summary>
internal sealed class ImageMaker(QmpClient qmp)
{
    private const string FileNode = "image-file";
    private const string ImageNode = "image";

    private readonly StorageDaemonClient _daemon = new(qmp);

    /// <summary>Makes the file, formats it, opens the image and closes it again.</summary>
    public async Task RunAsync(string path, ulong sizeBytes, CancellationToken cancellationToken)
    {
        VersionInfo version = await _daemon.StorageDaemon.QueryVersionAsync(cancellationToken);
        Console.WriteLine($"QEMU {version.Qemu.Major}.{version.Qemu.Minor}.{version.Qemu.Micro} {version.Package}");

        await CreateAsync("create-file", new BlockdevCreateOptions.File { Filename = path, Size = 0 }, cancellationToken);
        await OpenAsync(new BlockdevOptions.File { NodeName = FileNode, Filename = path }, cancellationToken);
        await CreateAsync("create-image", new BlockdevCreateOptions.Qcow2 { File = FileNode, Size = sizeBytes }, cancellationToken);
        await OpenAsync(new BlockdevOptions.Qcow2 { NodeName = ImageNode, File = FileNode }, cancellationToken);
        Console.WriteLine($"'{path}' is a qcow2 image of {sizeBytes} bytes, opened as node '{ImageNode}'");

        await _daemon.StorageDaemon.BlockdevDelAsync(ImageNode, cancellationToken);
        await _daemon.StorageDaemon.BlockdevDelAsync(FileNode, cancellationToken);
    }

    private async Task OpenAsync(BlockdevOptions options, CancellationToken cancellationToken) =>
        await _daemon.StorageDaemon.BlockdevAddAsync(options, cancellationToken);

    /// <summary>Runs one creation job: starts it, follows its events to the end, looks at its result and dismisses it.</summary>
    private async Task CreateAsync(string id, BlockdevCreateOptions options, CancellationToken cancellationToken)
    {
        using QmpEventSubscription<JobStatusChangeEvent> changes = qmp.Events<JobStatusChangeEvent>();
        await _daemon.StorageDaemon.BlockdevCreateAsync(id, options, cancellationToken);
        while (await changes.NextAsync(cancellationToken) is { } received)
        {
            JobStatusChangeEvent change = received.Event;
            Console.WriteLine($"  {change.Id}: {change.Status.ToWire()}");
            if (change.Id == id && change.Status == JobStatus.Concluded)
            {
                break;
            }
        }

        foreach (JobInfo job in await _daemon.Job.QueryJobsAsync(cancellationToken))
        {
            if (job.Id == id && job.Error is not null)
            {
                throw new QmpErrorException(job.Error);
            }
        }

        await _daemon.Job.JobDismissAsync(id, cancellationToken);
    }
}
