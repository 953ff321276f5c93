using System;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Client;

/// <summary>Takes the events of one name.</summary>
/// <typeparam name="TEvent">Their record.</typeparam>
internal sealed class TypedEventRoute<TEvent> : EventRoute
    where TEvent : QmpEvent, IQmpEvent<TEvent>
{
    private readonly EventFeed<TEvent> _feed;

    public TypedEventRoute(EventFeed<TEvent> feed) => _feed = feed;

    public override bool Offer(ref ReceivedEvent received, EventHub hub)
    {
        if (!received.Name.SequenceEqual(TEvent.Descriptor.Utf8Name))
        {
            return false;
        }

        try
        {
            _feed.Add(received.Read<TEvent>());
        }
#pragma warning disable CA1031 // A codec is foreign code; what it can't read is missing here, and says so.
        catch (Exception e)
#pragma warning restore CA1031
        {
            hub.ReportUnreadable(TEvent.Descriptor.Name, e);
            _feed.AddGap(1);
        }

        return true;
    }

    public override void AddGap(long? dropped) => _feed.AddGap(dropped);

    public override void End(Exception? error) => _feed.End(error);
}
