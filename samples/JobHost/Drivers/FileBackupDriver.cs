using System;
using System.IO;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;

namespace JobHost.Drivers;

/// <summary>Copies a file and verifies the copy. The copy gets its name when the job is finalized; until then it can be taken back.</summary>
internal sealed class FileBackupDriver(string source, string target, Action<long, string> verified) : JobDriver, IJobTransactionHooks
{
    private readonly string _partial = target + ".partial";

    /// <inheritdoc/>
    public override async Task RunAsync(JobContext job)
    {
        long length = new FileInfo(source).Length;
        job.SetRemaining(2 * length);
        byte[] read = await FileCopy.CopyAsync(job, source, _partial);
        byte[] written = await FileCopy.HashAsync(job, _partial);
        if (!read.AsSpan().SequenceEqual(written))
        {
            throw new JobFailedException($"The copy of '{source}' differs from what was read");
        }

        verified(length, Convert.ToHexStringLower(written));
    }

    /// <inheritdoc/>
    public ValueTask CommitAsync(JobContext job)
    {
        File.Move(_partial, target, overwrite: true);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask AbortAsync(JobContext job)
    {
        File.Delete(_partial);
        return default;
    }
}
