using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client.Events;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Client;

/// <summary>Events as they come, from the moment the subscription was made.</summary>
/// <typeparam name="TEvent">The record; <see cref="QmpEvent"/> for all events.</typeparam>
/// <remarks>
/// What isn't read waits in a bounded buffer (<see cref="QmpEventBuffer"/>); what is dropped is counted and marked. The stream ends normally when the
/// client is closed, the server told to quit or the subscription disposed, and with a <see cref="QmpConnectionException"/> when the connection breaks (a reconnecting
/// client's streams go on instead, with a gap). One reader at a time. Leaving an <c>await foreach</c> ends the subscription;
/// to read piecemeal use <see cref="NextAsync"/>.
/// </remarks>
public sealed class QmpEventSubscription<TEvent> : IAsyncEnumerable<TEvent>, IDisposable
    where TEvent : QmpEvent
{
    private readonly EventHub _hub;
    private readonly EventRoute _route;
    private readonly EventFeed<TEvent> _feed;

    internal QmpEventSubscription(EventHub hub, EventRoute route, EventFeed<TEvent> feed, bool wantsJobHistory = false)
    {
        _hub = hub;
        _route = route;
        _feed = feed;
        hub.Add(route, wantsJobHistory);
    }

    /// <summary>How many events have been dropped since the subscription began.</summary>
    public long DroppedCount => _feed.DroppedCount;

    /// <summary>Waits for the next event.</summary>
    /// <returns>The event, and what is missing before it; null at the end of the stream.</returns>
    /// <exception cref="QmpConnectionException">The connection broke and everything before has been read.</exception>
    public async ValueTask<QmpReceivedEvent<TEvent>?> NextAsync(CancellationToken cancellationToken = default)
    {
        QmpReceivedEvent<TEvent> item;
        while (!_feed.TryRead(out item))
        {
            if (!await _feed.WaitAsync(cancellationToken).ConfigureAwait(false))
            {
                return null;
            }
        }

        return item;
    }

    /// <summary>Waits until there is an event to read, and leaves it there.</summary>
    /// <returns>False at the end of the stream.</returns>
    /// <exception cref="QmpConnectionException">The connection broke and everything before has been read.</exception>
    public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) => _feed.WaitAsync(cancellationToken);

    /// <summary>Takes the next event if it is there already.</summary>
    public bool TryRead(out QmpReceivedEvent<TEvent> item) => _feed.TryRead(out item);

    /// <summary>The events, each with what is missing before it.</summary>
    public async IAsyncEnumerable<QmpReceivedEvent<TEvent>> WithGaps([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using QmpEventSubscription<TEvent> ended = this;
        while (await NextAsync(cancellationToken).ConfigureAwait(false) is { } item)
        {
            yield return item;
        }
    }

    /// <inheritdoc/>
    /// <remarks>In a stream of all events a <see cref="QmpEventGap"/> stands where some are missing; a stream of one kind has no place for it.</remarks>
    public async IAsyncEnumerator<TEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        using QmpEventSubscription<TEvent> ended = this;
        while (await NextAsync(cancellationToken).ConfigureAwait(false) is { } item)
        {
            if (item.DroppedBefore != 0 && new QmpEventGap(item.DroppedBefore) is TEvent gap)
            {
                yield return gap;
            }

            yield return item.Event;
        }
    }

    /// <summary>Ends the subscription.</summary>
    public void Dispose()
    {
        _hub.Remove(_route);
        _feed.End(null);
    }
}
