using System;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;

namespace QapiGen.Runtime.Client;

/// <summary>Takes all events.</summary>
internal sealed class AnyEventRoute : EventRoute
{
    private readonly EventFeed<QmpEvent> _feed;
    private readonly QmpEventIndex _known;

    public AnyEventRoute(EventFeed<QmpEvent> feed, QmpEventIndex known) => (_feed, _known) = (feed, known);

    public override bool Offer(ref ReceivedEvent received, EventHub hub)
    {
        _feed.Add(received.ReadAny(_known, hub));
        return true;
    }

    public override void AddGap(long? dropped) => _feed.AddGap(dropped);

    public override void End(Exception? error) => _feed.End(error);
}
