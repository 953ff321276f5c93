using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using QapiGen.Runtime.Server;

namespace QapiGen.Hosting;

/// <summary>Healthy while a service takes connections; says how many there are.</summary>
internal sealed class QmpHealthCheck : IHealthCheck
{
    private readonly QmpService _service;

    public QmpHealthCheck(QmpService service) => _service = service;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object> { ["connections"] = _service.ConnectionCount };
        return Task.FromResult(_service.IsStopping
            ? new HealthCheckResult(context.Registration.FailureStatus, "The service is stopping", data: data)
            : HealthCheckResult.Healthy("The service takes connections", data));
    }
}
