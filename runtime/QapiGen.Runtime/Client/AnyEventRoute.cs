using System;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Client;

/// <summary>Takes all events.</summary>
internal sealed class AnyEventRoute : EventRoute
{
    private readonly EventFeed<QmpEvent> _feed;

    public AnyEventRoute(EventFeed<QmpEvent> feed) => _feed = feed;

    public override bool Offer(ref ReceivedEvent received, EventHub hub)
    {
        _feed.Add(received.ReadAny(hub.Find));
        return true;
    }

    public override void AddGap(long? dropped) => _feed.AddGap(dropped);

    public override void End(Exception? error) => _feed.End(error);
}
