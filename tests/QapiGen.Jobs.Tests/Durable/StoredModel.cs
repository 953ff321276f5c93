using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CsCheck;
using QapiGen.Jobs.Core;
using QapiGen.Runtime.Messages;
using Xunit;

namespace QapiGen.Jobs.Tests.Durable;

/// <summary>What is done next: to a job, or to the host.</summary>
internal enum StoredAction
{
    Create,
    Start,
    Step,
    Pause,
    Resume,
    SetSpeed,
    Cancel,
    Dismiss,
    Crash,
}

/// <summary>One step of a run.</summary>
internal readonly record struct StoredStep(StoredAction Action, int Job, int Value);

/// <summary>Hosts one after the other under random commands and deaths, with what was acknowledged beside them: after each step they agree.</summary>
internal sealed class StoredModel(World world)
{
    private const int Steps = 3;

    private static readonly Gen<StoredStep[]> s_runs = Gen.Select(
        Gen.Frequency((8, Gen.Enum<StoredAction>()), (2, Gen.Const(StoredAction.Step)), (2, Gen.Const(StoredAction.Start)), (1, Gen.Const(StoredAction.Crash))),
        Gen.Int[0, 3],
        Gen.Int[1, 9],
        static (action, job, value) => new StoredStep(action, job, value)).Array[5, 50];

    private readonly Dictionary<string, Known> _jobs = [];
    private JobManager? _manager;

    /// <summary>Lives one random life.</summary>
    /// <param name="seed">Which one.</param>
    /// <param name="world">Where its hosts live.</param>
    /// <returns>How many hosts there were.</returns>
    public static async Task<int> RunAsync(int seed, World world)
    {
        StoredStep[] steps = s_runs.Generate(new PCG(1, (ulong)seed), null, out _);
        var model = new StoredModel(world);
        int done = 0;
        try
        {
            return await model.LiveAsync(steps, () => done++);
        }
#pragma warning disable CA1031 // It is thrown on, with the steps that lead to it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            throw new InvalidOperationException($"Step {done} of: {string.Join(", ", steps.Select(static step => $"{step.Action} {step.Job} {step.Value}"))}\n{string.Join("\n", model._manager!.Describe().Select(static job => $"{job.Id}: {job.Job.Snapshot()}"))}", exception);
        }
    }

    private async Task<int> LiveAsync(StoredStep[] steps, Action next)
    {
        int hosts = 1;
        _manager = await world.OpenAsync();
        foreach (StoredStep step in steps)
        {
            next();
            hosts += step.Action == StoredAction.Crash ? 1 : 0;
            await DoAsync(step);
            await CheckAsync();
        }

        await CrashAsync();
        await CheckAsync();
        EveryPoint.CheckHistory((await world.Store!.ReadSinceAsync(0, 10_000)).Transitions);
        await world.KillAsync(world.Store);
        return hosts;
    }

    private Task DoAsync(StoredStep step)
    {
        string id = $"j{step.Job}";
        Known? known = _jobs.GetValueOrDefault(id);
        return (step.Action, known) switch
        {
            (StoredAction.Crash, _) => CrashAsync(),
            (StoredAction.Create, _) => CreateAsync(id, known),
            (_, null) => RefusedAsync(_manager!.JobPauseAsync(id)),
            (StoredAction.Start, _) => StartAsync(known),
            (StoredAction.Step, _) => StepAsync(id, known),
            (StoredAction.Pause, _) => VerbAsync(known.Job!.PauseAsync(), known is { Outcome: null, IsPaused: false }, () => known.IsPaused = true),
            (StoredAction.Resume, _) => VerbAsync(known.Job!.ResumeAsync(), known is { Outcome: null, IsPaused: true }, () => known.IsPaused = false),
            (StoredAction.SetSpeed, _) => VerbAsync(known.Job!.SetSpeedAsync(step.Value), known.Outcome is null, () => known.Speed = step.Value),
            (StoredAction.Cancel, _) => CancelAsync(id, known),
            _ => VerbAsync(known.Job!.DismissAsync(), known.Outcome is not null, () => _jobs.Remove(id)),
        };
    }

    private async Task CreateAsync(string id, Known? known)
    {
        if (known is null)
        {
            _jobs[id] = new Known { Job = await _manager!.CreateAsync("steps", World.Steps(id, Steps), World.Options(id)) };
        }
        else
        {
            await RefusedAsync(new ValueTask(_manager!.CreateAsync("steps", World.Steps(id, Steps), World.Options(id)).AsTask()));
        }
    }

    private static async Task StartAsync(Known known)
    {
        if (known.Outcome is null)
        {
            await known.Job!.StartAsync();
            known.IsStarted = true;

            // Of a job from the host before, the driver has to be made first; that it is to start is kept.
            await World.UntilAsync(() => known.Job.Snapshot().Has(JobFlags.Started));
        }
    }

    /// <summary>Has the driver do a step, and waits until it was told that its checkpoint is kept.</summary>
    private async Task StepAsync(string id, Known known)
    {
        if (known is not { IsStarted: true, IsPaused: false, Outcome: null })
        {
            return;
        }

        world.Allow(id, 1);
        known.Done++;
        await World.UntilAsync(() => DriverOf(id)?.Done == known.Done);
        if (known.Done == Steps)
        {
            known.Outcome = (await known.Job!.Completion.WaitAsync(TimeSpan.FromMinutes(3))).Outcome;
            Assert.Equal(JobOutcome.Succeeded, known.Outcome);
        }
    }

    private async Task CancelAsync(string id, Known known)
    {
        Task<JobResult> end = known.Job!.Completion;
        await VerbAsync(known.Job.CancelAsync(), known.Outcome is null, static () => { });
        if (known.Outcome is null)
        {
            known.Outcome = (await end.WaitAsync(TimeSpan.FromMinutes(3))).Outcome;
            Assert.Equal(JobOutcome.Cancelled, known.Outcome);
            if (!known.IsStarted)
            {
                // Nobody waits for the result of what never ran.
                _jobs.Remove(id);
                await _manager!.WhenDurableAsync();
            }
        }
    }

    private async Task CrashAsync()
    {
        await world.KillAsync(world.Store!);
        int before = world.Drivers.Length;
        _manager = await world.OpenAsync();
        foreach ((string id, Known known) in _jobs)
        {
            known.Job = _manager.Find(id);
            if (known is { IsStarted: true, IsPaused: false, Outcome: null })
            {
                // It goes on exactly where it was told that it is.
                await World.UntilAsync(() => world.Drivers.Skip(before).Any(driver => driver.Arguments.Name == id && driver.BeganAt >= 0));
                Assert.Equal(known.Done, DriverOf(id)!.BeganAt);
            }
        }
    }

    private async Task CheckAsync()
    {
        Assert.Equal(_jobs.Keys.Order(StringComparer.Ordinal), (await _manager!.QueryJobsAsync()).Select(static job => job.Id).Order(StringComparer.Ordinal));
        foreach ((string id, Known known) in _jobs)
        {
            Assert.Same(known.Job, _manager.Find(id));
            JobState state = known.Job!.Snapshot();
            Assert.Equal((id, known.IsStarted), (id, state.Has(JobFlags.Started)));
            Assert.Equal((id, known.Speed), (id, state.SpeedBytesPerSecond));
            if (known.Outcome is { } outcome)
            {
                Assert.Equal((id, JobStatus.Concluded), (id, state.Status));
                Assert.Equal((id, outcome), (id, (await known.Job.Completion).Outcome));
            }
            else
            {
                Assert.Equal((id, known.IsPaused), (id, state.Has(JobFlags.UserPaused)));
                Assert.True(state.Status is JobStatus.Created or JobStatus.Running or JobStatus.Paused, $"{id} is {state.Status}");
            }
        }
    }

    // A creation that is refused makes a driver, too, which never begins.
    private StepsDriver? DriverOf(string id) => world.Drivers.LastOrDefault(driver => driver.Arguments.Name == id && driver.BeganAt >= 0);

    private static async Task VerbAsync(ValueTask verb, bool isAllowed, Action then)
    {
        if (isAllowed)
        {
            await verb;
            then();
        }
        else
        {
            await RefusedAsync(verb);
        }
    }

    private static async Task RefusedAsync(ValueTask verb) => await Assert.ThrowsAsync<QmpErrorException>(() => verb.AsTask());

    /// <summary>What was acknowledged of a job.</summary>
    private sealed class Known
    {
        public Job? Job { get; set; }

        public bool IsStarted { get; set; }

        public bool IsPaused { get; set; }

        public long Speed { get; set; }

        public long Done { get; set; }

        public JobOutcome? Outcome { get; set; }
    }
}
