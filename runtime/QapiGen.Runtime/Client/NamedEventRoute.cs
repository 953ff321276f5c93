using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Client;

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
                feed.Add(received.ReadRaw());
                return true;
            }
        }

        return false;
    }

    public override void AddGap(long? dropped) => feed.AddGap(dropped);

    public override void End(Exception? error) => feed.End(error);
}
