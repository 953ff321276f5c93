using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;

namespace QapiGen.Hosting.Clients;

/// <summary>Healthy while a client's server answers.</summary>
internal sealed class ClientHealthCheck(QmpClient client, string command, TimeSpan timeout) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!client.IsConnected)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "There is no connection to the server");
        }

        try
        {
            await client.ExecuteAsync(command, options: new QmpCallOptions { Timeout = timeout }, cancellationToken: cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy("The server answers");
        }
        catch (QmpErrorException e)
        {
            return HealthCheckResult.Healthy($"The server answers: {e.Description}");
        }
        catch (Exception e) when (e is QmpConnectionException or QmpTimeoutException or QmpProtocolException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, e.Message, e);
        }
    }
}
