using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;

namespace QapiGen.Cli.Shell.Session;

/// <summary>The events of a script: those since it began that no <c>.wait</c> has passed, so that none is missed between two lines.</summary>
internal sealed class ScriptEvents : IDisposable
{
    private readonly QmpEventSubscription<QmpEvent> _events;
    private readonly TimeSpan? _timeout;

    /// <summary>Begins to listen.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="timeout">Deadline of a wait; null for none.</param>
    public ScriptEvents(QmpClient client, TimeSpan? timeout)
    {
        _events = client.Events();
        _timeout = timeout;
    }

    /// <summary>Waits for an event.</summary>
    /// <exception cref="QmpTimeoutException">It didn't come in time.</exception>
    /// <exception cref="QmpConnectionException">The connection ended before.</exception>
    public async Task<RawQmpEvent> WaitAsync(EventPattern pattern, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_timeout ?? Timeout.InfiniteTimeSpan);
        try
        {
            while (await _events.NextAsync(deadline.Token).ConfigureAwait(false) is { } received)
            {
                if (pattern.Matches(received.Event))
                {
                    return (RawQmpEvent)received.Event;
                }
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new QmpTimeoutException($"{pattern} did not come within {_timeout}", e);
        }

        throw new QmpConnectionException($"The connection was closed before {pattern} came");
    }

    /// <inheritdoc/>
    public void Dispose() => _events.Dispose();
}
