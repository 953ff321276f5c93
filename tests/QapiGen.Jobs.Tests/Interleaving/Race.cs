using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Runtime.Messages;
using Xunit;

namespace QapiGen.Jobs.Tests.Interleaving;

/// <summary>One schedule of a scenario: jobs, clients that steer them at the same time, and what must hold in the end.</summary>
internal sealed class Race
{
    private readonly List<Job> _jobs = [];
    private readonly OrderCheck _order;

    public Race(int seed)
    {
        Interleaver = new Interleaver(seed);
        Manager = new JobManager(new JobManagerOptions { Dispatcher = Interleaver, SchedulingPoint = Interleaver.Point });
        _order = new OrderCheck(Interleaver.Point);
        Manager.AddSink(_order);
    }

    public Interleaver Interleaver { get; }

    public JobManager Manager { get; }

    /// <summary>Makes a job before the race begins; it isn't started yet.</summary>
    public Job Create(JobDriver driver, bool autoFinalize = true, bool autoDismiss = false, JobTransaction? transaction = null)
    {
        var options = new JobOptions { Id = $"j{_jobs.Count}", AutoFinalize = autoFinalize, AutoDismiss = autoDismiss, Transaction = transaction };
        Job job = Manager.CreateAsync(driver, options).AsTask().Result;
        _jobs.Add(job);
        return job;
    }

    /// <summary>A client that does one thing after the other; refusals are answers too.</summary>
    public void Client(params Func<ValueTask>[] steps) => Interleaver.Spawn(() =>
    {
        foreach (Func<ValueTask> step in steps)
        {
            Do(step);
        }
    });

    /// <summary>Dismisses, and looks whether the event is there once the answer is.</summary>
    public async ValueTask DismissAsync(Job job)
    {
        await job.DismissAsync().ConfigureAwait(false);
        Expect(_order.StatusOf(job) == JobStatus.Null, "null comes before the answer to dismiss");
    }

    /// <summary>Finalizes, and looks whether the events are there once the answer is.</summary>
    public async ValueTask FinalizeAsync(Job job)
    {
        await job.FinalizeAsync().ConfigureAwait(false);
        Expect(_order.StatusOf(job) is JobStatus.Concluded or JobStatus.Null, "concluded comes before the answer to finalize");
    }

    /// <summary>Runs it, ends whatever is left, and checks.</summary>
    public void Run(bool grouped)
    {
        Interleaver.Run();
        foreach (Job job in _jobs)
        {
            Client(() => job.CancelAsync());
        }

        Interleaver.Run();
        Expect(_order.Faults.Count == 0, string.Join("; ", _order.Faults));
        foreach (Job job in _jobs)
        {
            Check(job);
        }

        Expect(!grouped || _jobs.Select(job => job.Completion.Result.Outcome == JobOutcome.Succeeded).Distinct().Count() == 1, "all succeed or none");
        Expect(Manager.Count == _jobs.Count(job => job.Status == JobStatus.Concluded), "what is over is gone");
    }

    private void Check(Job job)
    {
        Expect(job.Status is JobStatus.Concluded or JobStatus.Null, $"{job.Id} is {job.Status}");
        Expect(_order.StatusOf(job) == job.Status, $"{job.Id}: lost event");
        Expect(job.Completion.IsCompleted, $"{job.Id}: its end is told");
        JobState state = job.Snapshot();
        Expect(state.Has(JobFlags.Returned) && !state.Has(JobFlags.Busy), $"{job.Id}: {state}");
        if (job.Driver is not HookedRaceDriver { Calls: var hooks })
        {
            return;
        }

        bool well = job.Completion.Result.Outcome == JobOutcome.Succeeded;
        List<string> ends = hooks.Where(hook => hook != "prepare").ToList();
        Expect(ends.SequenceEqual([well ? "commit" : "abort", "clean"]), $"{job.Id}: {string.Join(' ', hooks)}");
        Expect(hooks.Count <= 3 && (!well || hooks[0] == "prepare"), $"{job.Id}: {string.Join(' ', hooks)}");
    }

    private void Do(Func<ValueTask> step)
    {
        Task task = step().AsTask();
        Interleaver.Wait(() => task.IsCompleted);
        if (task.Exception?.InnerException is { } exception and not QmpErrorException)
        {
            throw exception;
        }
    }

    private static void Expect(bool holds, string what) => Assert.True(holds, what);
}
