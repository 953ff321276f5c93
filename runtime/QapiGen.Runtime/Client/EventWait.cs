using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Client;

/// <summary>Waits for one event of a subscription.</summary>
internal static class EventWait
{
    public static async Task<TEvent> RunAsync<TEvent>(
        QmpEventSubscription<TEvent> subscription,
        Predicate<TEvent>? filter,
        TimeSpan? timeout,
        TimeProvider time,
        string what,
        CancellationToken cancellationToken)
        where TEvent : QmpEvent
    {
        using QmpEventSubscription<TEvent> ended = subscription;
        using var deadline = new CancellationTokenSource(timeout ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            while (await subscription.NextAsync(either.Token).ConfigureAwait(false) is { } received)
            {
                if (filter is null || filter(received.Event))
                {
                    return received.Event;
                }
            }
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new QmpTimeoutException($"{what} did not come within {timeout}", e);
        }

        throw new QmpConnectionException($"The connection was closed before {what} came");
    }
}
