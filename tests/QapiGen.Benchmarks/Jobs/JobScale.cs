using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Events;

namespace QapiGen.Benchmarks.Jobs;

/// <summary>One manager with a number of live, parked jobs; each is paused and resumed in turn.</summary>
internal sealed class JobScale(int count) : IJobEventSink
{
    private const int Verbs = 4_000_000;

    private readonly JobManager _manager = new();
    private readonly string[] _ids = new string[count];
    private long _transitions;

    public void OnTransition(in JobTransition transition) => Volatile.Write(ref _transitions, _transitions + 1);

    public async Task RunAsync()
    {
        long driver = MeasureDriver();
        _manager.AddSink(this);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < count; i++)
        {
            _ids[i] = $"job{i}";
            await _manager.StartAsync(new ParkedDriver(), new JobOptions { Id = _ids[i] });
        }

        await ParkAsync();
        long bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        await SteerAsync();
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        long transitions = Volatile.Read(ref _transitions);
        var watch = Stopwatch.StartNew();
        await SteerAsync();
        double seconds = watch.Elapsed.TotalSeconds;
        transitions = Volatile.Read(ref _transitions) - transitions;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        watch.Restart();
        int listed = (await _manager.QueryJobsAsync()).Count;
        Console.WriteLine(
            $"{count,9} | {(bytes - driver) / count,13} | {transitions / seconds,13:N0} | {(double)allocated / transitions,20:F2} | {listed} in {watch.Elapsed.TotalMilliseconds:F1} ms");
    }

    /// <summary>Bytes that the drivers take parked, without an engine.</summary>
    private long MeasureDriver()
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

    /// <summary>Waits until every driver has come to its wait: until a pause of each shows at once.</summary>
    private async Task ParkAsync()
    {
        foreach (string id in _ids)
        {
            Job job = _manager.Find(id)!;
            while (job.Snapshot().Has(JobFlags.Busy))
            {
                await Task.Yield();
            }
        }
    }

    private async Task SteerAsync()
    {
        for (int done = 0; done < Verbs; done += 2 * count)
        {
            foreach (string id in _ids)
            {
                await _manager.JobPauseAsync(id);
            }

            foreach (string id in _ids)
            {
                await _manager.JobResumeAsync(id);
            }

            await ParkAsync();
        }
    }
}
