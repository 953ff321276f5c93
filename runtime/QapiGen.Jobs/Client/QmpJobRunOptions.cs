using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;

namespace QapiGen.Jobs.Client;

/// <summary>How a job on a server is followed.</summary>
public sealed record QmpJobRunOptions
{
    /// <summary>Whether a job that is ready (mirror, active commit) is asked to complete; otherwise somebody else has to.</summary>
    public bool Complete { get; init; } = true;

    /// <summary>Whether a job that is pending (auto-finalize false) is finalized; otherwise somebody else has to.</summary>
    public bool Finalize { get; init; } = true;

    /// <summary>Whether a job that is concluded (auto-dismiss false) is dismissed; otherwise its entry stays on the server.</summary>
    public bool Dismiss { get; init; } = true;

    /// <summary>Called once when the job is ready, before it is asked to complete.</summary>
    public Func<QmpClient, CancellationToken, ValueTask>? WhenReady { get; init; }

    /// <summary>Called once when the job is pending, before it is finalized.</summary>
    public Func<QmpClient, CancellationToken, ValueTask>? WhenPending { get; init; }

    /// <summary>Told of every status and, at least every <see cref="PollInterval"/>, how far the job has come; null for nobody.</summary>
    public IProgress<QmpJobProgress>? Progress { get; init; }

    /// <summary>How often <c>query-jobs</c> is asked where no event comes: servers send none for progress.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether cancelling the token cancels the job, too, and waits for its end; otherwise the job goes on alone.</summary>
    public bool CancelJob { get; init; } = true;

    /// <summary>How long a cancelled job may take to end before the call gives up on it.</summary>
    public TimeSpan CancelTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Clock of the waits.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Looks on only: somebody else completes, finalizes, dismisses and cancels the job.</summary>
    public static QmpJobRunOptions LookOn { get; } = new() { Complete = false, Finalize = false, Dismiss = false, CancelJob = false };

    internal static QmpJobRunOptions Default { get; } = new();
}
