using System;
using System.CommandLine;
using System.Runtime.InteropServices;
using System.Threading;
using QapiGen.Jobs.Client;
using QapiGen.Qemu.Processes;
using QapiGen.Runtime.Messages;
using VirtualMachine;

// Before anything else, so that a signal in the first moments finds nothing that is done in part.
using var end = new CancellationTokenSource();
using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);

var emulator = new Option<string>("--emulator") { Description = "The emulator to start.", DefaultValueFactory = static _ => "qemu-system-x86_64" };
var daemon = new Option<string>("--storage-daemon") { Description = "The storage daemon that makes the disks.", DefaultValueFactory = static _ => "qemu-storage-daemon" };
var hold = new Option<bool>("--hold") { Description = "Only starts the machine, and lets it run until Ctrl-C." };
var root = new RootCommand("Boots a virtual machine, takes a picture of its screen, backs its disk up, and moves it to a second QEMU.") { emulator, daemon, hold };

root.SetAction(async (call, _) =>
{
    CancellationToken cancellationToken = end.Token;
    try
    {
        await new Tour(call.GetRequiredValue(emulator), call.GetRequiredValue(daemon), call.GetValue(hold)).RunAsync(cancellationToken);
        return 0;
    }
    catch (OperationCanceledException) when (end.IsCancellationRequested)
    {
        return 1;
    }
    catch (Exception e) when (e is QemuStartException or QmpErrorException or QmpJobException or QmpConnectionException or QmpProtocolException or TimeoutException)
    {
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
