using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;

namespace QapiGen.Dashboard.Servers;

/// <summary>Asks a server again and again: soon after it has been told to hurry, and regularly else. A question that takes long is asked less often.</summary>
/// <param name="time">The clock.</param>
/// <param name="onSilence">Told that an answer is waited for longer than it should be, and, with null, that it has come.</param>
internal abstract class ServerPoll(TimeProvider time, Action<string?> onSilence) : IDisposable
{
    /// <summary>How long it is waited before a server is said not to answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(60);

    private readonly SemaphoreSlim _hurry = new(0, 1);
    private TimeSpan _cost;

    /// <summary>How long it waits between two questions, unless it is told to hurry.</summary>
    protected abstract TimeSpan Interval { get; }

    /// <summary>The clock.</summary>
    protected TimeProvider Time => time;

    /// <summary>Something has happened.</summary>
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

    /// <summary>Asks until it is cancelled or the connection ends.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _hurry.WaitAsync(Longer(Interval), cancellationToken).ConfigureAwait(false);

            // What comes at the same time is asked for at once.
            await Task.Delay(Longer(s_soon), time, cancellationToken).ConfigureAwait(false);
            long start = time.GetTimestamp();
            try
            {
                await AskPatientlyAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (QmpErrorException)
            {
                // A server that refuses for a moment is asked again.
            }
            catch (QmpTimeoutException)
            {
                // So is one that is busy.
                continue;
            }

            _cost = time.GetElapsedTime(start);
        }
    }

    /// <summary>Asks once.</summary>
    public abstract Task AskAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _hurry.Dispose();

    private async Task AskPatientlyAsync(CancellationToken cancellationToken)
    {
        Task answer = AskAsync(cancellationToken);
        await answer.WaitAsync(Patience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (!answer.IsCompleted)
        {
            onSilence($"nothing has come for {Patience.TotalSeconds:0} seconds");
        }

        try
        {
            await answer.ConfigureAwait(false);
        }
        catch (QmpErrorException)
        {
            // An answer, too.
            onSilence(null);
            throw;
        }

        onSilence(null);
    }

    private TimeSpan Longer(TimeSpan delay) => _cost * 5 > delay ? _cost * 5 : delay;
}
