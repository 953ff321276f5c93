using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Benchmarks.Events;

/// <summary>What subscribers have received of one burst: every one must get every event, once and in order.</summary>
/// <remarks>Each subscriber reports from one thread at a time.</remarks>
internal sealed class Receipts(int subscribers)
{
    private readonly int[] _counts = new int[subscribers];
    private readonly double[][] _latencies = [.. Enumerable.Range(0, subscribers).Select(static _ => Array.Empty<double>())];
    private TaskCompletionSource<long> _completed = new();
    private int _waiting;
    private int _expected;

    /// <summary>How many subscribers there are.</summary>
    public int Subscribers => subscribers;

    /// <summary>When the last subscriber had everything, as a time stamp; fails when an event is lost, doubled or out of order.</summary>
    public Task<long> Completed => _completed.Task;

    /// <summary>Microseconds from emission to receipt, of all events and subscribers.</summary>
    public IEnumerable<double> Latencies => _latencies.SelectMany(list => list.Take(_expected));

    /// <summary>A burst of so many events follows; no event may be under way.</summary>
    public void Expect(int events)
    {
        Array.Clear(_counts);
        for (int i = 0; i < subscribers; i++)
        {
            if (_latencies[i].Length < events)
            {
                _latencies[i] = new double[events];
            }
        }

        _expected = events;
        _completed = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _waiting, subscribers);
    }

    /// <summary>A subscriber has received an event.</summary>
    public void Add(int subscriber, long number, long sent)
    {
        long now = Stopwatch.GetTimestamp();
        int place = _counts[subscriber]++;
        if (place != number || place >= _expected)
        {
            Fail(new InvalidOperationException($"Subscriber {subscriber} got event {number} instead of {place} of {_expected}."));
            return;
        }

        _latencies[subscriber][place] = Stopwatch.GetElapsedTime(sent, now).TotalMicroseconds;
        if (place == _expected - 1 && Interlocked.Decrement(ref _waiting) == 0)
        {
            _completed.TrySetResult(now);
        }
    }

    /// <summary>A subscriber has broken down.</summary>
    public void Fail(Exception cause) => _completed.TrySetException(cause);
}
