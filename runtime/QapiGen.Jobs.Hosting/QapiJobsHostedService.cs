using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using QapiGen.Hosting;

namespace QapiGen.Jobs.Hosting;

/// <summary>Makes the manager and opens its store when the host starts, before anything listens, and ends its jobs before anything else of the host is stopped.</summary>
internal sealed class QapiJobsHostedService(JobManager manager, IServiceProvider services) : IHostedLifecycleService
{
    // A host whose addresses are another's opens nothing, and fails by itself.
    public Task StartingAsync(CancellationToken cancellationToken) => services.TryReserveQmpAddresses() ? manager.OpenAsync(cancellationToken).AsTask() : Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // All services are told that the host is stopping before the first of them stops: connections are still open, whatever the order of registration.
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        services.BeginQmpEnd();
        return manager.ShutdownAsync(cancellationToken).AsTask();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
