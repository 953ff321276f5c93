using System;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs;

/// <summary>Settings of an application's jobs, as they stand in configuration under <c>Qapi:Jobs</c>; see the package <c>QapiGen.Jobs.Hosting</c>.</summary>
/// <example><code>{ "Qapi": { "Jobs": { "MaxRunningJobs": 4, "ShutdownMode": "Wait" } } }</code></example>
public sealed class QapiJobsOptions
{
    private Func<IServiceProvider?, int, IJobStore>? _createStore;
    private JobShutdownMode? _shutdownMode;

    /// <summary>See <see cref="JobManagerOptions.MaxRunningJobs"/>.</summary>
    public int MaxRunningJobs { get; set; } = int.MaxValue;

    /// <summary>What the end of the application does with the jobs that are left. Those that <see cref="JobShutdownMode.Wait"/> doesn't see end in time are cancelled.</summary>
    /// <remarks>The default is <see cref="JobShutdownMode.Leave"/> with a store, and <see cref="JobShutdownMode.Cancel"/> without.</remarks>
    public JobShutdownMode ShutdownMode
    {
        get => _shutdownMode ?? (_createStore is null ? JobShutdownMode.Cancel : JobShutdownMode.Leave);
        set => _shutdownMode = value;
    }

    /// <summary>See <see cref="JobManagerOptions.ShutdownPatience"/>.</summary>
    public TimeSpan ShutdownPatience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long jobs may take to end when the application stops; those that are left are then given up. Null is the time that the host has for
    /// its end, less what connections need to close after the jobs: two fifths of it, up to two seconds.
    /// </summary>
    public TimeSpan? ShutdownTime { get; set; }

    /// <summary>
    /// Whether <c>JOB_STATUS_CHANGE</c> tells why a job failed, in a member <c>error</c>, also where the schema that is served doesn't declare it: QEMU's
    /// doesn't. Clients of QMP ignore members that they don't know. If false, only events whose schema declares it have it.
    /// </summary>
    public bool SendsError { get; set; } = true;

    /// <summary>Has jobs kept in a store. Packages of stores have methods of their own: <c>UseSqlite</c>, <c>UsePostgreSql</c>.</summary>
    /// <param name="create">Makes the store, not opened yet: once for each manager, which opens and disposes it.</param>
    /// <exception cref="InvalidOperationException">There is a store already; in a host, when that starts.</exception>
    public QapiJobsOptions UseStore(Func<IServiceProvider?, IJobStore> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        return UseShards((services, shard) => shard == 0
            ? create(services)
            : throw new InvalidOperationException("The store of the jobs can't be shared out among hosts: it was chosen by a method that knows no shards."));
    }

    /// <summary>Has jobs kept in stores that lie side by side in one database, as a cluster needs: each shard is a store of its own, with an owner of its own.</summary>
    /// <param name="create">Makes the store of a shard, not opened yet; shard 0 is that of a host by itself.</param>
    /// <exception cref="InvalidOperationException">There is a store already; in a host, when that starts.</exception>
    public QapiJobsOptions UseShards(Func<IServiceProvider?, int, IJobStore> create)
    {
        ArgumentNullException.ThrowIfNull(create);

        // Jobs of a store that somebody else's call has put aside would be gone without a word.
        if (_createStore is not null)
        {
            throw new InvalidOperationException("Two stores are chosen for the jobs (UseSqlite, UsePostgreSql, UseStore or UseShards, called twice), and there can be one: leave the other out");
        }

        _createStore = create;
        return this;
    }

    /// <summary>Makes the store that <see cref="UseStore"/> chose, not opened yet; null keeps jobs in memory.</summary>
    /// <param name="services">The application's services, if there are any.</param>
    public IJobStore? CreateStore(IServiceProvider? services = null) => CreateStore(services, shard: 0);

    /// <summary>Makes the store of a shard, not opened yet; null keeps jobs in memory.</summary>
    /// <param name="services">The application's services, if there are any.</param>
    /// <param name="shard">Number of the shard, from 0.</param>
    /// <exception cref="InvalidOperationException">The store has no shards, and this isn't shard 0; or null was made instead of a store.</exception>
    public IJobStore? CreateStore(IServiceProvider? services, int shard)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        return _createStore is null ? null : _createStore(services, shard)
            ?? throw new InvalidOperationException($"The function that {nameof(UseStore)}(...) or {nameof(UseShards)}(...) was given returned null, and no store: jobs would be gone with the process.");
    }
}
