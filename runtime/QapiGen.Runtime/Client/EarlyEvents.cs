using System;
using System.Collections.Generic;

namespace QapiGen.Runtime.Client;

/// <summary>Events from before the first subscription, as they came.</summary>
internal sealed class EarlyEvents
{
    private readonly int _capacity;
    private readonly Queue<(byte[] Name, byte[] Data, byte[] Timestamp)> _events = new();

    public EarlyEvents(int capacity) => _capacity = capacity;

    /// <summary>Events that were dropped for want of room.</summary>
    public long Dropped { get; private set; }

    public void Keep(in ReceivedMessage message, ReadOnlySpan<byte> name)
    {
        if (_capacity == 0)
        {
            return;
        }

        if (_events.Count == _capacity)
        {
            _events.Dequeue();
            Dropped++;
            ClientMetrics.EventDropped();
        }

        _events.Enqueue((name.ToArray(), message.Data.ToArray(), message.Timestamp.ToArray()));
    }

    /// <summary>Hands everything over.</summary>
    public void MoveTo(EventRoute route, EventHub hub)
    {
        if (Dropped > 0)
        {
            route.AddGap(Dropped);
        }

        while (_events.TryDequeue(out (byte[] Name, byte[] Data, byte[] Timestamp) kept))
        {
            var received = new ReceivedEvent(kept.Name, kept.Data, kept.Timestamp);
            route.Offer(ref received, hub);
        }
    }
}
