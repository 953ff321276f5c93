using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Tests.Durable;
using QapiGen.Runtime.Messages;
using QapiGen.Testing.Jobs;
using Xunit;

namespace QapiGen.Jobs.Tests.Interleaving;

/// <summary>One schedule of a scenario over a store that is taken away at some record; and what the next host makes of what was kept.</summary>
#pragma warning disable CA1001 // A source of cancellation that has no timer holds nothing to dispose of.
internal sealed class StoredRace
#pragma warning restore CA1001
{
    private readonly Dictionary<string, RaceDriver> _drivers = [];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _later = [];
    private readonly List<(Job Job, Func<JobStatus, bool> Holds, string What)> _acknowledged = [];
    private readonly List<Job> _jobs = [];
    private readonly RaceStore _store;
    private readonly OrderCheck _order;
    private readonly int _records;

    public StoredRace(int seed)
    {
        Interleaver = new Interleaver(seed);
        _records = new Random(seed).Next(30);
        _store = new RaceStore(Interleaver);
        Manager = new JobManager(new JobManagerOptions
        {
            Dispatcher = Interleaver,
            SchedulingPoint = Interleaver.Point,
            Store = _store,
            TimeProvider = new TimerlessClock(),
            Drivers = new JobDriverRegistry().Add<JobPauseArguments>("race", arguments => _drivers[arguments.Id]),
        });
        Manager.OpenAsync().AsTask().GetAwaiter().GetResult();
        _order = new OrderCheck(Interleaver.Point);
        Manager.AddSink(_order);
    }

    public Interleaver Interleaver { get; }

    public JobManager Manager { get; }

    /// <summary>Makes a job before the race begins; it isn't started yet.</summary>
    public Job Create(RaceDriver driver, bool autoFinalize = true, JobTransaction? transaction = null)
    {
        string id = $"j{_jobs.Count}";
        _drivers.Add(id, driver);
        var options = new JobOptions { Id = id, Type = JobType.Backup, AutoFinalize = autoFinalize, AutoDismiss = false, Transaction = transaction };
        Task<Job> creating = Manager.CreateAsync("race", new JobPauseArguments(id), options).AsTask();
        Interleaver.Run();
        _jobs.Add(creating.Result);
        return creating.Result;
    }

    /// <summary>A client that does one thing after the other; refusals are answers too, and what is answered otherwise is kept.</summary>
    public void Client(params (Job Job, Func<Job, ValueTask> Verb, Func<JobStatus, bool> Holds, string What)[] steps) => Interleaver.Spawn(() =>
    {
        foreach ((Job job, Func<Job, ValueTask> verb, Func<JobStatus, bool> holds, string what) in steps)
        {
            Task task = verb(job).AsTask();
            Interleaver.Wait(() => task.IsCompleted);
            if (task.IsCompletedSuccessfully)
            {
                _acknowledged.Add((job, holds, what));
            }
            else if (task.Exception?.InnerException is not QmpErrorException)
            {
                throw task.Exception!.InnerException!;
            }
        }
    });

    /// <summary>Runs it, opens what was kept in another host, ends whatever is left, and checks.</summary>
    public async Task RunAsync()
    {
        _store.Limit = _store.Durable.Count + _records;
        Interleaver.Run();
        Assert.Empty(_order.Faults);
        foreach ((Job job, Func<JobStatus, bool> holds, string what) in _acknowledged)
        {
            // In its history: it may have gone on since.
            Assert.True(_store.Durable.Any(record => record.Job == job.Number && holds(record.State.Status)), $"{what} of {job.Id} was acknowledged and isn't kept");
        }

        foreach (Job job in _jobs)
        {
            JobStatus status = _order.StatusOf(job);
            Assert.True(_store.Durable.Any(record => record.Job == job.Number && record.State.Status == status), $"{job.Id} was told to be {status}, which isn't kept");
        }

        await CheckNextAsync();
    }

    private async Task CheckNextAsync()
    {
        var data = new MemoryJobStoreData();
        var before = new MemoryJobStore(data);
        await before.OpenAsync("before");
        foreach (JobRecord record in _store.Durable)
        {
            before.Append(record);
        }

        await before.WhenDurableAsync(_store.Durable.Count);
        var medium = new MemoryJobStore(data);
        await using JobManager next = await JobManager.OpenAsync(new JobManagerOptions
        {
            Store = medium,
            Drivers = new JobDriverRegistry().Add<JobPauseArguments>("race", arguments => new LaterDriver(_later.GetOrAdd(arguments.Id, static _ => [])), o => o.MaxLosses = 100),
        });
        Job[] found = [.. next.Describe().Select(static description => description.Job)];
        Task<JobResult>[] ends = [.. found.Select(static job => job.Completion)];
        await World.UntilAsync(() =>
        {
            foreach (Job job in found)
            {
                JobState state = job.Snapshot();
                ValueTask verb = state.Status switch
                {
                    JobStatus.Pending => job.FinalizeAsync(),
                    JobStatus.Created => job.CancelAsync(),
                    JobStatus.Paused when state.Has(JobFlags.UserPaused) => job.ResumeAsync(),
                    _ => default,
                };
                _ = TryAsync(verb);
            }

            return ends.All(static end => end.IsCompleted);
        });
        var outcomes = new Dictionary<string, JobOutcome>();
        for (int i = 0; i < found.Length; i++)
        {
            outcomes[found[i].Id!] = (await ends[i]).Outcome;
        }

        await next.WhenDurableAsync();
        EveryPoint.CheckHistory((await medium.ReadSinceAsync(0, 10_000)).Transitions);
        CheckGroup(outcomes);
    }

    /// <summary>All members or none; and the hooks of both hosts say so.</summary>
    private void CheckGroup(Dictionary<string, JobOutcome> outcomes)
    {
        bool isWell = outcomes.Count == _jobs.Count && outcomes.Values.All(static outcome => outcome == JobOutcome.Succeeded);
        if (_jobs.Count > 1)
        {
            Assert.True(isWell || outcomes.Values.All(static outcome => outcome != JobOutcome.Succeeded), string.Join(", ", outcomes));
        }

        foreach (Job job in _jobs)
        {
            string[] hooks = [.. _drivers[job.Id!].Calls, .. _later.GetOrAdd(job.Id!, static _ => [])];
            Assert.DoesNotContain(isWell ? "abort" : "commit", hooks);
            Assert.True(!isWell || _drivers[job.Id!] is not HookedRaceDriver || hooks.Contains("commit"), $"{job.Id}: {string.Join(' ', hooks)}");
        }
    }

    private static async Task TryAsync(ValueTask verb)
    {
        try
        {
            await verb;
        }
        catch (QmpErrorException)
        {
            // It is past that.
        }
    }

    /// <summary>The driver in the next host: its work is done at once.</summary>
    private sealed class LaterDriver(ConcurrentQueue<string> calls) : JobDriver, IJobTransactionHooks
    {
        public override Task RunAsync(JobContext job) => Task.CompletedTask;

        public ValueTask PrepareAsync(JobContext job) => default;

        public ValueTask CommitAsync(JobContext job) => Note("commit");

        public ValueTask AbortAsync(JobContext job) => Note("abort");

        public ValueTask CleanAsync(JobContext job) => Note("clean");

        private ValueTask Note(string hook)
        {
            calls.Enqueue(hook);
            return default;
        }
    }

    /// <summary>Without timers, which know nothing of strands.</summary>
    private sealed class TimerlessClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NoTimer();

        private sealed class NoTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}
