using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace QapiGen.Jobs.Hosting;

/// <summary>The end of the jobs: once, and in the time that there is.</summary>
internal sealed partial class QapiJobsEnd(
    JobManager manager,
    IOptions<QapiJobsOptions> options,
    IOptions<HostOptions> host,
    ILogger<JobManager> logger)
{
    private static readonly TimeSpan MaxTimeOfConnections = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private Task? _ending;

    /// <summary>Ends the jobs, or waits until they have ended; returns when the time is up, too.</summary>
    /// <param name="cancellationToken">Ends the patience sooner.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Task ending;
        lock (_lock)
        {
            ending = _ending ??= EndAsync(cancellationToken);
        }

        // Whoever comes second has a patience of its own.
        await ending.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        TimeSpan time = options.Value.ShutdownTime ?? Share(host.Value.ShutdownTimeout);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(time);
        if (options.Value.ShutdownMode == JobShutdownMode.Wait)
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);
            waiting.CancelAfter(time == Timeout.InfiniteTimeSpan ? time : time > options.Value.ShutdownPatience * 2 ? time - options.Value.ShutdownPatience : time / 2);
            await TryAsync(JobShutdownMode.Wait, waiting.Token).ConfigureAwait(false);
        }

        if (!await TryAsync(JobShutdownMode.Cancel, deadline.Token).ConfigureAwait(false))
        {
            IReadOnlyList<JobInfo> left = await manager.QueryJobsAsync(CancellationToken.None).ConfigureAwait(false);
            LogGivenUp(logger, manager.Count, string.Join(", ", left.Select(static job => job.Id)));
        }
    }

    private async Task<bool> TryAsync(JobShutdownMode mode, CancellationToken cancellationToken)
    {
        try
        {
            await manager.ShutdownAsync(mode, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // Connections close after the jobs, and have to be left time for it.
    private static TimeSpan Share(TimeSpan all)
    {
        if (all == Timeout.InfiniteTimeSpan)
        {
            return all;
        }

        TimeSpan ofConnections = all / 5;
        return all - (ofConnections < MaxTimeOfConnections ? ofConnections : MaxTimeOfConnections);
    }

    [LoggerMessage(20, LogLevel.Warning, "The time to end is up: {Count} jobs that don't react to their cancel are given up: {Ids}")]
    private static partial void LogGivenUp(ILogger logger, int count, string ids);
}
