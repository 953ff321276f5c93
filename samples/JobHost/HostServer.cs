using System;
using System.Threading;
using System.Threading.Tasks;
using JobHost.Drivers;
using QapiGen.Jobs;
using QapiGen.Jobs.Events;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;

namespace JobHost;

/// <summary>The host: a job manager and the commands that make jobs, served over QMP.</summary>
internal sealed class HostServer : IAsyncDisposable
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly JobManager _jobs;
    private readonly QmpService _service;
    private readonly QmpServer _server;
    private readonly JobHostEventEmitter? _events;

    private HostServer(IJobStore? store)
    {
        _jobs = new JobManager(new JobManagerOptions
        {
            Store = store,
            Drivers = HostDrivers.Register(store?.Durability == JobDurability.Machine, (id, bytes, hash) => _events?.FileVerified(id, (ulong)bytes, hash)),
        });
        var commands = new HostCommands(_jobs, () => _stopped.TrySetResult());

        // A command may wait for the disk, and then for itself alone; commands that come meanwhile share its flush.
        _service = new QmpService(
            JobHostSchema.Instance, [new JobDispatcher(_jobs), new JobHostDispatcher(commands), new FileJobsDispatcher(commands)], new QmpServiceOptions { AllowsConcurrentCommands = true });
        _events = new JobHostEventEmitter(_service);
        _jobs.AddSink(new JobStatusChangeSender(_service));
        _server = new QmpServer(_service);
    }

    /// <summary>Ends when a client has sent <c>quit</c>; with an exception when the store is lost.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Reads the store, if there is one, and then begins to listen on a Unix socket.</summary>
    /// <exception cref="JobStoreException">The store can't be opened.</exception>
    public static async Task<HostServer> StartAsync(string socketPath, IJobStore? store, CancellationToken cancellationToken)
    {
        var host = new HostServer(store);
        var address = QmpAddress.Unix(socketPath);
        try
        {
            // Before the store, which belongs to whoever opens it last: a host that is started twice would take it from itself.
            host._server.Reserve(address);
            await host._jobs.OpenAsync(cancellationToken);
            host._jobs.OwnershipLost.UnsafeRegister(static state => ((HostServer)state!).StoreIsLost(), host);
            host._server.Listen(address);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _jobs.ShutdownAsync(CancellationToken.None);

        // What is left for clients to read has its own second (QmpServiceOptions.CloseTimeout); a command that runs gets no more than one, either.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _server.StopAsync(patience.Token);
        await _server.DisposeAsync();
        await _service.DisposeAsync();

        // Last, since its store answers as long as somebody may ask.
        await _jobs.DisposeAsync();
    }

    private void StoreIsLost() => _stopped.TrySetException(
        _jobs.StoreLoss ?? new JobStoreException(JobStoreFault.OwnershipLost, "The store of the jobs belongs to another host now."));
}
