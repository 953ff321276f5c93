using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Hosting;

/// <summary>Healthy while the store of the jobs can write, and is this host's; also without one.</summary>
internal sealed class JobStoreHealthCheck(JobManager manager) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check(context));

    private HealthCheckResult Check(HealthCheckContext context)
    {
        if (manager.OwnershipLost.IsCancellationRequested)
        {
            // Whoever chose a milder status for trouble that passes didn't choose it for this.
            return new HealthCheckResult(
                HealthStatus.Unhealthy, $"The store of the jobs is lost, and this host can't go on: {manager.StoreLoss?.Message ?? "another host has opened it"}", manager.StoreLoss);
        }

        return manager.StoreTrouble is { } trouble
            ? new HealthCheckResult(context.Registration.FailureStatus, Text(trouble), trouble.Reason)
            : HealthCheckResult.Healthy();
    }

    private static string Text(JobStoreTrouble trouble)
    {
        string waiting = trouble.Waiting == 1 ? "1 record waits" : string.Create(CultureInfo.InvariantCulture, $"{trouble.Waiting} records wait");
        return string.Create(CultureInfo.InvariantCulture, $"The store of the jobs can't write since {trouble.Since:u}, and {waiting}: {trouble.Reason.Message}");
    }
}
