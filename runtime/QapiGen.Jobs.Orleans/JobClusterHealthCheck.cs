using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using QapiGen.Hosting;
using QapiGen.Jobs.Orleans.Nodes;
using QapiGen.Jobs.Orleans.Shards;

namespace QapiGen.Jobs.Orleans;

/// <summary>Adds the check of a node.</summary>
public static class QapiJobsHealthChecksBuilderExtensions
{
    /// <summary>Adds a check that the node is a part of the cluster, and that the shards which it has can be written.</summary>
    /// <param name="builder">The application's checks.</param>
    /// <param name="name">The check's name.</param>
    public static IHealthChecksBuilder AddQapiJobCluster(this IHealthChecksBuilder builder, string name = "jobs")
    {
        ArgumentNullException.ThrowIfNull(builder);
        HealthCheckValidator.Add(builder, _ => builder.Services.Any(static service => service.ServiceType == typeof(JobCluster)) ? null
            : "There is no cluster of jobs: call AddQapiJobCluster(...) of the silo, too");
        return builder.Add(new HealthCheckRegistration(
            name,
            static provider => new JobClusterHealthCheck(provider.GetRequiredService<JobCluster>(), provider.GetRequiredService<LocalShards>(), provider.GetRequiredService<ClusterNode>()),
            failureStatus: null, tags: null));
    }
}

/// <summary>Healthy while the node is a part of the cluster, and all of its shards can be written; degraded while some are set aside, or another node has its name.</summary>
internal sealed class JobClusterHealthCheck(JobCluster jobs, LocalShards shards, ClusterNode node) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Check(context));

    private HealthCheckResult Check(HealthCheckContext context)
    {
        if (!jobs.Ready.IsCompletedSuccessfully)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "The node isn't a part of the cluster of jobs yet, or any more");
        }

        if (shards.Troubles is [var (shard, trouble), ..] all)
        {
            return new HealthCheckResult(
                context.Registration.FailureStatus,
                string.Create(CultureInfo.InvariantCulture, $"{all.Count} of {shards.Numbers.Count} shards can't be written; shard {shard} since {trouble.Since:u}: {trouble.Reason.Message}"),
                trouble.Reason);
        }

        if (shards.SetAside is [var (_, reason), ..])
        {
            return HealthCheckResult.Degraded(reason);
        }

        return node.Namesake is { } other ? HealthCheckResult.Degraded($"Another node, {other}, is called as this one is") : HealthCheckResult.Healthy();
    }
}
