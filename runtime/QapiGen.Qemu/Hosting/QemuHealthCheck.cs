using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using QapiGen.Qemu.Processes;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;

namespace QapiGen.Qemu.Hosting;

/// <summary>Healthy while a program runs and its monitor answers.</summary>
internal sealed class QemuHealthCheck(QemuHostedProcess hosted, TimeSpan timeout) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            QemuProcess process = hosted.Process;
            if (process.Exited.IsCompleted)
            {
                return new HealthCheckResult(context.Registration.FailureStatus, $"It has ended: {await process.Exited.ConfigureAwait(false)}");
            }

            await process.Qmp.ExecuteAsync("query-version", options: new QmpCallOptions { Timeout = timeout }, cancellationToken: cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy($"Process {process.ProcessId} answers");
        }
        catch (Exception e) when (e is QmpConnectionException or QmpTimeoutException or QmpErrorException or QmpProtocolException or InvalidOperationException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, e.Message, e);
        }
    }
}
