using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Jobs.Client;

/// <summary>Follows one job: events say when to look and what is gone, <c>query-jobs</c> says what is.</summary>
/// <remarks>
/// Nothing is decided from an event alone, since its job may have moved on; nothing is missed between them, since a query's answer comes after the
/// events of everything it shows (jobs spec 14.3).
/// </remarks>
internal sealed class JobFollower(JobCalls calls, JobMemory memory, string id, bool isNew, QmpJobRunOptions options)
{
    /// <summary>What a job that was cancelled has for its error: the C library's text of ECANCELED (jobs spec 12).</summary>
    private const string CanceledText = "Operation canceled";

    private readonly JobTrace _trace = memory.Follow(id, isNew);
    private QmpJobProgress _progress = new QmpJobProgress(JobStatus.Undefined, 0, 0) { Id = id };
    private int _knownVersion;
    private bool _wasReady;
    private bool _wasPending;
    private bool _isCancelling;

    public string Id => id;

    /// <summary>How it ended well; null if it hasn't.</summary>
    public QmpJobReport? Report { get; private set; }

    /// <summary>Why it didn't end well; null if that isn't so.</summary>
    public QmpJobException? Failure { get; private set; }

    public bool IsOver => Report is not null || Failure is not null;

    /// <summary>Whether events have told something since the last step; asked within the memory.</summary>
    public bool HasNews => _trace.Version != _knownVersion;

    /// <summary>Whether events have told its end, so that nothing can be asked about it.</summary>
    public bool IsGone => memory.Look(IsKnownToBeGone);

    public void Leave() => memory.Unfollow(_trace);

    /// <summary>Does what is due.</summary>
    /// <param name="row">Its entry on the server; null if there is none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>True if it has to be asked about again at once.</returns>
    public async ValueTask<bool> StepAsync(JobRow? row, CancellationToken cancellationToken)
    {
        if (IsGone)
        {
            End(_progress with { Status = JobStatus.Null }, memory.Look(() => _trace.WasAborted), null);
            return false;
        }

        if (row is null)
        {
            Failure = new QmpJobException(id, QmpJobFailure.Vanished, null);
            return false;
        }

        QmpJobProgress progress = _progress with { Status = row.Status ?? JobStatus.Undefined, Current = row.Current, Total = row.Total };
        if (row.Status == JobStatus.Concluded)
        {
            await DismissAsync(cancellationToken).ConfigureAwait(false);
            End(progress, row.Error is not null, row.Error);
            return false;
        }

        Tell(progress);
        switch (row.Status)
        {
            case JobStatus.Ready when !_wasReady && !_isCancelling:
                _wasReady = true;
                await CompleteAsync(cancellationToken).ConfigureAwait(false);
                return true;
            case JobStatus.Pending when !_wasPending && !_isCancelling:
                _wasPending = true;
                await FinalizeAsync(cancellationToken).ConfigureAwait(false);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Cancels the job; its end, which may turn out to be a success, is still to come.</summary>
    public ValueTask CancelAsync(CancellationToken cancellationToken)
    {
        _isCancelling = true;
        return calls.CancelAsync(id, cancellationToken);
    }

    private bool IsKnownToBeGone()
    {
        _knownVersion = _trace.Version;
        return _trace.IsGone && (_trace.HasBeginning || !isNew);
    }

    private async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (options.WhenReady is { } whenReady)
        {
            await whenReady(calls.Client, cancellationToken).ConfigureAwait(false);
        }

        if (options.Complete)
        {
            await calls.CompleteAsync(id, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask FinalizeAsync(CancellationToken cancellationToken)
    {
        if (options.WhenPending is { } whenPending)
        {
            await whenPending(calls.Client, cancellationToken).ConfigureAwait(false);
        }

        if (options.Finalize)
        {
            await calls.FinalizeAsync(id, cancellationToken).ConfigureAwait(false);
        }
    }

    private ValueTask DismissAsync(CancellationToken cancellationToken) => options.Dismiss ? calls.DismissAsync(id, cancellationToken) : default;

    private void End(QmpJobProgress progress, bool isFailure, string? error)
    {
        (IReadOnlyList<JobStatus> statuses, bool wasCancelled, string? told) = memory.Look<(IReadOnlyList<JobStatus>, bool, string?)>(() => (Statuses(), _trace.WasCancelled, _trace.Error));
        error ??= told;
        if (isFailure)
        {
            Tell(progress);
            bool isCancel = wasCancelled || _isCancelling || error == CanceledText;
            Failure = error is null && !isCancel
                ? QmpJobException.WithoutReason(id)
                : new QmpJobException(id, isCancel ? QmpJobFailure.Cancelled : QmpJobFailure.Failed, error);
            return;
        }

        // The total is what is done at the end (jobs spec 13), also of a job that was gone before it could be asked.
        Tell(progress with { Current = progress.Total, IsSuccess = true });
        Report = new QmpJobReport(id, _progress, statuses);
    }

    private JobStatus[] Statuses() => isNew && !_trace.HasBeginning ? [] : _trace.Statuses.ToArray();

    private void Tell(QmpJobProgress progress)
    {
        if (progress != _progress)
        {
            _progress = progress;
            options.Progress?.Report(progress);
        }
    }
}
