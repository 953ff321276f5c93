using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Events;
using QapiGen.Jobs.Tests.Durable;
using QapiGen.Jobs.Tests.Support;
using QapiGen.Runtime.Messages;
using QapiGen.Testing.Jobs;
using Xunit;

namespace QapiGen.Jobs.Tests.Faults;

/// <summary>
/// Each call that an engine makes out of itself fails once, and from then on: places, lanes and the line of events are given back, so that every job comes to its end,
/// everybody else's as it should.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class InjectedJobFaultTests
{
    private const int Places = 2;

    // More than a scenario has of one kind.
    private const int Enough = 500;

    private static readonly TimeSpan s_guard = TimeSpan.FromMinutes(2);

    public static TheoryData<JobFaultSite, bool, bool> Faults
    {
        get
        {
            var faults = new TheoryData<JobFaultSite, bool, bool>();
            foreach (JobFaultSite site in Enum.GetValues<JobFaultSite>().Where(static site => site != JobFaultSite.Scheduler))
            {
                foreach (bool forEver in (bool[])[false, true])
                {
                    faults.Add(site, forEver, false);
                    faults.Add(site, forEver, true);
                }
            }

            return faults;
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_call_that_fails_takes_nothing_from_anybody_else(JobFaultSite site, bool forEver, bool isKept)
    {
        int at = 1;
        JobFaultPlan plan;
        do
        {
            plan = new JobFaultPlan(site, forEver, at);
            at = forEver ? (at * 3 / 2) + 1 : at + 1;
            try
            {
                await PlayAsync(plan, isKept).WaitAsync(s_guard);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"{plan}: {failure.Message}", failure);
            }
        }
        while (plan.Failures > 0 && at < Enough);

        Assert.InRange(at, 3, Enough - 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_scheduler_refuses_is_done_all_the_same(bool forEver)
    {
        int at = 1;
        JobFaultPlan plan;
        do
        {
            plan = new JobFaultPlan(JobFaultSite.Scheduler, forEver, at++);
            await using var jobs = new JobManager(new JobManagerOptions { Scheduler = new FaultyScheduler(plan), MaxRunningJobs = 1 });
            var end = new TaskCompletionSource();
            Job short1 = await jobs.StartAsync(new DelegateDriver(_ => end.Task), World.Options("short"));
            Job parked = await jobs.StartAsync(JobHost.Parked(), World.Options("parked"));
            end.SetResult();
            Assert.Equal(JobOutcome.Succeeded, (await short1.Completion.WaitAsync(s_guard)).Outcome);
            await parked.PauseAsync().AsTask().WaitAsync(s_guard);
            await World.UntilAsync(() => parked.Status == JobStatus.Paused);
            await parked.ResumeAsync().AsTask().WaitAsync(s_guard);
            await parked.CancelAsync().AsTask().WaitAsync(s_guard);
            Assert.Equal(JobOutcome.Cancelled, (await parked.Completion.WaitAsync(s_guard)).Outcome);
        }
        while (plan.Failures > 0 && at < Enough);

        Assert.InRange(at, 4, Enough - 1);
    }

    private static async Task PlayAsync(JobFaultPlan plan, bool isKept)
    {
        using var listeners = new FaultyListeners(plan);
        var log = new StatusLog();
        var options = new JobManagerOptions
        {
            MaxRunningJobs = Places,
            Logger = new FaultyLogger(plan),
            TimeProvider = plan.Site == JobFaultSite.Clock ? new FaultyClock(plan) : TimeProvider.System,
            Store = isKept ? new MemoryJobStore(new MemoryJobStoreData()) : null,
            ShutdownMode = JobShutdownMode.Cancel,
        };
        await using var jobs = new JobManager(options);
        if (isKept)
        {
            await jobs.OpenAsync();
        }

        jobs.AddSink(new FaultySink(plan));
        jobs.AddSink(log);
        await DoAllAsync(plan, jobs);
        plan.Disarm();

        // What was taken is free again: places, lanes, the line of events.
        foreach (JobDescription left in jobs.Describe())
        {
            await EndAsync(left.Job);
        }

        Job[] next = await Task.WhenAll(Enumerable.Range(0, Places).Select(number => jobs.StartAsync(JobHost.Parked(), World.Options($"next{number}")).AsTask()));
        await World.UntilAsync(() => next.All(static job => job.Status == JobStatus.Running));
        foreach (Job job in next)
        {
            await EndAsync(job);
        }

        await World.UntilAsync(() => next.All(job => log.Of(job.Id!).LastOrDefault() == "null"));
        CheckEvents(log);
    }

    /// <summary>A driver of each kind lives a life of each kind. What a driver's own fault refuses may be refused; anything else may not.</summary>
    private static async Task DoAllAsync(JobFaultPlan plan, JobManager jobs)
    {
        Job stranger = await jobs.StartAsync(JobHost.Parked(), World.Options("stranger"));
        JobTransaction both = jobs.BeginTransaction();
        Job first = await jobs.CreateAsync(new FaultyDriver(plan), World.Options("first") with { Transaction = both, AutoFinalize = false });
        Job second = await jobs.CreateAsync(new FaultyDriver(plan), World.Options("second") with { Transaction = both });
        await first.StartAsync();
        await second.StartAsync();
        await stranger.PauseAsync();
        await TryAsync(plan, first.PauseAsync);
        await TryAsync(plan, first.ResumeAsync);
        await stranger.ResumeAsync();
        await UntilReadyAsync(first);
        if (!await TryAsync(plan, first.CompleteAsync))
        {
            // Or it would keep its place.
            await TryAsync(plan, token => first.CancelAsync(force: true, token));
        }

        // There are two places, and the stranger has one of them.
        await World.UntilAsync(() => second.Status != JobStatus.Created);
        await UntilReadyAsync(second);
        await TryAsync(plan, token => second.CancelAsync(force: false, token));
        await World.UntilAsync(() => second.Status is not JobStatus.Ready and not JobStatus.Running and not JobStatus.Standby and not JobStatus.Paused || plan.IsDrivers);
        await World.UntilAsync(() => plan.IsDrivers || first.Status == JobStatus.Pending);
        await TryAsync(plan, first.FinalizeAsync);
        if (!plan.IsDrivers)
        {
            Assert.Equal(JobOutcome.Succeeded, (await first.Completion).Outcome);
            Assert.Equal(JobOutcome.Succeeded, (await second.Completion).Outcome);
        }

        Job bad = await jobs.StartAsync(new FaultyDriver(plan), World.Options("bad"));
        await UntilReadyAsync(bad);
        await TryAsync(plan, token => bad.CancelAsync(force: true, token));
        await stranger.CancelAsync();
        Assert.Equal(JobOutcome.Cancelled, (await stranger.Completion).Outcome);
        Assert.NotEqual(JobOutcome.Succeeded, (await bad.Completion).Outcome);
    }

    private static Task UntilReadyAsync(Job job) => World.UntilAsync(() => job.Status is JobStatus.Ready or JobStatus.Standby || job.Snapshot().Has(JobFlags.Returned));

    /// <returns>False if its driver has failed, or refuses.</returns>
    private static async Task<bool> TryAsync(JobFaultPlan plan, Func<CancellationToken, ValueTask> verb)
    {
        try
        {
            await verb(default);
            return true;
        }
        catch (QmpErrorException) when (plan.IsDrivers)
        {
            return false;
        }
    }

    private static async Task EndAsync(Job job)
    {
        if (job.Status != JobStatus.Concluded)
        {
            await job.CancelAsync();
            await job.Completion;
        }

        if (job.Status != JobStatus.Null)
        {
            await job.DismissAsync();
        }
    }

    private static void CheckEvents(StatusLog log)
    {
        foreach (IGrouping<Job?, JobTransition> life in log.Transitions.GroupBy(static transition => transition.Job))
        {
            JobStatus last = JobStatus.Undefined;
            foreach (JobTransition transition in life)
            {
                Assert.Equal(last, transition.From);
                last = transition.Status;
            }

            Assert.Equal(JobStatus.Null, last);
        }

        Assert.Equal(Enumerable.Range(1, log.Transitions.Count).Select(static number => (long)number), log.Transitions.Select(static transition => transition.Sequence));
    }
}
