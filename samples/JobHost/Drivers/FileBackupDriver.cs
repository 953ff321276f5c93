using System;
using System.IO;
using System.Security.Cryptography;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;

namespace JobHost.Drivers;

/// <summary>Copies a file and verifies the copy. The copy gets its name when the job is finalized; until then it can be taken back.</summary>
/// <remarks>
/// Until then it has a name that is the job's own, so that jobs with one target don't mix: each leaves a whole file, and the one that is finalized last has the name.
/// Whatever can fail is done before commit, where nothing may fail any more: a job that can't name its copy fails, and says why.
/// With a store it goes on in the next host: from where the copy, or its verification, was. Hooks may be called again there.
/// </remarks>
/// <param name="arguments">What to copy.</param>
/// <param name="survivesPowerLoss">Whether what a checkpoint tells of has to be on the disk.</param>
/// <param name="verified">Is told how large the copy is, and its hash.</param>
internal sealed class FileBackupDriver(FileBackupArguments arguments, bool survivesPowerLoss, Action<long, string> verified) : JobDriver, IJobTransactionHooks
{
    private readonly UnfinishedCopy _copy = new(arguments.Target, arguments.JobId);
    private FileBackupCursor? _made;

    /// <inheritdoc/>
    public override async Task RunAsync(JobContext job)
    {
        long length = new FileInfo(arguments.Source).Length;
        FileBackupCursor? at = job.LoadCheckpoint<FileBackupCursor>();
        bool isFirst = at is null;
        at ??= new FileBackupCursor { Copied = 0 };
        if (at.Sha256 is null)
        {
            at = await CopyAsync(job, at, isFirst, length);
        }
        else
        {
            job.SetRemaining(long.Max(0, length - (long)(at.Verified ?? 0)));
        }

        _made = at;
        byte[] written = await FileCopy.HashAsync(job, _copy.Path, (long)(at.Verified ?? 0), place => job.SaveCheckpointAsync(at with { Verified = (ulong)place }));
        string hash = Convert.ToHexStringLower(written);
        if (hash != at.Sha256)
        {
            throw new JobFailedException($"The copy of '{arguments.Source}' differs from what was read");
        }

        verified(length, hash);
    }

    /// <inheritdoc/>
    public ValueTask PrepareAsync(JobContext job)
    {
        FileBackupCursor made = Made(job);
        _copy.Name((long)made.Copied, made.Changed);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask CommitAsync(JobContext job)
    {
        FileBackupCursor made = Made(job);
        _copy.Keep((long)made.Copied, made.Changed);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask AbortAsync(JobContext job)
    {
        if ((_made ?? job.LoadCheckpoint<FileBackupCursor>()) is { } made)
        {
            _copy.TakeBack(made);
        }

        return default;
    }

    // A host that comes after a crash has what the one before it kept.
    private FileBackupCursor Made(JobContext job) => _made ?? job.LoadCheckpoint<FileBackupCursor>()!;

    private async Task<FileBackupCursor> CopyAsync(JobContext job, FileBackupCursor at, bool isFirst, long length)
    {
        if (isFirst)
        {
            _copy.RequireUnused();

            // From here on it is the job's own, whenever the host is lost.
            await job.SaveCheckpointAsync(at);
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (FileStream copy = isFirst ? await FileCopy.OpenWriteAsync(job, _copy.Path, FileMode.CreateNew) : await FileCopy.OpenAgainAsync(job, _copy.Path, at.File))
        {
            long from = FileCopy.PlaceIn(copy, isFirst ? null : at.Copied);
            job.SetRemaining(long.Max(0, (2 * length) - from));

            // Before anything is written.
            string? file = RegularFile.Identity(copy.SafeFileHandle);
            _made = at = new FileBackupCursor { Copied = (ulong)from, File = file };
            await job.SaveCheckpointAsync(at);
            FileCopy.CutAt(copy, from);
            await FileCopy.CopyAsync(job, arguments.Source, copy, from, hash, place =>
            {
                Flush(copy);
                return job.SaveCheckpointAsync(new FileBackupCursor { Copied = (ulong)place, File = file });
            });
            Flush(copy);
            _made = at = new FileBackupCursor
            {
                Copied = (ulong)copy.Length,
                Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset()),
                Changed = File.GetLastWriteTimeUtc(copy.SafeFileHandle).Ticks,
                File = file,
            };
        }

        await job.SaveCheckpointAsync(at);
        return at;
    }

    private void Flush(FileStream copy)
    {
        if (survivesPowerLoss)
        {
            copy.Flush(flushToDisk: true);
        }
    }
}
