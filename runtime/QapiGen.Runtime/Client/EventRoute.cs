using System;

namespace QapiGen.Runtime.Client;

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
