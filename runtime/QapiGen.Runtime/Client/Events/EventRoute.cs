using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;

namespace QapiGen.Runtime.Client.Events;

/// <summary>What the hub knows of a subscription.</summary>
internal abstract class EventRoute
{
    /// <summary>Offers an event; whether the subscription takes events of that name.</summary>
    public abstract bool Offer(ref ReceivedEvent received, EventHub hub);

    /// <summary>Notes that events may be missing.</summary>
    public abstract void AddGap(long? dropped);

    /// <summary>Nothing more comes.</summary>
    public abstract void End(Exception? error);
}

/// <summary>Takes all events.</summary>
internal sealed class AnyEventRoute : EventRoute
{
    private readonly EventFeed<QmpEvent> _feed;
    private readonly EventIndex _known;

    public AnyEventRoute(EventFeed<QmpEvent> feed, EventIndex known) => (_feed, _known) = (feed, known);

    public override bool Offer(ref ReceivedEvent received, EventHub hub)
    {
        _feed.Add(received.ReadAny(_known, hub), received.WireBytes);
        return true;
    }

    public override void AddGap(long? dropped) => _feed.AddGap(dropped);

    public override void End(Exception? error) => _feed.End(error);
}

/// <summary>Takes the events of some names, as they came.</summary>
internal sealed class NamedEventRoute(IEnumerable<string> names, EventFeed<RawQmpEvent> feed) : EventRoute
{
    private readonly byte[][] _names = [.. names.Select(Encoding.UTF8.GetBytes)];

    public override bool Offer(ref ReceivedEvent received, EventHub hub)
    {
        foreach (byte[] name in _names)
        {
            if (received.Name.SequenceEqual(name))
            {
                feed.Add(received.ReadRaw(), received.WireBytes);
                return true;
            }
        }

        return false;
    }

    public override void AddGap(long? dropped) => feed.AddGap(dropped);

    public override void End(Exception? error) => feed.End(error);
}

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
            _feed.Add(received.Read<TEvent>(), received.WireBytes);
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
