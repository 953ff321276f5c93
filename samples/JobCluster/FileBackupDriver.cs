using System;
using System.Buffers;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using JobHost.Drivers;
using QapiGen.Jobs.Drivers;

namespace JobClusterNode;

/// <summary>Copies a file, compares the copy, and only then gives it the target's name. A checkpoint after each mebibyte, once that is on the disk, says where another node goes on.</summary>
/// <remarks>Until then the copy has a name that is the job's own, the same on every node: the first checkpoint says so, and what had that name before isn't touched.</remarks>
internal sealed class FileBackupDriver(string node, BackupArguments files, BackupFence? fence) : JobDriver, IJobTransactionHooks
{
    private const int BlockBytes = 64 * 1024;
    private const int CheckpointBytes = 1024 * 1024;

    private BackupCursor? _made;

    /// <inheritdoc/>
    public override async Task RunAsync(JobContext job)
    {
        string partial = PartialOf(job);
        RequireRegular(files.Source);
        RequireRegular(files.Target);
        long length = new FileInfo(files.Source).Length;
        BackupCursor? at = job.LoadCheckpoint<BackupCursor>();
        bool isFirst = at is null;
        at ??= new BackupCursor { Offset = 0 };
        await Console.Out.WriteLineAsync($"{job.Id} begins on node {node} at {at.Offset} of {length} bytes");
        await EnterAsync(job, job.CancellationToken);
        if (isFirst)
        {
            RequireUnused(partial);

            // From here on it is the job's own, whichever node is lost.
            await job.SaveCheckpointAsync(at);
        }

        if (at.Sha256 is null)
        {
            at = await CopyAndCompareAsync(job, partial, at, isFirst, length);
        }
        else if (!await IsCopyAsync(partial, at.Sha256))
        {
            // It has its name already, if a node was lost between that and the end of the job.
            if (Path.Exists(partial) || !await IsCopyAsync(files.Target, at.Sha256))
            {
                throw NotOwn(partial);
            }

            await Console.Out.WriteLineAsync($"{job.Id} has ended before node {node} took it up");
            return;
        }

        await EnterAsync(job, job.CancellationToken);
        RequireOwn(partial);
        File.Move(partial, files.Target, overwrite: true);
        await Console.Out.WriteLineAsync($"{job.Id} ends on node {node}");
    }

    /// <inheritdoc/>
    public async ValueTask AbortAsync(JobContext job)
    {
        if ((_made ?? job.LoadCheckpoint<BackupCursor>()) is not { } made)
        {
            return;
        }

        try
        {
            await EnterAsync(job, CancellationToken.None);
            if (RegularFile.IsOwn(PartialOf(job), made.File))
            {
                File.Delete(PartialOf(job));
            }
        }
        catch (JobFailedException)
        {
            // Another node has taken the job up; the copy is that one's.
        }
    }

    private string PartialOf(JobContext job) => $"{files.Target}.{job.Id}.partial";

    private Task EnterAsync(JobContext job, CancellationToken cancellationToken) => fence?.EnterAsync(job.Id!, job.Epoch, node, cancellationToken) ?? Task.CompletedTask;

    private async Task<BackupCursor> CopyAndCompareAsync(JobContext job, string partial, BackupCursor at, bool isFirst, long length)
    {
        bool isThere = !isFirst && (Path.Exists(partial) || new FileInfo(partial).LinkTarget is not null);
        if (isThere)
        {
            RequireOwn(partial);
        }

        // At the begin, if somebody took it away, or cut it.
        long from = isThere && new FileInfo(partial).Length >= (long)at.Offset ? (long)at.Offset : 0;
        job.SetRemaining(long.Max(0, length - from));
        at = await CopyAsync(job, partial, at, from, isThere);
        string hash = await HashAsync(files.Source);
        if (!await IsCopyAsync(partial, hash))
        {
            throw new JobFailedException($"The copy of '{files.Source}' differs from it");
        }

        at = at with { Sha256 = hash };
        await job.SaveCheckpointAsync(at);
        return at;
    }

    private async Task<BackupCursor> CopyAsync(JobContext job, string partial, BackupCursor at, long from, bool isThere)
    {
        await using FileStream source = File.OpenRead(files.Source);
        await using var copy = new FileStream(partial, isThere ? FileMode.Open : FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite, 1, useAsync: true);
        string? file = RegularFile.Identity(copy.SafeFileHandle);
        if (isThere && !(at.File is null ? RegularFile.HasOnlyName(copy.SafeFileHandle, partial) : file == at.File))
        {
            throw NotOwn(partial);
        }

        // Before anything is written.
        _made = new BackupCursor { Offset = (ulong)from, File = file };
        await job.SaveCheckpointAsync(_made);
        source.Position = copy.Position = from;
        copy.SetLength(from);
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            int count;
            while ((count = await source.ReadAsync(block.AsMemory(0, BlockBytes), job.CancellationToken)) > 0)
            {
                await copy.WriteAsync(block.AsMemory(0, count), job.CancellationToken);
                job.ReportDone(count);
                if (copy.Position % CheckpointBytes == 0 || copy.Position == source.Length || job.IsHostStopping)
                {
                    copy.Flush(flushToDisk: true);
                    await job.SaveCheckpointAsync(_made with { Offset = (ulong)copy.Position });
                }

                await job.ThrottleAsync(count);
            }

            return _made with { Offset = (ulong)copy.Position };
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

    // A link that leads nowhere is found when the file is made.
    private static void RequireUnused(string path)
    {
        if (Path.Exists(path))
        {
            throw new JobFailedException($"'{path}' is there already, which this job needs for itself");
        }
    }

    private static void RequireOwn(string path)
    {
        if (!IsFile(path))
        {
            throw NotOwn(path);
        }
    }

    private static JobFailedException NotOwn(string path) => new($"'{path}' isn't the file any more that was written");

    private static bool IsFile(string path) => RegularFile.Exists(path) && new FileInfo(path).LinkTarget is null;

    private static async Task<bool> IsCopyAsync(string path, string hash) => IsFile(path) && await HashAsync(path) == hash;

    private static async Task<string> HashAsync(string path)
    {
        await using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file));
    }
}
