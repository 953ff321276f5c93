using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;

namespace QapiGen.Benchmarks.Jobs;

/// <summary>Measures managers with a number of live jobs each.</summary>
internal static class JobScale
{
    // So few jobs can't be seen in the heap's size: as many managers share the measurement.
    private const int JobsToWeigh = 10_000;

    /// <summary>Takes the memory, then rounds of transitions and queries.</summary>
    /// <param name="count">Live jobs of a manager.</param>
    /// <param name="rounds">Counted rounds; one more is run first.</param>
    /// <param name="verbs">Commands of a round.</param>
    public static async Task<JobScaleResult> RunAsync(int count, int rounds, int verbs)
    {
        (JobCrowd crowd, double bytesPerJob) = await WeighAsync(count);
        await using JobQuery query = await JobQuery.ConnectAsync(crowd.Manager);
        var result = new JobScaleResult(count, bytesPerJob, [], 0, [], [], 0);
        long transitions = 0;
        long allocated = 0;
        for (int round = -1; round < rounds; round++)
        {
            long transitionsBefore = crowd.Transitions;
            long allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
            long start = Stopwatch.GetTimestamp();
            await crowd.SteerAsync(verbs);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            long made = crowd.Transitions - transitionsBefore;
            long bytes = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
            start = Stopwatch.GetTimestamp();
            int listed = (await crowd.Manager.QueryJobsAsync()).Count;
            double listing = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            (double replying, long length) = await query.RunAsync();
            if (listed != count)
            {
                throw new InvalidOperationException($"{listed} of {count} jobs are listed.");
            }

            if (round >= 0)
            {
                transitions += made;
                allocated += bytes;
                result.TransitionsPerSecond.Add(made / seconds);
                result.QueryMilliseconds.Add(listing);
                result.ReplyMilliseconds.Add(replying);
                result = result with { ReplyBytes = length };
            }
        }

        return result with { BytesPerTransition = (double)allocated / transitions };
    }

    private static async Task<(JobCrowd First, double BytesPerJob)> WeighAsync(int count)
    {
        int managers = Math.Max(1, JobsToWeigh / count);
        long drivers = WeighDrivers(managers * count);
        List<JobCrowd> crowds = [.. Enumerable.Range(0, managers).Select(_ => new JobCrowd(count))];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (JobCrowd crowd in crowds)
        {
            await crowd.StartAsync();
        }

        long bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(crowds);
        return (crowds[0], (bytes - drivers) / ((double)managers * count));
    }

    /// <summary>Bytes that the drivers take parked, without an engine.</summary>
    private static long WeighDrivers(int count)
    {
        var context = new NullContext();
        var work = new Task[count];
        var drivers = new ParkedDriver[count];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < count; i++)
        {
            drivers[i] = new ParkedDriver();
            work[i] = drivers[i].RunAsync(context);
        }

        long bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(drivers);
        GC.KeepAlive(work);
        return bytes;
    }
}
