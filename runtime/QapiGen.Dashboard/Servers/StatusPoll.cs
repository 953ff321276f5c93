using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;

namespace QapiGen.Dashboard.Servers;

/// <summary>Asks <c>query-status</c>. Not every change has an event (a machine that has been migrated away), and no event says what it has become.</summary>
internal sealed class StatusPoll(QmpClient client, Action<string?> onStatus, TimeProvider time, Action<string?> onSilence) : ServerPoll(time, onSilence)
{
    /// <inheritdoc/>
    protected override TimeSpan Interval { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether an event tells of a change.</summary>
    public static bool IsChange(string name) =>
        name is "STOP" or "RESUME" or "SHUTDOWN" or "SUSPEND" or "SUSPEND_DISK" or "WAKEUP" or "RESET" or "MIGRATION" or "GUEST_PANICKED" or "GUEST_CRASHLOADED" or "WATCHDOG"
            or "BLOCK_IO_ERROR";

    /// <inheritdoc/>
    public override async Task AskAsync(CancellationToken cancellationToken) =>
        onStatus(ServerProbe.TextOf(await client.ExecuteAsync("query-status", null, null, cancellationToken).ConfigureAwait(false), "status"));
}
