using System;
using System.IO;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;

namespace JobHost.Drivers;

/// <summary>Copies a file and verifies the copy. The copy gets its name when the job is finalized; until then it can be taken back.</summary>
/// <remarks>
/// Until then it has a name that is the job's own, so that jobs with one target don't mix: each leaves a whole file, and the one that is finalized last has the name.
/// Whatever can fail is done before commit, where nothing may fail any more: a job that can't name its copy fails, and says why.
/// </remarks>
internal sealed class FileBackupDriver(string id, string source, string target, Action<long, string> verified) : JobDriver, IJobTransactionHooks
{
    private readonly string _partial = $"{target}.{id}.partial";
    private readonly string _replaced = $"{target}.{id}.replaced";
    private bool _isMade;
    private bool _isNamed;

    /// <inheritdoc/>
    public override async Task RunAsync(JobContext job)
    {
        long length = new FileInfo(source).Length;
        job.SetRemaining(2 * length);
        byte[] read;
        await using (FileStream copy = FileCopy.OpenWrite(_partial, FileMode.CreateNew))
        {
            _isMade = true;
            read = await FileCopy.CopyAsync(job, source, copy);
        }

        byte[] written = await FileCopy.HashAsync(job, _partial);
        if (!read.AsSpan().SequenceEqual(written))
        {
            throw new JobFailedException($"The copy of '{source}' differs from what was read");
        }

        verified(length, Convert.ToHexStringLower(written));
    }

    /// <inheritdoc/>
    public ValueTask PrepareAsync(JobContext job)
    {
        // What was there is kept until the whole group has succeeded.
        if (File.Exists(target))
        {
            File.Replace(_partial, target, _replaced);
        }
        else
        {
            File.Move(_partial, target);
        }

        _isNamed = true;
        return default;
    }

    /// <inheritdoc/>
    public ValueTask CommitAsync(JobContext job)
    {
        File.Delete(_replaced);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask AbortAsync(JobContext job)
    {
        if (_isNamed && File.Exists(_replaced))
        {
            File.Move(_replaced, target, overwrite: true);
        }
        else if (_isNamed)
        {
            File.Delete(target);
        }
        else if (_isMade)
        {
            File.Delete(_partial);
        }

        return default;
    }
}
