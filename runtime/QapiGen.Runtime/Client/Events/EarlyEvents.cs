using System.Collections.Generic;
using QapiGen.Runtime.Client.Calls;
using QapiGen.Runtime.Client.Reading;

namespace QapiGen.Runtime.Client.Events;

/// <summary>Events from before the first subscription, as they came.</summary>
internal sealed class EarlyEvents
{
    /// <summary>Bytes that are kept at most, however few events they are: a guard against a hostile server.</summary>
    private const int MaxBytes = 16 * 1024 * 1024;

    private readonly int _capacity;
    private readonly Queue<(byte[] Name, byte[] Data, byte[] Timestamp)> _events = new();
    private long _bytes;

    public EarlyEvents(int capacity) => _capacity = capacity;

    /// <summary>Events that were dropped for want of room.</summary>
    public long Dropped { get; private set; }

    public void Keep(in ReceivedMessage message)
    {
        if (_capacity == 0)
        {
            return;
        }

        _bytes += message.Event.Length + message.Data.Length + message.Timestamp.Length;
        while (_events.Count == _capacity || (_bytes > MaxBytes && _events.Count > 0))
        {
            Drop();
        }

        _events.Enqueue((message.Event.ToArray(), message.Data.ToArray(), message.Timestamp.ToArray()));
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

    private void Drop()
    {
        (byte[] name, byte[] data, byte[] timestamp) = _events.Dequeue();
        _bytes -= name.Length + data.Length + timestamp.Length;
        Dropped++;
        ClientMetrics.EventDropped();
    }
}
