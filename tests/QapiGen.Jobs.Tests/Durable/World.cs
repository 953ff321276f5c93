using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Durable;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Tests.Support;
using QapiGen.Testing.Jobs;

namespace QapiGen.Jobs.Tests.Durable;

/// <summary>What outlives hosts: the medium, and what drivers did. Hosts come one after the other.</summary>
internal sealed class World
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _steps = [];
    private readonly ConcurrentQueue<string> _calls = [];
    private readonly ConcurrentQueue<StepsDriver> _drivers = [];

    public World() => NewStore = () => new MemoryJobStore(Data);

    public MemoryJobStoreData Data { get; } = new();

    /// <summary>Makes a store for the next host. Default: one over <see cref="Data"/>.</summary>
    public Func<IJobStore> NewStore { get; init; }

    /// <summary>Ends a store as the death of its process would. Default: it is just left.</summary>
    public Func<IJobStore, ValueTask> KillAsync { get; init; } = static _ => default;

    /// <summary>What drivers did, in order.</summary>
    public string[] Calls => [.. _calls];

    /// <summary>All drivers ever made, oldest first.</summary>
    public StepsDriver[] Drivers => [.. _drivers];

    public Action<JobDriverOptions>? Configure { get; set; }

    /// <summary>The clock of hosts.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public IJobStore? Store { get; private set; }

    public StatusLog Log { get; private set; } = new();

    /// <summary>A new host; the one before is gone as if killed, unless it was disposed of.</summary>
    public Task<JobManager> OpenAsync(Func<JobManagerOptions, JobManagerOptions>? configure = null) => OpenAsync(NewStore(), configure);

    public async Task<JobManager> OpenAsync(IJobStore store, Func<JobManagerOptions, JobManagerOptions>? configure = null)
    {
        // Drivers of the host before, which this process can't kill, wait for ever.
        _steps.Clear();
        Store = store;
        var options = new JobManagerOptions
        {
            Store = store,
            TimeProvider = Clock,
            Drivers = new JobDriverRegistry()
                .Add<StepsArguments>("steps", arguments => Made(new StepsDriver(this, arguments)), Configure)
                .Add<StepsArguments>("hooked", arguments => Made(new HookedStepsDriver(this, arguments)), Configure),
        };
        var manager = new JobManager(configure?.Invoke(options) ?? options);
        Log = new StatusLog();
        manager.AddSink(Log);
        await manager.OpenAsync();
        return manager;
    }

    /// <summary>Lets a job do some more steps.</summary>
    public void Allow(string name, int steps) => StepsOf(name).Release(steps);

    public SemaphoreSlim StepsOf(string name) => _steps.GetOrAdd(name, static _ => new SemaphoreSlim(0));

    public void Note(string call) => _calls.Enqueue(call);

    /// <summary>Waits until something is so; the time is a guard against a hang only.</summary>
    public static async Task UntilAsync(Func<bool> holds, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(holds))] string? what = null)
    {
        long end = Environment.TickCount64 + 60_000;
        while (!holds())
        {
            if (Environment.TickCount64 > end)
            {
                throw new TimeoutException($"Never came true: {what}");
            }

            await Task.Delay(1);
        }
    }

    public static JobOptions Options(string id) => new() { Id = id, Type = JobType.Backup, AutoDismiss = false };

    public static StepsArguments Steps(string name, int steps, bool becomesReady = false) =>
        new() { Name = name, Steps = steps, BecomesReady = becomesReady ? true : null };

    /// <summary>The history that is kept of a job.</summary>
    public async Task<string> HistoryAsync(string id) =>
        string.Join(" ", (await Store!.ReadSinceAsync(0, 10_000)).Transitions.Where(item => item.Id == id).Select(item => item.To.ToWire()));

    private StepsDriver Made(StepsDriver driver)
    {
        _drivers.Enqueue(driver);
        return driver;
    }
}
