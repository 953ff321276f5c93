using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Jobs.Storage;

/// <summary>The one who writes what waits in a queue into a medium, until the store is disposed of or its ownership is lost. For those who write stores.</summary>
/// <param name="queue">What waits; it is open.</param>
/// <param name="medium">Where it goes; disposed of at the end.</param>
public sealed class JobStoreWriter(JobStoreQueue queue, JobStoreMedium medium)
{
    /// <summary>How often the end tries to write what is left while somebody else holds the medium, as another shard of it may: what isn't written counts as lost.</summary>
    private const int LastTries = 10;

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<bool> _isQuiet = () => queue.IsEmpty;
    private volatile bool _isAbandoned;
    private JobStoreFault? _fault;

    /// <summary>Completes when the writer has ended and let the medium go.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Begins. Called once.</summary>
    /// <exception cref="JobStoreException">The system gives no thread; the medium is let go.</exception>
    public void Start() => Start(static body => new Thread(body) { IsBackground = true, Name = "QapiGen jobs writer" }.Start());

    /// <summary>For tests: begins on what is given instead of a thread.</summary>
    internal void Start(Action<ThreadStart> startThread)
    {
        if (!medium.IsBlocking)
        {
            _ = Task.Run(RunAsync);
            return;
        }

        try
        {
            startThread(() => _ = RunAsync());
        }
        catch (Exception cause) when (cause is OutOfMemoryException or ThreadStartException)
        {
            // Who disposes of the store waits for the end of a writer that never was.
            _ = EndAsync();
            throw new JobStoreException(JobStoreFault.Unavailable, "No thread could be started to write the store", cause);
        }
    }

    /// <summary>Ends without a flush, as the death of the process would.</summary>
    public void Abandon() => _isAbandoned = true;

    private async Task RunAsync()
    {
        try
        {
            await WriteAllAsync().ConfigureAwait(false);
            if (!_isAbandoned && !queue.OwnershipLost.IsCancellationRequested && (queue.IsEmpty || _fault == JobStoreFault.Full))
            {
                // What has no room is told to nobody. That the owner has ended well takes none of its own, and is so.
                await medium.CloseAsync().ConfigureAwait(false);
            }
        }
        catch (JobStoreException)
        {
            // The next owner takes it as a loss, and looks.
        }
#pragma warning disable CA1031 // A medium that breaks its word: nobody may wait for what will never be written.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await queue.LoseAsync(new JobStoreException(JobStoreFault.OwnershipLost, $"The writer of the store has failed: {e.Message}", e)).ConfigureAwait(false);
        }

        await EndAsync().ConfigureAwait(false);
    }

    private async Task EndAsync()
    {
        try
        {
            await medium.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // What it held is lost to it; nothing more is written.
        catch (Exception)
#pragma warning restore CA1031
        {
        }

        _ended.SetResult();
    }

    private async Task WriteAllAsync()
    {
        int lastTries = LastTries;
        while (!queue.OwnershipLost.IsCancellationRequested && !_isAbandoned)
        {
            IReadOnlyList<JobRecord> records = queue.Take();
            if (records.Count != 0)
            {
                if (await TryWriteAsync(records).ConfigureAwait(false))
                {
                    await medium.TidyAsync(_isQuiet).ConfigureAwait(false);
                }
                else if (queue.Closing.IsCancellationRequested && !(_fault == JobStoreFault.Locked && --lastTries > 0))
                {
                    return;
                }
                else
                {
                    await PauseAsync().ConfigureAwait(false);
                }
            }
            else if (queue.Closing.IsCancellationRequested)
            {
                return;
            }
            else if (queue.TakeOwnerCheck())
            {
                await CheckAsync().ConfigureAwait(false);
            }
            else
            {
                await medium.RestAsync().ConfigureAwait(false);
                await WaitAsync().ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<bool> TryWriteAsync(IReadOnlyList<JobRecord> records)
    {
        JobStoreException fault;
        _fault = null;
        try
        {
            await medium.WriteAsync(records).ConfigureAwait(false);
            queue.Succeed();
            return true;
        }
        catch (JobStoreException e)
        {
            fault = e;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A record that can't be: the host lives, and its health tells.
            fault = new JobStoreException(JobStoreFault.Unavailable, $"Records {records[0].Sequence} to {records[^1].Sequence} can't be written: {e.Message}", e);
        }

        _fault = fault.Fault;
        await FailAsync(fault).ConfigureAwait(false);
        if (fault.Fault != JobStoreFault.OwnershipLost)
        {
            try
            {
                await medium.MendAsync(fault).ConfigureAwait(false);
            }
            catch (JobStoreException e)
            {
                await FailAsync(e).ConfigureAwait(false);
            }
        }

        return false;
    }

    private async ValueTask FailAsync(JobStoreException fault)
    {
        if (fault.Fault == JobStoreFault.OwnershipLost)
        {
            await queue.LoseAsync(fault).ConfigureAwait(false);
        }
        else
        {
            queue.Fail(fault);
        }
    }

    private async ValueTask CheckAsync()
    {
        try
        {
            await medium.CheckOwnerAsync(queue.Closing).ConfigureAwait(false);
        }
        catch (JobStoreException e) when (e.Fault == JobStoreFault.OwnershipLost)
        {
            await queue.LoseAsync(e).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Nothing waits that could be held up by it; the next flush tells.
        }
    }

    private async ValueTask PauseAsync()
    {
        if (medium.IsBlocking)
        {
            queue.Closing.WaitHandle.WaitOne(queue.RetryDelay);
        }
        else
        {
            await Task.Delay(queue.RetryDelay, queue.Closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private ValueTask WaitAsync()
    {
        if (!medium.IsBlocking)
        {
            return queue.WaitAsync();
        }

        queue.Wait();
        return default;
    }
}
