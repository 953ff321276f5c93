using System;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using Spectre.Console;

namespace JobHost;

/// <summary>The host shows itself: a typed client on a Unix socket runs a backup, pauses and resumes it, and lets it finish.</summary>
internal sealed class Demo(QmpClient qmp, string folder)
{
    private const string JobId = "backup0";
    private const int SizeBytes = 24 * 1024 * 1024;
    private const ulong SpeedBytesPerSecond = 12 * 1024 * 1024;

    private readonly JobHostClient _host = new(qmp);

    /// <summary>Runs the demonstration; throws when something isn't as it should be.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        string source = Path.Combine(folder, "disk.img");
        string target = Path.Combine(folder, "disk.copy");
        await File.WriteAllBytesAsync(source, RandomNumberGenerator.GetBytes(SizeBytes), cancellationToken);

        using QmpEventSubscription<QmpEvent> events = qmp.Events();
        await _host.JobHost.FileBackupAsync(JobId, source, target, SpeedBytesPerSecond, autoFinalize: false, autoDismiss: false, cancellationToken);
        Task<JobStatus> printer = PrintEventsAsync(events, cancellationToken);
        await AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(context => FollowAsync(context.AddTask("backup"), cancellationToken));

        await _host.Job.JobFinalizeAsync(JobId, cancellationToken);
        await _host.Job.JobDismissAsync(JobId, cancellationToken);
        await printer;
        await CompareAsync(source, target, cancellationToken);
        AnsiConsole.MarkupLine("[green]The copy equals the source.[/]");
    }

    /// <summary>Shows the progress until the job is pending; pauses it in the middle.</summary>
    private async Task FollowAsync(ProgressTask bar, CancellationToken cancellationToken)
    {
        bool paused = false;
        while (true)
        {
            JobInfo job = (await _host.Job.QueryJobsAsync(cancellationToken))[0];
            bar.MaxValue = Math.Max(1, job.TotalProgress);
            bar.Value = job.CurrentProgress;
            if (job.Status == JobStatus.Pending)
            {
                return;
            }

            if (job.Error is not null)
            {
                throw new InvalidOperationException(job.Error);
            }

            if (!paused && job.CurrentProgress > job.TotalProgress / 3)
            {
                paused = true;
                await PauseForAMomentAsync(cancellationToken);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    private async Task PauseForAMomentAsync(CancellationToken cancellationToken)
    {
        Task<JobStatusChangeEvent> paused = qmp.WaitForEventAsync<JobStatusChangeEvent>(
            static change => change.Status == JobStatus.Paused, TimeSpan.FromSeconds(30), cancellationToken);
        await _host.Job.JobPauseAsync(JobId, cancellationToken);
        await paused;
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        await _host.Job.JobResumeAsync(JobId, cancellationToken);
    }

    private static async Task<JobStatus> PrintEventsAsync(QmpEventSubscription<QmpEvent> events, CancellationToken cancellationToken)
    {
        await foreach (QmpEvent item in events.WithCancellation(cancellationToken))
        {
            switch (item)
            {
                case JobStatusChangeEvent change:
                    AnsiConsole.MarkupLineInterpolated($"[grey]event[/] JOB_STATUS_CHANGE {change.Id} [yellow]{change.Status.ToWire()}[/]");
                    if (change.Status == JobStatus.Null)
                    {
                        return change.Status;
                    }

                    break;
                case FileVerifiedEvent verified:
                    AnsiConsole.MarkupLineInterpolated($"[grey]event[/] FILE_VERIFIED {verified.Id} {verified.Bytes} bytes, SHA-256 {verified.Sha256}");
                    break;
            }
        }

        throw new InvalidOperationException("The events ended before the job did.");
    }

    private static async Task CompareAsync(string source, string target, CancellationToken cancellationToken)
    {
        byte[] expected = await File.ReadAllBytesAsync(source, cancellationToken);
        byte[] actual = await File.ReadAllBytesAsync(target, cancellationToken);
        if (!expected.AsSpan().SequenceEqual(actual))
        {
            throw new InvalidOperationException("The copy differs from the source.");
        }
    }
}
