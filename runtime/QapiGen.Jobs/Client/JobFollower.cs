using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Jobs.Client;

/// <summary>Follows one job: events say when to look and what is gone, <c>query-jobs</c> says what is.</summary>
/// <remarks>
/// Nothing is decided from an event alone, since its job may have moved on; nothing is missed between them, since a query's answer comes after the
/// events of everything it shows (jobs spec 14.3). A name may have had other jobs, and may get others: a job that is yet to be made is the first whose beginning
/// is told; one that somebody else has made is that which the server shows when it is asked first, or, if it shows none, the last that was told of.
/// </remarks>
internal sealed class JobFollower(JobCalls calls, JobMemory memory, string id, bool isNew, QmpJobRunOptions options)
{
    /// <summary>What a job that was cancelled has for its error: the C library's text of ECANCELED (jobs spec 12).</summary>
    private const string CanceledText = "Operation canceled";

    private readonly JobTrace? _before = memory.Follow(id);
    private JobTrace? _trace;
    private JobTrace? _known;
    private int _knownVersion;
    private JobStatus _knownLast;
    private QmpJobProgress _progress = new QmpJobProgress(JobStatus.Undefined, 0, 0) { Id = id };
    private bool _wasReady;
    private bool _wasPending;
    private bool _isCancelling;

    public string Id => id;

    /// <summary>How it ended well; null if it hasn't.</summary>
    public QmpJobReport? Report { get; private set; }

    /// <summary>Why it didn't end well; null if that isn't so.</summary>
    public QmpJobException? Failure { get; private set; }

    public bool IsOver => Report is not null || Failure is not null;

    /// <summary>Whether events have told something since it was last asked for; asked within the memory.</summary>
    public bool HasNews => memory.Newest(id) is var newest && (newest != _known || newest.Version != _knownVersion);

    /// <summary>Whether events have told its end, so that nothing can be asked about it.</summary>
    public bool IsGone => memory.Look(() => FindBeginning() is { IsGone: true });

    /// <summary>Whether events have told the end of the newest job of its name, which is its own unless the server has another.</summary>
    public bool IsNewestGone => memory.Look(() => (FindBeginning() ?? (isNew ? null : memory.Newest(id))) is { IsGone: true });

    public void Leave() => memory.Unfollow(id);

    /// <summary>The server is about to be asked: what is told from now on is news.</summary>
    public void NoteAsking() => memory.Look(() =>
    {
        _known = memory.Newest(id);
        _knownLast = _known.Last;
        return _knownVersion = _known.Version;
    });

    /// <summary>Does what is due.</summary>
    /// <param name="row">Its entry on the server; null if there is none, or if the end of the newest job was told and nothing can be asked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>True if it has to be asked about again at once.</returns>
    public async ValueTask<bool> StepAsync(JobRow? row, CancellationToken cancellationToken)
    {
        (bool isGone, bool isReplaced, bool hasNews) = memory.Look(() => Find(row));
        if (isGone)
        {
            EndGone();
            return false;
        }

        if (row is null && hasNews && !isReplaced)
        {
            return true;
        }

        if (row is null || isReplaced)
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

    /// <summary>Finds out which of the jobs of its name it is.</summary>
    private (bool IsGone, bool IsReplaced, bool HasNews) Find(JobRow? row)
    {
        JobTrace newest = memory.Newest(id);
        if (!isNew && _trace is null)
        {
            // What the server shows can't be the job whose end was told before it was asked.
            bool isLater = row is not null && newest == _known && JobTrace.IsPast(_knownLast, row.Status ?? JobStatus.Undefined);
            _trace = newest = isLater ? memory.Renew(id) : newest;
        }

        return FindBeginning() is { } trace ? (trace.IsGone, trace != newest, HasNews) : (false, false, HasNews);
    }

    /// <summary>The job's own trace; null while it isn't known.</summary>
    private JobTrace? FindBeginning() =>
        _trace ??= isNew && memory.Newest(id) is { HasBeginning: true } newest && newest != _before ? newest : null;

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

    // Whoever has seen nothing but its end doesn't know what that was.
    private void EndGone()
    {
        (bool isFailure, bool isSuccess) = memory.Look(() => (
            _trace!.WasAborted || _trace.WasTakenBack || (!_trace.HasSucceeded && (_trace.Error is not null || _trace.WasCancelled)),
            _trace.HasSucceeded || _progress.Status is JobStatus.Waiting or JobStatus.Pending));
        if (isFailure || isSuccess)
        {
            End(_progress with { Status = JobStatus.Null }, isFailure, null);
        }
        else
        {
            Failure = new QmpJobException(id, QmpJobFailure.Vanished, null);
        }
    }

    private void End(QmpJobProgress progress, bool isFailure, string? error)
    {
        (IReadOnlyList<JobStatus> statuses, bool wasCancelled, string? told) = memory.Look<(IReadOnlyList<JobStatus>, bool, string?)>(() => _trace is { } trace ? ([.. trace.Statuses], trace.WasCancelled, trace.Error) : ([], false, null));
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

    private void Tell(QmpJobProgress progress)
    {
        if (progress != _progress)
        {
            _progress = progress;
            options.Progress?.Report(progress);
        }
    }
}
