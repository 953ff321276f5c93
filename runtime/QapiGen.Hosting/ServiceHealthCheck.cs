using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using QapiGen.Runtime.Server;

namespace QapiGen.Hosting;

/// <summary>Healthy while clients can connect to a service where it should listen, degraded while it has as many as it takes; says how many there are. Its own connections aren't clients.</summary>
internal sealed class ServiceHealthCheck(QmpService service, QmpHostedEndpoints endpoints, bool needsEndpoint) : IHealthCheck
{
    // Somebody is in the line of a socket for that long only when nobody takes connections from it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        string? fault = service.IsStopping ? "the service is stopping" : await FindFaultAsync(cancellationToken).ConfigureAwait(false);
        int count = service.ConnectionCount;
        int limit = service.Options.MaxConnections;
        var data = new Dictionary<string, object> { ["connections"] = count };
        if (fault is not null)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"QMP service '{service.Options.Name}': {fault}", data: data);
        }

        // Those who are connected are served: a program that is ended for that would help nobody.
        return count >= limit
            ? HealthCheckResult.Degraded($"QMP service '{service.Options.Name}': new clients are turned away, {limit} are connected, and MaxConnections says that no more may be", data: data)
            : HealthCheckResult.Healthy($"The service '{service.Options.Name}' takes connections", data);
    }

    private async Task<string?> FindFaultAsync(CancellationToken cancellationToken)
    {
        HostedEndpoint[] all = endpoints.All;
        if (all.Length == 0)
        {
            return !needsEndpoint ? null : endpoints.HasBeenUsed ? "it doesn't listen any more" : "it doesn't listen yet";
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        foreach (HostedEndpoint endpoint in all)
        {
            if (await endpoint.FindFaultAsync(service, patience.Token).ConfigureAwait(false) is { } fault)
            {
                cancellationToken.ThrowIfCancellationRequested();
                return fault;
            }
        }

        return null;
    }
}
