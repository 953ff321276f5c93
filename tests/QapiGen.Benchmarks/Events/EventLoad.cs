using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading.Tasks;
using QapiGen.Benchmarks.Load;

namespace QapiGen.Benchmarks.Events;

/// <summary>One round of events: bursts for the throughput, then one event at a time for the latency.</summary>
internal static class EventLoad
{
    /// <summary>Runs one round; fails when an event is lost, doubled or out of order.</summary>
    /// <param name="peer">The subscribers and their server.</param>
    /// <param name="receipts">What they have received.</param>
    /// <param name="burst">Events of a burst; the next one begins when everybody has them all.</param>
    /// <param name="bursts">Number of bursts.</param>
    /// <param name="singles">Events that are sent one at a time.</param>
    public static async Task<EventResult> RunAsync(IEventPeer peer, Receipts receipts, int burst, int bursts, int singles)
    {
        long serverBytes = await peer.QueryAllocatedAsync();
        long clientBytes = GC.GetTotalAllocatedBytes(precise: true);
        double emitting = 0;
        double delivering = 0;
        for (int i = 0; i < bursts; i++)
        {
            receipts.Expect(burst);
            long start = Stopwatch.GetTimestamp();
            emitting += (await peer.EmitAsync(burst)) / 1e9;
            delivering += Stopwatch.GetElapsedTime(start, await receipts.Completed).TotalSeconds;
        }

        clientBytes = GC.GetTotalAllocatedBytes(precise: true) - clientBytes;
        serverBytes = await peer.QueryAllocatedAsync() - serverBytes;
        double events = (double)burst * bursts;
        LoadResult latency = await SinglesAsync(peer, receipts, singles);
        return new EventResult(
            events / emitting,
            events * receipts.Subscribers / delivering,
            latency.Percentile(0.5),
            latency.Percentile(0.9),
            latency.Percentile(0.99),
            latency.Percentile(0.999),
            serverBytes / events,
            clientBytes / events / receipts.Subscribers);
    }

    private static async Task<LoadResult> SinglesAsync(IEventPeer peer, Receipts receipts, int singles)
    {
        var latencies = new List<double>(singles * receipts.Subscribers);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < singles; i++)
        {
            receipts.Expect(1);
            await peer.EmitAsync(1);
            await receipts.Completed;
            latencies.AddRange(receipts.Latencies);
        }

        return new LoadResult(inFlight: 1, latencies, Stopwatch.GetElapsedTime(start));
    }
}
