using System;
using System.IO;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;

namespace JobHost.Drivers;

/// <summary>Makes an empty image. Like QEMU's jobs of type create, it goes from 0 of 1 to 1 of 1, unless every byte is written.</summary>
/// <param name="arguments">What to make.</param>
/// <param name="survivesPowerLoss">Whether what a checkpoint tells of has to be on the disk.</param>
internal sealed class ImageCreateDriver(ImageCreateArguments arguments, bool survivesPowerLoss) : JobDriver
{
    private const int BlockBytes = 1024 * 1024;

    /// <inheritdoc/>
    public override async Task RunAsync(JobContext job)
    {
        ImageCreateCursor? at = job.LoadCheckpoint<ImageCreateCursor>();
        long size = (long)arguments.Size;
        if (at is null && !Path.Exists(arguments.Path))
        {
            // From here on the file is the job's own, whenever the host is lost.
            await job.SaveCheckpointAsync(new ImageCreateCursor { Written = 0 });
        }

        await using FileStream image = at is null ? await FileCopy.OpenWriteAsync(job, arguments.Path, FileMode.CreateNew) : await FileCopy.OpenAgainAsync(job, arguments.Path, at.File);
        long from = FileCopy.PlaceIn(image, at?.Written);
        job.SetRemaining(arguments.Full ? size - from : 1);
        string? file = RegularFile.Identity(image.SafeFileHandle);
        try
        {
            // Before anything is written.
            await job.SaveCheckpointAsync(new ImageCreateCursor { Written = (ulong)from, File = file });
            FileCopy.CutAt(image, from);
            await WriteAsync(job, image, file, from, size);
        }
        catch (Exception e) when (e is not OperationCanceledException || job.IsForced)
        {
            // Not where the host has only stopped: the next one goes on with the file.
            if (file is null || RegularFile.Identity(arguments.Path) == file)
            {
                File.Delete(arguments.Path);
            }

            throw;
        }
    }

    private async Task WriteAsync(JobContext job, FileStream image, string? file, long from, long size)
    {
        if (!arguments.Full)
        {
            image.SetLength(size);
            job.ReportDone(1);
            return;
        }

        var zeros = new byte[BlockBytes];
        long saved = from;
        while (from < size)
        {
            int count = (int)Math.Min(size - from, BlockBytes);
            await image.WriteAsync(zeros.AsMemory(0, count), job.CancellationToken);
            job.ReportDone(count);
            from += count;
            if (from - saved >= FileCopy.CheckpointBytes || job.IsHostStopping)
            {
                if (survivesPowerLoss)
                {
                    image.Flush(flushToDisk: true);
                }

                await job.SaveCheckpointAsync(new ImageCreateCursor { Written = (ulong)from, File = file });
                saved = from;
            }

            await job.PausePointAsync();
        }
    }
}
