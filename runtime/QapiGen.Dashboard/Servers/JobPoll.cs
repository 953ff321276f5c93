using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Dashboard.Events;
using QapiGen.Dashboard.Jobs;
using QapiGen.Runtime.Client;

namespace QapiGen.Dashboard.Servers;

/// <summary>Asks <c>query-jobs</c>: regularly while jobs are at work, and rarely else.</summary>
internal sealed class JobPoll(QmpClient client, JobBook book, Pulse pulse, TimeProvider time, Action<string?> onSilence) : ServerPoll(time, onSilence)
{
    private static readonly TimeSpan s_busy = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override TimeSpan Interval => book.IsBusy ? s_busy : s_quiet;

    /// <inheritdoc/>
    public override async Task AskAsync(CancellationToken cancellationToken)
    {
        JsonElement answer = await client.ExecuteAsync(DashboardServerOptions.AsksForJobs, null, null, cancellationToken).ConfigureAwait(false);
        if (book.Update(JobEntry.ReadAll(answer), Time.GetUtcNow()))
        {
            pulse.Beat();
        }
    }
}
