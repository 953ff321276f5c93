using System;
using System.Buffers;
using System.IO;
using System.Security.Cryptography;
using System.Threading.Tasks;
using JobHost.Drivers;
using QapiGen.Jobs.Drivers;

namespace JobClusterNode;

/// <summary>Copies a file and compares the copy. A checkpoint after each mebibyte, once that is on the disk, says where another node goes on.</summary>
internal sealed class FileBackupDriver(string node, BackupArguments files, BackupFence? fence) : JobDriver
{
    private const int BlockBytes = 64 * 1024;
    private const int CheckpointBytes = 1024 * 1024;

    /// <inheritdoc/>
    public override async Task RunAsync(JobContext job)
    {
        // Of its own, and the same on every node: two backups may have one target.
        string partial = $"{files.Target}.{job.Id}.partial";
        RequireRegular(files.Source);
        RequireRegular(files.Target);
        RequireRegular(partial);
        long length = new FileInfo(files.Source).Length;
        long offset = (long)(job.LoadCheckpoint<BackupCursor>()?.Offset ?? 0);
        await Console.Out.WriteLineAsync($"{job.Id} begins on node {node} at {offset} of {length} bytes");

        await EnterAsync(job);

        // Named already, if a node was lost between that and the end of the job.
        if (offset < length || File.Exists(partial) || !File.Exists(files.Target))
        {
            job.SetRemaining(length - job.Progress.Current);
            await CopyAsync(job, partial, offset);
            await EnterAsync(job);
            File.Move(partial, files.Target, overwrite: true);
        }

        byte[] expected = await HashAsync(files.Source);
        byte[] actual = await HashAsync(files.Target);
        if (!expected.AsSpan().SequenceEqual(actual))
        {
            throw new JobFailedException($"The copy of '{files.Source}' differs from it");
        }

        await Console.Out.WriteLineAsync($"{job.Id} ends on node {node}");
    }

    private Task EnterAsync(JobContext job) => fence?.EnterAsync(job.Id!, job.Epoch, node, job.CancellationToken) ?? Task.CompletedTask;

    private async Task CopyAsync(JobContext job, string partial, long offset)
    {
        await using FileStream source = File.OpenRead(files.Source);
        await using var copy = new FileStream(partial, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, 1, useAsync: true);
        source.Position = copy.Position = offset;
        copy.SetLength(offset);
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            int count;
            while ((count = await source.ReadAsync(block.AsMemory(0, BlockBytes), job.CancellationToken)) > 0)
            {
                await copy.WriteAsync(block.AsMemory(0, count), job.CancellationToken);
                job.ReportDone(count);
                if (copy.Position % CheckpointBytes == 0 || copy.Position == source.Length)
                {
                    copy.Flush(flushToDisk: true);
                    await job.SaveCheckpointAsync(new BackupCursor { Offset = (ulong)copy.Position });
                }

                await job.ThrottleAsync(count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    // To open a pipe waits for its other end, and a device may have none.
    private static void RequireRegular(string path)
    {
        if (Path.Exists(path) && !RegularFile.Exists(path))
        {
            throw new JobFailedException($"Could not open '{path}': Not a regular file");
        }
    }

    private static async Task<byte[]> HashAsync(string path)
    {
        await using FileStream file = File.OpenRead(path);
        return await SHA256.HashDataAsync(file);
    }
}
