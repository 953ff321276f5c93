using System;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.LanguageServer.Dispatch;

/// <summary>Does what is to be done after each change. Changes that come faster are taken together.</summary>
internal sealed class AfterChanges(Func<Task> act) : IDisposable
{
    private readonly SemaphoreSlim _changed = new(0);

    /// <summary>Says that something changed.</summary>
    public void Wake() => _changed.Release();

    /// <summary>Goes on until it is stopped.</summary>
    /// <param name="report">Told what went wrong.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RunAsync(Func<Exception, Task> report, CancellationToken cancellationToken)
    {
        while (true)
        {
            await _changed.WaitAsync(cancellationToken).ConfigureAwait(false);
            while (_changed.Wait(0, cancellationToken))
            {
            }

            try
            {
                await act().ConfigureAwait(false);
            }
#pragma warning disable CA1031 // The next change is a new try.
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                await report(e).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _changed.Dispose();
}
