using System;
using System.CommandLine;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using JobHost;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;

// Before anything else, so that a signal in the first moments finds nothing that is done in part.
using var end = new CancellationTokenSource();
using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);

var socket = new Option<string?>("--socket") { Description = "Serves on this Unix socket until a client sends quit or the process is told to end." };
var store = new HostStore();
var root = new RootCommand("A host that copies files and makes images as background jobs, driven over QMP. Without options it shows itself.") { socket };
store.AddTo(root, socket);
root.SetAction(async (call, _) =>
{
    try
    {
        await (call.GetValue(socket) is { } path ? ServeAsync(path, store.Create(call), end.Token) : ShowAsync(end.Token));
        return 0;
    }
    catch (OperationCanceledException) when (end.IsCancellationRequested)
    {
        return 1;
    }
    catch (Exception e) when (e is QmpConnectionException or JobStoreException or ArgumentException)
    {
        // The address is in use, or no place for a socket; the store is damaged, or belongs to another host by now.
        await Console.Error.WriteLineAsync(e.Message);
        return 1;
    }
});
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    end.Cancel();
}

static async Task ServeAsync(string path, IJobStore? store, CancellationToken cancellationToken)
{
    await using HostServer host = await HostServer.StartAsync(path, store, cancellationToken);
    var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    await using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static state => ((TaskCompletionSource)state!).SetResult(), told);
    await await Task.WhenAny(host.Stopped, told.Task);
}

static async Task ShowAsync(CancellationToken cancellationToken)
{
    string folder = Directory.CreateTempSubdirectory("job-host-").FullName;
    try
    {
        string path = Path.Combine(folder, "qmp.sock");
        await using HostServer host = await HostServer.StartAsync(path, store: null, cancellationToken);
        await using QmpClient qmp = await QmpClient.ConnectAsync($"unix:{path}", new QmpClientOptions { Schema = JobHostSchema.Instance }, cancellationToken);
        await new Demo(qmp, folder).RunAsync(cancellationToken);
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
}
