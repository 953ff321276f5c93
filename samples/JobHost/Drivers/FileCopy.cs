using System;
using System.Buffers;
using System.IO;
using System.Security.Cryptography;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;

namespace JobHost.Drivers;

/// <summary>What backup and mirror share: going through files block by block, at the job's speed, with a pause point after each block and a checkpoint every 4 MiB.</summary>
internal static class FileCopy
{
    /// <summary>As much is done again at most, when a host was lost.</summary>
    public const long CheckpointBytes = 4 * 1024 * 1024;

    private const int BlockBytes = 64 * 1024;

    // An older host that lives notices within a second, and its drivers let go after their block; one that stands still, or can't reach the database, takes longer.
    private const int TriesToOpen = 180;

    // How Unix and Windows say that somebody else has a file.
    private const int WouldBlock = 11;
    private const int SharingViolation = unchecked((int)0x80070020);

    /// <summary>Copies what comes after a place, and reports progress.</summary>
    /// <param name="job">The job.</param>
    /// <param name="source">The file; read from its begin if there is a hash, which is of the whole.</param>
    /// <param name="target">The copy, whose end is that place.</param>
    /// <param name="from">The place.</param>
    /// <param name="hash">Gets what was read; null if nobody wants it.</param>
    /// <param name="save">Keeps how far it is.</param>
    public static async Task CopyAsync(JobContext job, string source, FileStream target, long from, IncrementalHash? hash, Func<long, ValueTask> save)
    {
        await using FileStream input = OpenRead(source);
        await PumpAsync(job, input, target, from, hash, save);
    }

    /// <summary>Reads a file and reports the progress of what comes after a place; gives the SHA-256 of the whole.</summary>
    public static async Task<byte[]> HashAsync(JobContext job, string path, long from, Func<long, ValueTask> save)
    {
        await using FileStream input = OpenRead(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await PumpAsync(job, input, Stream.Null, from, hash, save);
        return hash.GetHashAndReset();
    }

    /// <summary>Opens a file to write it, for nobody else meanwhile. In a host that has taken another one's jobs over it waits for a while until the other lets go.</summary>
    /// <exception cref="JobFailedException">There is something else by that name.</exception>
    public static async ValueTask<FileStream> OpenWriteAsync(JobContext job, string path, FileMode mode)
    {
        for (int tries = 0; ; tries++)
        {
            // Asked anew each time: what was a file when the job began may be a pipe by now.
            RequireRegular(path);
            try
            {
                return new FileStream(path, mode, FileAccess.Write, FileShare.None, 1, useAsync: true);
            }
            catch (IOException e) when (e.HResult is WouldBlock or SharingViolation && job.Attempt > 1 && tries < TriesToOpen)
            {
                await job.DelayAsync(TimeSpan.FromSeconds(1));
            }
        }
    }

    /// <summary>Opens what another host has begun to write, as <see cref="OpenWriteAsync"/>, or makes it if somebody took it away.</summary>
    /// <param name="job">The job.</param>
    /// <param name="path">Where it was.</param>
    /// <param name="identity">Which file it was; null if nobody knows: then one that has no other name.</param>
    /// <exception cref="JobFailedException">There is something else by that name, or a link. Nothing has been written.</exception>
    public static async ValueTask<FileStream> OpenAgainAsync(JobContext job, string path, string? identity)
    {
        if (!Path.Exists(path) && new FileInfo(path).LinkTarget is null)
        {
            return await OpenWriteAsync(job, path, FileMode.CreateNew);
        }

        FileStream file = await OpenWriteAsync(job, path, FileMode.Open);
        if (identity is null ? RegularFile.HasOnlyName(file.SafeFileHandle, path) : RegularFile.Identity(file.SafeFileHandle) == identity)
        {
            return file;
        }

        await file.DisposeAsync();
        throw new JobFailedException($"'{path}' isn't the file any more that was written");
    }

    /// <summary>Where writing goes on: where a checkpoint says, or at the begin if somebody took the file away, or cut it, meanwhile.</summary>
    public static long PlaceIn(FileStream file, ulong? kept) => kept is { } place && (ulong)file.Length >= place ? (long)place : 0;

    /// <summary>Has a file end at a place, where writing goes on.</summary>
    public static void CutAt(FileStream file, long place)
    {
        file.SetLength(place);
        file.Position = place;
    }

    /// <summary>Opens a file to read it, which others may do, too.</summary>
    /// <exception cref="JobFailedException">There is something else by that name.</exception>
    public static FileStream OpenRead(string path)
    {
        RequireRegular(path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1, useAsync: true);
    }

    private static void RequireRegular(string path)
    {
        if (Path.Exists(path) && !RegularFile.Exists(path))
        {
            throw new JobFailedException($"Could not open '{path}': Not a regular file");
        }
    }

    private static async Task PumpAsync(JobContext job, FileStream input, Stream output, long from, IncrementalHash? hash, Func<long, ValueTask> save)
    {
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            long at = 0;
            if (hash is null)
            {
                at = input.Position = from;
            }

            // A hash can't be kept half done. A source that has changed since gets another one, and so the backup fails, as it should.
            for (; at < from; await job.PausePointAsync())
            {
                if (job.IsHostStopping)
                {
                    await save(from);
                }

                int repeated = await input.ReadAsync(block.AsMemory(0, (int)long.Min(BlockBytes, from - at)), job.CancellationToken);
                if (repeated == 0)
                {
                    throw new JobFailedException($"'{input.Name}' has become shorter than what was read of it");
                }

                hash!.AppendData(block, 0, repeated);
                at += repeated;
            }

            int count;
            for (long saved = at; (count = await input.ReadAsync(block.AsMemory(0, BlockBytes), job.CancellationToken)) > 0;)
            {
                hash?.AppendData(block, 0, count);
                await output.WriteAsync(block.AsMemory(0, count), job.CancellationToken);
                job.ReportDone(count);
                at += count;

                // Before the checkpoint could be too far away.
                if (at - saved > CheckpointBytes - BlockBytes || job.IsHostStopping)
                {
                    await save(at);
                    saved = at;
                }

                await job.ThrottleAsync(count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
