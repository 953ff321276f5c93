using System;
using System.Collections.Generic;
using QapiGen.Runtime.Server.Input;

namespace QapiGen.Runtime.Proxy;

/// <summary>The commands that are under way, found by their id on the wire. Under the core's gate.</summary>
internal sealed class ProxyCalls(ByteBudget budget)
{
    /// <summary>Bits of an id that say where the call stands; the others count.</summary>
    private const int SlotBits = 24;

    private readonly List<ProxyCall> _all = [];
    private readonly Stack<ProxyCall> _free = new();
    private long _serial;

    /// <summary>Begins a call.</summary>
    public ProxyCall Rent(ProxyClient? client, ReadOnlySpan<byte> clientId, bool isOutOfBand)
    {
        if (!_free.TryPop(out ProxyCall? call))
        {
            call = new ProxyCall(_all.Count);
            _all.Add(call);
        }

        call.WireId = (++_serial << SlotBits) | (uint)call.Slot;
        call.Client = client;
        call.IsOutOfBand = isOutOfBand;
        call.ClientId.AddRange(clientId);
        return call;
    }

    /// <summary>Counts what a call takes until it ends, whether its client is there or not.</summary>
    public void Count(ProxyCall call)
    {
        call.CountedBytes = call.Text.Count + call.ClientId.Count;
        budget.Add(call.CountedBytes);
    }

    /// <summary>Ends a call.</summary>
    public void Return(ProxyCall call)
    {
        budget.Add(-call.CountedBytes);
        call.Clear();
        _free.Push(call);
    }

    /// <summary>Finds a call that is under way.</summary>
    public ProxyCall? Find(long wireId)
    {
        long slot = wireId & ((1L << SlotBits) - 1);
        return slot < _all.Count && _all[(int)slot].WireId == wireId ? _all[(int)slot] : null;
    }

    /// <summary>Finds the in-band call that the server has had longest: the one that an error without an id answers, since servers answer in order.</summary>
    public ProxyCall? FindOldest()
    {
        ProxyCall? oldest = null;
        foreach (ProxyCall call in _all)
        {
            if (call is { WireId: not 0, IsSent: true, IsOutOfBand: false } && (oldest is null || call.WireId < oldest.WireId))
            {
                oldest = call;
            }
        }

        return oldest;
    }

    /// <summary>All that are under way, the oldest first.</summary>
    public ProxyCall[] InUse()
    {
        ProxyCall[] calls = [.. _all.FindAll(static call => call.WireId != 0)];
        Array.Sort(calls, static (a, b) => a.WireId.CompareTo(b.WireId));
        return calls;
    }
}
