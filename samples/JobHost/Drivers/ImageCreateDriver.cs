using System;
using System.IO;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;

namespace JobHost.Drivers;

/// <summary>Makes an empty image. Like QEMU's jobs of type create, it goes from 0 of 1 to 1 of 1, unless every byte is written.</summary>
internal sealed class ImageCreateDriver(string path, long sizeBytes, bool writeZeros) : JobDriver
{
    private const int BlockBytes = 1024 * 1024;

    /// <inheritdoc/>
    public override async Task RunAsync(JobContext job)
    {
        job.SetRemaining(writeZeros ? sizeBytes : 1);
        await using var image = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, useAsync: true);
        try
        {
            await WriteAsync(job, image);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    private async Task WriteAsync(JobContext job, FileStream image)
    {
        if (!writeZeros)
        {
            image.SetLength(sizeBytes);
            job.ReportDone(1);
            return;
        }

        var zeros = new byte[BlockBytes];
        for (long left = sizeBytes; left > 0; left -= BlockBytes)
        {
            int count = (int)Math.Min(left, BlockBytes);
            await image.WriteAsync(zeros.AsMemory(0, count), job.CancellationToken);
            job.ReportDone(count);
            await job.PausePointAsync();
        }
    }
}
