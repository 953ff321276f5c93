using System;
using System.IO;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;

namespace JobHost.Drivers;

/// <summary>Copies a file, becomes ready, and copies it again whenever it has changed, until it is completed or cancelled.</summary>
internal sealed class FileMirrorDriver(string source, string target) : JobDriver, IJobCompleteHook, IJobCancelHook
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    private volatile bool _completeRequested;

    /// <inheritdoc/>
    public override async Task RunAsync(JobContext job)
    {
        (DateTime, long) copied = await CopyAsync(job);
        job.ReportReady();
        while (!_completeRequested && !job.IsCancelRequested)
        {
            if (Look() != copied)
            {
                copied = await CopyAsync(job);
            }

            await job.DelayAsync(LookEvery);
        }

        // A cancel leaves the target as it is; completing leaves it equal to the source.
        if (!job.IsCancelRequested && Look() != copied)
        {
            await CopyAsync(job);
        }
    }

    /// <inheritdoc/>
    public ValueTask CompleteAsync(JobContext job)
    {
        _completeRequested = true;
        return default;
    }

    /// <inheritdoc/>
    public bool IsForcedCancel(JobContext job, bool force) => force || !job.IsReady;

    private (DateTime LastWrite, long Length) Look()
    {
        var file = new FileInfo(source);
        return (file.LastWriteTimeUtc, file.Length);
    }

    private async Task<(DateTime, long)> CopyAsync(JobContext job)
    {
        (DateTime LastWrite, long Length) before = Look();
        job.SetRemaining(before.Length);
        await using FileStream copy = FileCopy.OpenWrite(target, FileMode.Create);
        await FileCopy.CopyAsync(job, source, copy);
        return before;
    }
}
