using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;

namespace QapiGen.Jobs.Client;

/// <summary>Follows one job to its end: events say when to look and what is gone, <c>query-jobs</c> says what is.</summary>
/// <remarks>
/// Nothing is decided from an event alone, since its job may have moved on; nothing is missed between them, since a query's answer comes after the
/// events of everything it shows (jobs spec 14.3).
/// </remarks>
internal sealed class JobRun : IDisposable
{
    /// <summary>What a job that was cancelled has for its error: the C library's text of ECANCELED (jobs spec 12).</summary>
    private const string CanceledText = "Operation canceled";

    private readonly QmpClient _client;
    private readonly JobCommandsClient _jobs;
    private readonly string _id;
    private readonly QmpJobRunOptions _options;
    private readonly JobWatch _watch;
    private QmpJobProgress _progress;
    private bool _wasReady;
    private bool _wasPending;
    private bool _isCancelling;

    public JobRun(QmpClient client, string id, QmpJobRunOptions options)
    {
        _client = client;
        _jobs = new JobCommandsClient(client);
        _id = id;
        _options = options;
        _watch = new JobWatch(client, id);
    }

    /// <summary>Follows the job; cancelling takes the job along if the options say so.</summary>
    public async Task<QmpJobReport> FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await LoopAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && _options.CancelJob)
        {
            return await CancelAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _watch.Dispose();

    private async Task<QmpJobReport> LoopAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            JobInfo? info = (await _jobs.QueryJobsAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(x => x.Id == _id);
            _watch.Drain();
            if (_watch.IsGone)
            {
                return EndByEvents();
            }

            if (info is null)
            {
                throw new QmpJobException(_id, QmpJobFailure.Vanished, null);
            }

            Report(new QmpJobProgress(info.Status, info.CurrentProgress, info.TotalProgress));
            switch (info.Status)
            {
                case JobStatus.Ready when !_wasReady && !_isCancelling:
                    _wasReady = true;
                    await CompleteAsync(cancellationToken).ConfigureAwait(false);
                    continue;
                case JobStatus.Pending when !_wasPending && !_isCancelling:
                    _wasPending = true;
                    await FinalizeAsync(cancellationToken).ConfigureAwait(false);
                    continue;
                case JobStatus.Concluded:
                    return await ConcludeAsync(info, cancellationToken).ConfigureAwait(false);
                default:
                    await _watch.WaitAsync(_options.PollInterval, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
    }

    private async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (_options.WhenReady is { } whenReady)
        {
            await whenReady(_client, cancellationToken).ConfigureAwait(false);
        }

        if (_options.Complete)
        {
            await TryVerbAsync(_jobs.JobCompleteAsync(_id, cancellationToken), JobStatus.Ready, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask FinalizeAsync(CancellationToken cancellationToken)
    {
        if (_options.WhenPending is { } whenPending)
        {
            await whenPending(_client, cancellationToken).ConfigureAwait(false);
        }

        if (_options.Finalize)
        {
            await TryVerbAsync(_jobs.JobFinalizeAsync(_id, cancellationToken), JobStatus.Pending, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A refusal counts only if the job is still where the verb is allowed: others may have been faster.</summary>
    private async ValueTask TryVerbAsync(ValueTask verb, JobStatus status, CancellationToken cancellationToken)
    {
        try
        {
            await verb.ConfigureAwait(false);
        }
        catch (QmpErrorException)
        {
            if ((await _jobs.QueryJobsAsync(cancellationToken).ConfigureAwait(false)).Any(x => x.Id == _id && x.Status == status))
            {
                throw;
            }
        }
    }

    private async Task<QmpJobReport> ConcludeAsync(JobInfo info, CancellationToken cancellationToken)
    {
        if (_options.Dismiss)
        {
            try
            {
                await _jobs.JobDismissAsync(_id, cancellationToken).ConfigureAwait(false);
            }
            catch (QmpErrorException)
            {
                // Somebody else was faster; the entry is gone all the same.
            }
        }

        return info.Error is null ? Succeed() : throw Failure(info.Error);
    }

    /// <summary>The job has dismissed itself, or somebody else has: what it came through says how it ended.</summary>
    private QmpJobReport EndByEvents()
    {
        Report(_progress with { Status = JobStatus.Null });
        return _watch.WasAborted ? throw Failure(_watch.Error) : Succeed();
    }

    private QmpJobReport Succeed() => new(_id, _progress, [.. _watch.Seen]);

    private QmpJobException Failure(string? error)
    {
        bool isCancelled = _watch.WasCancelled || _isCancelling || error == CanceledText;
        return new QmpJobException(_id, isCancelled ? QmpJobFailure.Cancelled : QmpJobFailure.Failed, error);
    }

    /// <summary>Cancels the job and waits for its end, which may turn out to be a success.</summary>
    private async Task<QmpJobReport> CancelAsync(CancellationToken cancelled)
    {
        _isCancelling = true;
        using var deadline = new CancellationTokenSource(_options.CancelTimeout, _options.TimeProvider);
        try
        {
            await TryVerbAsync(_jobs.JobCancelAsync(_id, deadline.Token), JobStatus.Running, deadline.Token).ConfigureAwait(false);
            return await LoopAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw new OperationCanceledException($"Job '{_id}' was cancelled, but has not ended within {_options.CancelTimeout}", cancelled);
        }
        catch (QmpJobException e)
        {
            throw new OperationCanceledException(e.Message, e, cancelled);
        }
    }

    private void Report(QmpJobProgress progress)
    {
        if (progress != _progress)
        {
            _progress = progress;
            _options.Progress?.Report(progress);
        }
    }
}
