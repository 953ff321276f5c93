using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;

namespace QapiGen.Hosting;

/// <summary>
/// Stands before all other hosted services: a second host with the same addresses doesn't start, and has taken nothing from the first by then, such as the store
/// of its jobs, which belongs to whoever opens it last.
/// </summary>
internal sealed class HostedReservation(HostedAddresses addresses) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        addresses.Reserve();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
