using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;

namespace JobHost.Drivers;

/// <summary>Copies a file, becomes ready, and copies it again whenever it has changed, until it is completed or cancelled.</summary>
/// <remarks>
/// The target is the job's alone from begin to end: what is completed has the source's bytes, and not those of another mirror.
/// With a store it goes on in the next host from where the copy was, unless the source has changed since; that it was asked to complete is kept, too.
/// </remarks>
/// <param name="arguments">What to copy.</param>
/// <param name="survivesPowerLoss">Whether what a checkpoint tells of has to be on the disk.</param>
internal sealed class FileMirrorDriver(FileMirrorArguments arguments, bool survivesPowerLoss) : JobDriver, IJobCompleteHook, IJobCancelHook
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    private readonly Lock _saving = new();
    private volatile FileMirrorCursor? _at;

    private bool CompleteRequested => _at?.Completes == true;

    /// <inheritdoc/>
    public override async Task RunAsync(JobContext job)
    {
        _at = job.LoadCheckpoint<FileMirrorCursor>();
        await using FileStream copy = await OpenTargetAsync(job);
        await CopyAsync(job, copy, _at);
        job.ReportReady();
        while (!CompleteRequested && !job.IsCancelRequested)
        {
            if (HasChanged())
            {
                await CopyAsync(job, copy, null);
            }
            else if (job.IsHostStopping)
            {
                await SaveAsync(job, static at => at);
            }

            await job.DelayAsync(LookEvery);
        }

        // A cancel leaves the target as it is; completing leaves it equal to the source.
        if (!job.IsCancelRequested && HasChanged())
        {
            await CopyAsync(job, copy, null);
        }

        if (!job.IsCancelRequested && !IsStillTarget(copy))
        {
            throw new JobFailedException($"'{arguments.Target}' isn't the file any more that was written");
        }
    }

    /// <inheritdoc/>
    public ValueTask CompleteAsync(JobContext job) => SaveAsync(job, static at => at with { Completes = true });

    /// <inheritdoc/>
    public bool IsForcedCancel(JobContext job, bool force) => force || !job.IsReady;

    private FileMirrorCursor Look()
    {
        var file = new FileInfo(arguments.Source);
        return new FileMirrorCursor { Changed = file.LastWriteTimeUtc.Ticks, Length = (ulong)file.Length, Copied = 0 };
    }

    private bool HasChanged()
    {
        FileMirrorCursor now = Look();
        return (now.Changed, now.Length) != (_at!.Changed, _at.Length);
    }

    // The source first: a target that is the same file, by whatever name, is then somebody's, and nothing of it is lost.
    private async Task<FileStream> OpenTargetAsync(JobContext job)
    {
        await using FileStream source = FileCopy.OpenRead(arguments.Source);
        return _at?.File is { } file ? await FileCopy.OpenAgainAsync(job, arguments.Target, file) : await FileCopy.OpenWriteAsync(job, arguments.Target, FileMode.OpenOrCreate);
    }

    // Somebody may have taken the name away, or given it to another file.
    private bool IsStillTarget(FileStream copy)
    {
        var named = new FileInfo(arguments.Target);
        return named.Exists && named.Length == copy.Length && File.GetLastWriteTimeUtc(copy.SafeFileHandle) == named.LastWriteTimeUtc;
    }

    private async Task CopyAsync(JobContext job, FileStream copy, FileMirrorCursor? last)
    {
        FileMirrorCursor now = Look();
        bool isSame = last is not null && (now.Changed, now.Length) == (last.Changed, last.Length);
        long from = isSame ? FileCopy.PlaceIn(copy, last!.Copied) : 0;
        job.SetRemaining((long)now.Length - from);

        // Before anything is written.
        string? file = RegularFile.Identity(copy.SafeFileHandle);
        await SaveAsync(job, at => now with { Copied = (ulong)from, Completes = at.Completes, File = file });
        FileCopy.CutAt(copy, from);
        await FileCopy.CopyAsync(job, arguments.Source, copy, from, hash: null, place => SaveAsync(job, copy, place));
        await SaveAsync(job, copy, copy.Length);
    }

    private ValueTask SaveAsync(JobContext job, FileStream copy, long place)
    {
        if (survivesPowerLoss)
        {
            copy.Flush(flushToDisk: true);
        }

        return SaveAsync(job, at => at with { Copied = (ulong)place });
    }

    /// <summary>Changes what is known and keeps it, so that what is kept last is what is known.</summary>
    private ValueTask SaveAsync(JobContext job, Func<FileMirrorCursor, FileMirrorCursor> change)
    {
        lock (_saving)
        {
            _at = change(_at ?? Look());
            return job.SaveCheckpointAsync(_at);
        }
    }
}
