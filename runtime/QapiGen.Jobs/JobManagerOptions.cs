using System;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Engine;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs;

/// <summary>Settings of a <see cref="JobManager"/>.</summary>
public sealed record JobManagerOptions
{
    internal static readonly TimeSpan DefaultShutdownTimeout = TimeSpan.FromSeconds(30);

    private readonly JobShutdownMode? _shutdownMode;

    /// <summary>Where jobs are kept, so that a host that comes up again goes on with them; open it with <see cref="JobManager.OpenAsync(JobManagerOptions, System.Threading.CancellationToken)"/>. Null keeps them in memory only.</summary>
    /// <remarks>The manager disposes of it.</remarks>
    public IJobStore? Store { get; init; }

    /// <summary>Drivers by name: jobs of others can't go on in the next host.</summary>
    public JobDriverRegistry Drivers { get; init; } = new();

    /// <summary>
    /// Null; or why the jobs of the store are only kept here, without drivers, until another host opens it: those that were at work are paused. They are listed, and
    /// can be paused and dismissed. A cancel ends a job by itself as one whose driver can't be made again; what else needs a driver is refused with this reason.
    /// </summary>
    public string? HeldBecause { get; init; }

    /// <summary>How fast drivers of stored jobs are made again; to be shared by managers of one host. Null for a pace of the manager's own.</summary>
    public JobTakeUpPace? TakeUpPace { get; init; }

    /// <summary>The clock of delays and transitions. Where it throws, the system's steps in, and that is logged once.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where drivers run. The default is the thread pool, which also takes what a scheduler refuses.</summary>
    public TaskScheduler Scheduler { get; init; } = TaskScheduler.Default;

    /// <summary>How many jobs may be at work at once, from 1; further ones stay created, and start in order. Default: no limit.</summary>
    public int MaxRunningJobs { get; init; } = int.MaxValue;

    /// <summary>What <see cref="JobManager.DisposeAsync"/> does with the jobs that are left. Default: with a store they are left to the next host, else cancelled.</summary>
    public JobShutdownMode ShutdownMode
    {
        get => _shutdownMode ?? (Store is null ? JobShutdownMode.Cancel : JobShutdownMode.Leave);
        init => _shutdownMode = value;
    }

    /// <summary>How long a shutdown waits for one job to react to its cancel before the others are cancelled too, and for a sink before it is given up: up to 40 days.</summary>
    public TimeSpan ShutdownPatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long <see cref="JobManager.DisposeAsync"/> may take; jobs that are left then are given up, and logged by their ids. Null is 30 seconds
    /// where jobs are cancelled, and no bound where they may finish (<see cref="JobShutdownMode.Wait"/>); with a bound, those that don't finish are cancelled
    /// when twice the <see cref="ShutdownPatience"/> is left of it, at the latest. <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> is no bound.
    /// </summary>
    public TimeSpan? ShutdownTimeout { get; init; }

    /// <summary>The types that jobs can have: the table of the enum <c>JobType</c> in the host's schema. Default: QEMU's.</summary>
    public WireEnum JobTypes { get; init; } = JobTypeCodec.Table;

    /// <summary>Is told what hooks and sinks throw where nobody else can be.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Replaces threads, so that a test decides who goes on; null outside of tests.</summary>
    internal RunDispatcher? Dispatcher { get; init; }

    /// <summary>Is called before each look at shared state, so that a test can let another thread go first.</summary>
    internal Action? SchedulingPoint { get; init; }
}

/// <summary>How a manager ends (jobs spec 19).</summary>
public enum JobShutdownMode
{
    /// <summary>Cancel every job by force, newest first, and wait for each; concluded ones are dismissed.</summary>
    Cancel,

    /// <summary>Wait until every job has concluded by itself.</summary>
    Wait,

    /// <summary>
    /// Leave the jobs as they are to the next host that opens their store: each driver stops at its next checkpoint, or at once if it saves none.
    /// Without a store as <see cref="Cancel"/>.
    /// </summary>
    Leave,
}
