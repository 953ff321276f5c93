using System;

namespace QapiGen.Runtime.Tests.Support;

/// <summary>Counts what the calling thread allocates, to the byte.</summary>
internal static class Allocations
{
    private const int WarmUps = 16;
    private const int Runs = 16;

    /// <summary>Bytes that an action allocates once everything that is kept for the next time is there.</summary>
    /// <remarks>The least of some runs: the collector may empty a pool in between, which the next run then fills.</remarks>
    public static long Of(Action action)
    {
        long least = long.MaxValue;
        for (int i = 0; i < WarmUps + Runs; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            least = i < WarmUps ? least : Math.Min(least, allocated);
        }

        return least;
    }
}
