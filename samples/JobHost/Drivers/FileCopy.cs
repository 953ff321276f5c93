using System;
using System.Buffers;
using System.IO;
using System.Security.Cryptography;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;

namespace JobHost.Drivers;

/// <summary>What backup and mirror share: going through files block by block, at the job's speed, with a pause point after each block.</summary>
internal static class FileCopy
{
    private const int BlockBytes = 64 * 1024;

    /// <summary>Copies a file and reports progress; gives the SHA-256 of what was read.</summary>
    public static async Task<byte[]> CopyAsync(JobContext job, string source, Stream target)
    {
        await using FileStream input = OpenRead(source);
        return await PumpAsync(job, input, target);
    }

    /// <summary>Reads a file and reports progress; gives its SHA-256.</summary>
    public static async Task<byte[]> HashAsync(JobContext job, string path)
    {
        await using FileStream input = OpenRead(path);
        return await PumpAsync(job, input, Stream.Null);
    }

    /// <summary>Opens a file to write it, for nobody else meanwhile.</summary>
    /// <exception cref="JobFailedException">There is something else by that name.</exception>
    public static FileStream OpenWrite(string path, FileMode mode)
    {
        // Asked anew each time: what was a file when the job began may be a pipe by now.
        RequireRegular(path);
        return new FileStream(path, mode, FileAccess.Write, FileShare.None, 1, useAsync: true);
    }

    private static FileStream OpenRead(string path)
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

    private static async Task<byte[]> PumpAsync(JobContext job, FileStream input, Stream output)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            int count;
            while ((count = await input.ReadAsync(block.AsMemory(0, BlockBytes), job.CancellationToken)) > 0)
            {
                hash.AppendData(block, 0, count);
                await output.WriteAsync(block.AsMemory(0, count), job.CancellationToken);
                job.ReportDone(count);
                await job.ThrottleAsync(count);
            }

            return hash.GetHashAndReset();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
