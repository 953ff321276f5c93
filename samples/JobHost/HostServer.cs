using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs;
using QapiGen.Jobs.Events;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;

namespace JobHost;

/// <summary>The host: a job manager and the commands that make jobs, served over QMP.</summary>
internal sealed class HostServer : IAsyncDisposable
{
    private readonly JobManager _jobs = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly QmpService _service;
    private readonly QmpServer _server;

    /// <summary>Begins to listen on a Unix socket.</summary>
    public HostServer(string socketPath)
    {
        var commands = new HostCommands(_jobs, () => _stopped.TrySetResult());
        _service = new QmpService(JobHostSchema.Instance, [new JobDispatcher(_jobs), new JobHostDispatcher(commands)]);
        commands.Events = new JobHostEventEmitter(_service);
        _jobs.AddSink(new JobStatusChangeSender(_service));
        _server = new QmpServer(_service);
        _server.Listen(QmpAddress.Unix(socketPath));
    }

    /// <summary>Ends when a client has sent <c>quit</c>.</summary>
    public Task Stopped => _stopped.Task;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _jobs.DisposeAsync();

        // What is left for clients to read has its own second (QmpServiceOptions.CloseTimeout); a command that runs gets no more than one, either.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _server.StopAsync(patience.Token);
        await _server.DisposeAsync();
        await _service.DisposeAsync();
    }
}
