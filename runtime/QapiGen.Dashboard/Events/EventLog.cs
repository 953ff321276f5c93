using System;
using System.Collections.Generic;
using System.Threading;

namespace QapiGen.Dashboard.Events;

/// <summary>The latest events of all servers, numbered from 1. Bounded by count and size; viewers keep their place in it, and nothing else.</summary>
internal sealed class EventLog(int capacity, long maxBytes = 32 * 1024 * 1024)
{
    private readonly Lock _gate = new();

    // No more than have room, however many may be kept.
    private readonly LoggedEvent?[] _ring = new LoggedEvent?[(int)Math.Min(capacity, (maxBytes / LoggedEvent.MinSize) + 1)];
    private long _first = 1;
    private long _next = 1;
    private long _bytes;

    /// <summary>Adds an event, at the cost of the oldest.</summary>
    public void Add(LoggedEvent item)
    {
        lock (_gate)
        {
            while (_first < _next && (_next - _first == _ring.Length || _bytes + item.Size > maxBytes))
            {
                ref LoggedEvent? oldest = ref _ring[_first++ % _ring.Length];
                _bytes -= oldest!.Size;
                oldest = null;
            }

            _ring[_next++ % _ring.Length] = item;
            _bytes += item.Size;
        }
    }

    /// <summary>Takes what comes after a place.</summary>
    /// <param name="after">The number of the last event that the viewer has; moved on.</param>
    /// <param name="into">Gets the events; cleared first.</param>
    /// <param name="max">At most so many.</param>
    /// <returns>How many the viewer has missed before them: who is too slow goes on near the end, rather than miss some all the time.</returns>
    public long Read(ref long after, List<LoggedEvent> into, int max)
    {
        into.Clear();
        lock (_gate)
        {
            long start = Math.Min(after, _next - 1) + 1;
            long missed = 0;
            if (start < _first)
            {
                long near = Math.Max(_first, _next - max);
                missed = near - start;
                start = near;
            }

            for (; start < _next && into.Count < max; start++)
            {
                into.Add(_ring[start % _ring.Length]!);
            }

            after = start - 1;
            return missed;
        }
    }
}
