using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Benchmarks.Load;

namespace QapiGen.Benchmarks.Calls;

/// <summary>Keeps a number of calls of one client under way and takes the time of each.</summary>
internal static class CallLoad
{
    /// <summary>Runs one round.</summary>
    /// <param name="caller">The client.</param>
    /// <param name="text">What goes there and back with each call.</param>
    /// <param name="inFlight">How many calls are under way at any time.</param>
    /// <param name="duration">How long new calls begin.</param>
    public static async Task<LoadResult> RunAsync(ICaller caller, string text, int inFlight, TimeSpan duration)
    {
        // Room for what a round can hold, so that the lists' growth isn't taken for the client's allocations.
        List<double>[] latencies = [.. Enumerable.Range(0, inFlight).Select(_ => new List<double>((int)(1_000_000 * duration.TotalSeconds / inFlight)))];
        long before = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        long end = start + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(latencies.Select(list => Task.Run(() => CallUntilAsync(caller, text, end, list))));
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        List<double> all = [.. latencies.SelectMany(static list => list)];
        return new LoadResult(inFlight, all, elapsed) { BytesPerCommand = (double)allocated / all.Count };
    }

    private static async Task CallUntilAsync(ICaller caller, string text, long end, List<double> latencies)
    {
        long number = 0;
        for (long now = Stopwatch.GetTimestamp(); now < end;)
        {
            if (await caller.CallAsync(number, text) != number)
            {
                throw new InvalidOperationException("A call got another one's reply.");
            }

            number++;
            long arrived = Stopwatch.GetTimestamp();
            latencies.Add(Stopwatch.GetElapsedTime(now, arrived).TotalMicroseconds);
            now = arrived;
        }
    }
}
