using System;
using System.Linq;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using QapiGen.Hosting;
using QapiGen.Jobs.Hosting;
using QapiGen.Jobs.Orleans.Nodes;
using QapiGen.Jobs.Orleans.Placement;
using QapiGen.Jobs.Orleans.Shards;

namespace QapiGen.Jobs.Orleans;

/// <summary>Adds jobs to a node of a cluster.</summary>
public static class QapiJobsSiloBuilderExtensions
{
    /// <summary>Adds the cluster's jobs to a node: <see cref="JobCluster"/>, and its share of the work.</summary>
    /// <remarks>
    /// Every QMP service of the node whose schema includes <c>job.json</c> serves the jobs of the whole cluster, and sends <c>JOB_STATUS_CHANGE</c>. Settings are
    /// <see cref="QapiJobsOptions"/>, bound to the section <c>Qapi:Jobs</c>; limits such as <see cref="QapiJobsOptions.MaxRunningJobs"/> count for each shard.
    /// Drivers and store are the same on all nodes. When the node stops, its jobs stop at their checkpoints and go on elsewhere.
    /// </remarks>
    /// <param name="silo">The node.</param>
    /// <param name="configure">Chooses the store, which all nodes have to reach, and changes settings.</param>
    /// <returns>The builder that a host by itself has, too.</returns>
    /// <exception cref="InvalidOperationException">The application has jobs of its own: <c>services.AddQapiJobs</c>.</exception>
    /// <example><code>
    /// host.UseOrleans(silo => silo
    ///     .UseAdoNetClustering(o => { o.Invariant = "Npgsql"; o.ConnectionString = connection; })
    ///     .AddQapiJobs(o => o.UsePostgreSql(connection)).AddDriver&lt;CopyArguments&gt;("copy", a => new CopyJob(a)));
    /// </code></example>
    public static QapiJobsBuilder AddQapiJobs(this ISiloBuilder silo, Action<QapiJobsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        IServiceCollection services = silo.Services;
        if (services.Any(static service => service.ServiceType == typeof(JobManager)))
        {
            throw new InvalidOperationException("The application's jobs are its own (services.AddQapiJobs); they can't be those of a cluster, too.");
        }

        QapiJobsBuilder builder = services.AddQapiJobDrivers(configure);
        if (services.Any(static service => service.ServiceType == typeof(JobCluster)))
        {
            return builder;
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ShardOpenings>();
        services.AddSingleton<LocalShards>();
        services.AddSingleton<NodeEvents>();
        services.AddSingleton<ClusterNode>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<ClusterNode>());
        services.AddSingleton(static provider => new JobCluster(
            provider.GetRequiredService<ClusterNode>(), provider.GetRequiredService<NodeEvents>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<JobCluster>>()));
        services.AddSingleton<IQmpHostingExtension, JobClusterExtension>();

        // The default one forgets what the part of it on a node knew when that node goes: shards of others would be opened a second time, and their jobs begun again.
#pragma warning disable ORLEANSEXP003 // It has been in stable packages since 9.0.
        silo.AddDistributedGrainDirectory(JobShardGrain.DirectoryName);
#pragma warning restore ORLEANSEXP003
        silo.AddPlacementDirector<ShardPlacement, ShardPlacementDirector>();
        return builder;
    }
}
