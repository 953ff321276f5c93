using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs;
using QapiGen.Jobs.Events;
using QapiGen.JobLab.Scripting;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;

namespace QapiGen.JobLab;

/// <summary>Listens on one address; each connection finds an engine of its own, without jobs.</summary>
public sealed class LabHost(QmpAddress address) : IAsyncDisposable
{
    private readonly QmpListener _listener = QmpListener.Bind(address);

    /// <summary>Serves until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
            {
                IQmpTransport transport = await _listener.AcceptAsync(cancellationToken);
                sessions.RemoveAll(session => session.IsCompleted);
                sessions.Add(Task.Run(() => ServeAsync(transport, cancellationToken), CancellationToken.None));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Task.WhenAll(sessions);
        }
    }

    /// <summary>Stops listening.</summary>
    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private static async Task ServeAsync(IQmpTransport transport, CancellationToken cancellationToken)
    {
        var scheduler = new LabScheduler();
        var manager = new JobManager(new JobManagerOptions { Scheduler = scheduler });
        var session = new LabSession(manager, new BlockJobEvents(static (_, _) => { }, static _ => { }));
        await using var service = new QmpService(
            LabSchema.Instance, [new JobDispatcher(manager), new LabDispatcher(new LabCommands(session, scheduler))]);

        // What is compared with QEMU's says what QEMU says.
        manager.AddSink(new JobStatusChangeSender(service) { SendsError = false });
        await service.ServeAsync(transport, cancellationToken);
    }
}
