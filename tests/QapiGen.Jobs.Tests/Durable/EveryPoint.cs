using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Storage;
using Xunit;

namespace QapiGen.Jobs.Tests.Durable;

/// <summary>A scripted scenario, a host that dies at some point of it, and what has to be so after that.</summary>
internal static class EveryPoint
{
    private static readonly string[] s_names = ["a", "b", "c", "x", "y"];

    /// <summary>Runs the scenario in a host that dies after some records, and looks at what the next one makes of it.</summary>
    /// <returns>Whether the scenario had as many records.</returns>
    public static async Task<bool> DieAfterAsync(World world, long records)
    {
        IJobStore medium = world.NewStore();
        var store = new CuttingStore(medium, records);
        JobManager first = await world.OpenAsync(store);
        var told = new ConcurrentDictionary<string, string>();
        Task scenario = RunAsync(world, first, told);
        await World.UntilAsync(() => scenario.IsCompleted || store.IsCut);
        if (scenario.IsCompleted)
        {
            await scenario;
            await world.KillAsync(medium);
            return false;
        }

        await World.UntilAsync(() => store.DurableSequence == records);
        await Task.Yield();
        var known = new Knowledge(world, told);
        await world.KillAsync(medium);
        JobManager second = await world.OpenAsync();
        await CheckAsync(world, second, known);
        await world.KillAsync(world.Store!);
        return true;
    }

    /// <summary>What is known outside of the host by now; whatever it tells from here on can only be of the same records.</summary>
    public sealed class Knowledge(World world, ConcurrentDictionary<string, string> told)
    {
        public Dictionary<string, string> Told { get; } = new(told);

        public Dictionary<string, JobStatus> Events { get; } =
            world.Log.Transitions.GroupBy(item => item.Id!).ToDictionary(static group => group.Key, static group => group.Last().Status);

        public string[] Calls { get; } = world.Calls;
    }

    /// <summary>Nothing that is known is missing; every job comes to its end, by moves of the table, and a group as a whole.</summary>
    public static async Task CheckAsync(World world, JobManager second, Knowledge known)
    {
        foreach ((string id, string what) in known.Told)
        {
            // What is gone already may not be durably so: the history tells once it is.
            Job? job = second.Find(id);
            await second.WhenDurableAsync();
            Check(job, (await world.Store!.ReadSinceAsync(0, 10_000)).Transitions, id, what);
        }

        IReadOnlyList<StoredTransition> history = (await world.Store!.ReadSinceAsync(0, 10_000)).Transitions;
        foreach ((string id, JobStatus status) in known.Events)
        {
            Assert.Contains(history, item => item.Id == id && item.To == status);
        }

        await EndAllAsync(world, second, isDecided: known.Calls.Any(call => call is "x commit" or "y commit"));
        CheckHistory((await world.Store!.ReadSinceAsync(0, 10_000)).Transitions);
        CheckGroup(second, world.Calls, known.Calls);
    }

    /// <summary>The scenario: all verbs, a checkpoint now and then, and a group; says what it was told.</summary>
    public static async Task RunAsync(World world, JobManager jobs, ConcurrentDictionary<string, string> told)
    {
        foreach (string name in s_names)
        {
            world.Allow(name, 10);
        }

        Job a = await jobs.StartAsync("steps", World.Steps("a", 2), World.Options("a"));
        told["a"] = "started";
        await a.Completion;
        told["a"] = "concluded";
        await a.DismissAsync();
        told["a"] = "dismissed";
        Job b = await jobs.StartAsync("steps", World.Steps("b", 1, becomesReady: true), World.Options("b"));
        told["b"] = "started";
        await b.PauseAsync();
        told["b"] = "paused";
        await b.ResumeAsync();
        told["b"] = "started";
        await b.SetSpeedAsync(7);
        told["b"] = "fast";
        Job c = await jobs.CreateAsync("hooked", World.Steps("c", 1), World.Options("c"));
        told["c"] = "created";
        await using JobTransaction group = jobs.BeginTransaction();
        Job x = await group.CreateAsync("hooked", World.Steps("x", 1), World.Options("x"));
        Job y = await group.CreateAsync("hooked", World.Steps("y", 1), World.Options("y") with { AutoFinalize = false });
        await group.StartAsync();
        told["x"] = told["y"] = "started";

        // A host whose store is lost ends the wait for it.
        await World.UntilAsync(() => y.Status == JobStatus.Pending || y.Completion.IsCompleted);
        await y.FinalizeAsync();
        told["x"] = told["y"] = "concluded";
        await Task.WhenAll(x.Completion, y.Completion);
        await b.CancelAsync();
        told["b"] = "cancelled";
        await b.Completion;
        await c.CancelAsync();
        await c.Completion;
        told["c"] = "over";
    }

    private static void Check(Job? job, IReadOnlyList<StoredTransition> history, string id, string what)
    {
        if (what is "dismissed" or "over")
        {
            Assert.Null(job);
            return;
        }

        Assert.True(job is not null || history.Any(item => item.Id == id && item.To == JobStatus.Null), $"{id} was {what} and is gone");
        JobState state = job?.Snapshot() ?? default;
        switch (what)
        {
            case "paused" when job is not null && !history.Any(item => item.Id == id && item.Input == JobInputKind.ResumeDecided):
                // Resumed by a record that was kept, but not told; or still paused.
                Assert.True(state.Has(JobFlags.Started));
                break;
            case "fast":
                Assert.Equal(7, state.SpeedBytesPerSecond);
                break;
            case "cancelled":
                Assert.True(job is null || state.Has(JobFlags.Cancelled));
                break;
            case "concluded":
                Assert.True(job is null || state.Status == JobStatus.Concluded, $"{id} was concluded and is {state.Status}");
                break;
            default:
                Assert.True(what == "created" || state.Has(JobFlags.Started) || job is null, $"{id} was {what} and is {state}");
                break;
        }
    }

    private static async Task EndAllAsync(World world, JobManager jobs, bool isDecided)
    {
        foreach (string name in s_names)
        {
            world.Allow(name, 10);
        }

        foreach (JobInfo info in await jobs.QueryJobsAsync())
        {
            if (jobs.Find(info.Id) is { } job && (info.Id is "b" or "c" or "a" || job.Status == JobStatus.Created))
            {
                await TryAsync(job.CancelAsync());
            }
        }

        foreach (JobInfo info in await jobs.QueryJobsAsync())
        {
            if (jobs.Find(info.Id) is { } job)
            {
                await World.UntilAsync(() => job.Status is JobStatus.Pending or JobStatus.Concluded or JobStatus.Null);
                if (!isDecided)
                {
                    await TryAsync(job.FinalizeAsync());
                }

                await job.Completion.WaitAsync(TimeSpan.FromMinutes(3));
            }
        }

        await jobs.WhenDurableAsync();
    }

    private static async Task TryAsync(ValueTask verb)
    {
        try
        {
            await verb;
        }
        catch (Runtime.Messages.QmpErrorException)
        {
            // It is over, or not pending.
        }
    }

    /// <summary>No move that the table doesn't have, and each begins where the one before ended, over all hosts.</summary>
    public static void CheckHistory(IReadOnlyList<StoredTransition> history)
    {
        for (int i = 0; i < history.Count; i++)
        {
            Assert.Equal(i + 1, history[i].Transition);
        }

        foreach (IGrouping<long, StoredTransition> job in history.GroupBy(item => item.Job))
        {
            JobStatus at = JobStatus.Undefined;
            foreach (StoredTransition item in job)
            {
                Assert.True(item.From == at && JobTransitions.IsAllowed(at, item.To), $"{item.Id}: {at}, then {item.From} to {item.To}");
                at = item.To;
            }
        }
    }

    /// <summary>All members of the group or none; who was committed by the first host was committed in the end.</summary>
    private static void CheckGroup(JobManager jobs, string[] calls, string[] before)
    {
        if (jobs.Find("x") is { } x && jobs.Find("y") is { } y)
        {
            Assert.Equal(x.Completion.Result.Outcome, y.Completion.Result.Outcome);
            bool isWell = x.Completion.Result.Outcome == JobOutcome.Succeeded;
            Assert.True(isWell || !calls.Any(call => call is "x commit" or "y commit"), string.Join(", ", before));
            Assert.True(!isWell || (calls.Contains("x commit") && calls.Contains("y commit") && !calls.Any(call => call is "x abort" or "y abort")), string.Join(", ", calls));
        }
    }
}
