using System;

namespace QapiGen.Jobs;

/// <summary>Settings of an application's jobs, as they stand in configuration under <c>Qapi:Jobs</c>; see the package <c>QapiGen.Jobs.Hosting</c>.</summary>
/// <example><code>{ "Qapi": { "Jobs": { "MaxRunningJobs": 4, "ShutdownMode": "Wait" } } }</code></example>
public sealed class QapiJobsOptions
{
    /// <summary>See <see cref="JobManagerOptions.MaxRunningJobs"/>.</summary>
    public int MaxRunningJobs { get; set; } = int.MaxValue;

    /// <summary>What the end of the application does with the jobs that are left. Those that <see cref="JobShutdownMode.Wait"/> doesn't see end in time are cancelled.</summary>
    public JobShutdownMode ShutdownMode { get; set; } = JobShutdownMode.Cancel;

    /// <summary>See <see cref="JobManagerOptions.ShutdownPatience"/>.</summary>
    public TimeSpan ShutdownPatience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long jobs may take to end when the application stops; those that are left are then given up. Null is the time that the host has for
    /// its end, less what connections need to close after the jobs: a fifth of it, up to two seconds.
    /// </summary>
    public TimeSpan? ShutdownTime { get; set; }
}
