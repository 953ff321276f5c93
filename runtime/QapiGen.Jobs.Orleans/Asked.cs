using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Jobs.Orleans;

/// <summary>A question to a shard, asked again while no answer comes: answers get lost with the node that has the shard, and Orleans waits half a minute for them. The first answer counts.</summary>
/// <typeparam name="T">The answer.</typeparam>
/// <param name="ask">Asks.</param>
/// <param name="patience">How long an answer is waited for; twice as long each time, since a shard with many jobs, or a slow store, isn't to be asked more and more.</param>
/// <param name="longest">When all is over, after <paramref name="start"/>: no wait goes on after that.</param>
/// <param name="start">Since when.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="cancellationToken">Ends the wait.</param>
internal sealed class Asked<T>(Func<CancellationToken, Task<T>> ask, TimeSpan patience, TimeSpan longest, long start, TimeProvider clock, CancellationToken cancellationToken) : IDisposable
{
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(1);

    private readonly List<Task<T>> _asked = [];
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private TimeSpan _patience = patience;

    /// <summary>Asks, and waits.</summary>
    /// <returns>An answer to this or an earlier time; null if none has come.</returns>
    public async Task<Task<T>?> AgainAsync()
    {
        _asked.Add(ask(_end.Token));
        Task<Task<T>> first = Task.WhenAny(_asked);
        await ((Task)first).WaitAsync(Wait(), clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (!first.IsCompleted)
        {
            _patience *= 2;
            return null;
        }

        Task<T> answer = await first.ConfigureAwait(false);
        _asked.Remove(answer);
        return answer;
    }

    // Timers have no less than a millisecond.
    private TimeSpan Wait()
    {
        TimeSpan left = longest - clock.GetElapsedTime(start);
        return left > _patience ? _patience : left > s_least ? left : s_least;
    }

    /// <summary>Wants no answer any more.</summary>
    public void Dispose()
    {
        _end.Cancel();
        foreach (Task<T> late in _asked)
        {
            _ = late.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        _end.Dispose();
    }
}
