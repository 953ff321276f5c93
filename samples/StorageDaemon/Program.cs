using System;
using System.CommandLine;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;
using StorageDaemon;

// Before anything else, so that a signal in the first moments finds nothing that is done in part.
using var end = new CancellationTokenSource();
using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);

var image = new Argument<string?>("image") { Description = "The image to make; default: one in a temporary folder.", Arity = ArgumentArity.ZeroOrOne };
var size = new Option<ulong>("--size") { Description = "Size of its disk in bytes.", DefaultValueFactory = static _ => 64 * 1024 * 1024 };
var program = new Option<string>("--daemon") { Description = "The daemon to start.", DefaultValueFactory = static _ => "qemu-storage-daemon" };
var connect = new Option<string?>("--connect") { Description = "Connects to a daemon that runs already, at unix:PATH or tcp:HOST:PORT, instead of starting one." };
var root = new RootCommand("Makes a qcow2 image with a real storage daemon, through a typed client.") { image, size, program, connect };

root.SetAction(async (call, _) =>
{
    CancellationToken cancellationToken = end.Token;
    string folder = Directory.CreateTempSubdirectory("storage-daemon-").FullName;
    try
    {
        string path = Path.GetFullPath(call.GetValue(image) ?? Path.Combine(folder, "disk.qcow2"));
        ulong sizeBytes = call.GetRequiredValue(size);
        if (call.GetValue(connect) is { } address)
        {
            await using QmpClient running = await QmpClient.ConnectAsync(address, cancellationToken: cancellationToken);
            await new ImageMaker(running).RunAsync(path, sizeBytes, cancellationToken);
            return 0;
        }

        await using QmpListener listener = QmpListener.Bind(QmpAddress.Unix(Path.Combine(folder, "qmp.sock")));
        await using DaemonProcess daemon = DaemonProcess.Start(call.GetRequiredValue(program), listener.Address.Path);
        await using QmpClient qmp = await QmpClient.AcceptAsync(listener, cancellationToken: cancellationToken);
        await new ImageMaker(qmp).RunAsync(path, sizeBytes, cancellationToken);
        await new StorageDaemonClient(qmp).StorageDaemon.QuitAsync(cancellationToken);
        return 0;
    }
    catch (OperationCanceledException) when (end.IsCancellationRequested)
    {
        return 1;
    }
    catch (Exception e) when (e is QmpErrorException or QmpConnectionException or QmpProtocolException or TimeoutException or InvalidOperationException or FormatException)
    {
        await Console.Error.WriteLineAsync(e.Message);
        return 1;
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
});
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    end.Cancel();
}
