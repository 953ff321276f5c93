using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;

namespace QapiGen.Jobs.Client;

/// <summary>Follows jobs of one server to their ends, with one query for all of them.</summary>
internal sealed class JobFollowing : IDisposable
{
    /// <summary>Connections that may end, one after the other, as they are asked: a server that ends of the question isn't to be asked for ever.</summary>
    private const int MaxFailures = 5;

    /// <summary>A last connection fails its calls a moment before it is known to have been the last; where there is another, the next call waits for it.</summary>
    private static readonly TimeSpan s_breath = TimeSpan.FromMilliseconds(10);

    private readonly JobCalls _calls;
    private readonly JobMemory _memory;
    private readonly QmpJobRunOptions _options;
    private readonly JobFollower[] _jobs;

    /// <summary>Begins to listen.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="ids">The jobs.</param>
    /// <param name="areNew">Whether they are yet to be made.</param>
    /// <param name="options">How they are followed.</param>
    public JobFollowing(QmpClient client, IEnumerable<string> ids, bool areNew, QmpJobRunOptions options)
    {
        _calls = new JobCalls(client);
        _memory = JobMemory.Of(client);
        _options = options;
        _jobs = [.. ids.Select(id => new JobFollower(_calls, _memory, id, areNew, options))];
    }

    /// <summary>Follows them; cancelling takes the jobs along if the options say so.</summary>
    /// <returns>The reports, in the order of the ids.</returns>
    /// <exception cref="QmpJobException">One of them didn't end well: that which failed, rather than those that went down with it.</exception>
    public async Task<IReadOnlyList<QmpJobReport>> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LoopAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && _options.CancelJob)
        {
            await CancelAsync(cancellationToken).ConfigureAwait(false);
        }

        return FindFailure() is { } failure ? throw failure : [.. _jobs.Select(job => job.Report!)];
    }

    public void Dispose()
    {
        foreach (JobFollower job in _jobs)
        {
            job.Leave();
        }
    }

    private QmpJobException? FindFailure() =>
        _jobs.Select(job => job.Failure).OfType<QmpJobException>().OrderBy(failure => failure.Failure != QmpJobFailure.Failed).FirstOrDefault();

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // Of those that are known to be gone there is nothing to ask; the connection may be gone, too.
            IReadOnlyList<JobRow> rows = AreAllGone() ? [] : await AskAsync(cancellationToken).ConfigureAwait(false);
            bool again = false;
            foreach (JobFollower job in _jobs.Where(job => !job.IsOver))
            {
                again |= await job.StepAsync(rows.FirstOrDefault(row => row.Id == job.Id), cancellationToken).ConfigureAwait(false);
            }

            if (Array.TrueForAll(_jobs, job => job.IsOver))
            {
                return;
            }

            if (!again)
            {
                await _memory.WaitAsync(HasNews, _options.PollInterval, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private bool AreAllGone() => Array.TrueForAll(_jobs, job => job.IsOver || job.IsGone);

    /// <summary>
    /// Asks for the server's jobs, on the next connection if one ends meanwhile. Where that fails, though the ends of all have been told, there must be no further
    /// connection on which another could be seen.
    /// </summary>
    private async ValueTask<IReadOnlyList<JobRow>> AskAsync(CancellationToken cancellationToken)
    {
        ExceptionDispatchInfo? first = null;
        for (int failures = 1; ; failures++)
        {
            Array.ForEach(_jobs, job => job.NoteAsking());
            try
            {
                return await _calls.QueryAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (QmpConnectionException exception)
            {
                first ??= ExceptionDispatchInfo.Capture(exception);
                if (Array.TrueForAll(_jobs, job => job.IsOver || job.IsNewestGone))
                {
                    if (_calls.Client.Completion.IsCompleted || AreAllGone())
                    {
                        return [];
                    }
                }
                else if (failures == MaxFailures || _calls.Client.Completion.IsCompleted || exception.InnerException is QmpProtocolException)
                {
                    first.Throw();
                }

                await Task.Delay(s_breath, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private bool HasNews() => Array.Exists(_jobs, job => !job.IsOver && job.HasNews);

    /// <summary>Cancels those that are left and waits for their ends, which may turn out to be successes.</summary>
    private async Task CancelAsync(CancellationToken cancelled)
    {
        using var deadline = new CancellationTokenSource(_options.CancelTimeout, _options.TimeProvider);
        try
        {
            foreach (JobFollower job in _jobs.Where(job => !job.IsOver))
            {
                await job.CancelAsync(deadline.Token).ConfigureAwait(false);
            }

            await LoopAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            string ids = string.Join("', '", _jobs.Where(job => !job.IsOver).Select(job => job.Id));
            throw new OperationCanceledException($"Job '{ids}' was cancelled, but has not ended within {_options.CancelTimeout}", cancelled);
        }

        if (FindFailure() is { } failure)
        {
            throw new OperationCanceledException(failure.Message, failure, cancelled);
        }
    }
}
