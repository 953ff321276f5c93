using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Dashboard.Events;
using QapiGen.Dashboard.Jobs;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;

namespace QapiGen.Dashboard.Servers;

/// <summary>Asks <c>query-jobs</c>: soon after an event, regularly while jobs are at work, and rarely else. A list that takes long is asked for less often.</summary>
internal sealed class JobPoll(QmpClient client, JobBook book, Pulse pulse, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan s_busy = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _hurry = new(0, 1);
    private TimeSpan _cost;

    /// <summary>Something has happened to a job.</summary>
    public void Hurry()
    {
        if (_hurry.CurrentCount == 0)
        {
            try
            {
                _hurry.Release();
            }
            catch (SemaphoreFullException)
            {
                // Somebody else was faster.
            }
        }
    }

    /// <summary>Asks once.</summary>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        JsonElement answer = await client.ExecuteAsync("query-jobs", null, null, cancellationToken).ConfigureAwait(false);
        if (book.Update(JobEntry.ReadAll(answer), time.GetUtcNow()))
        {
            pulse.Beat();
        }

        _cost = time.GetElapsedTime(start);
    }

    /// <summary>Asks until it is cancelled or the connection ends.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _hurry.WaitAsync(Longer(book.IsBusy ? s_busy : s_quiet), cancellationToken).ConfigureAwait(false);

            // What comes at the same time is asked for at once.
            await Task.Delay(Longer(s_soon), time, cancellationToken).ConfigureAwait(false);
            try
            {
                await AskAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (QmpErrorException)
            {
                // A server that refuses for a moment is asked again.
            }
            catch (QmpTimeoutException)
            {
                // So is one that is busy.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _hurry.Dispose();

    private TimeSpan Longer(TimeSpan delay) => _cost * 5 > delay ? _cost * 5 : delay;
}
