using System;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using QapiGen.ConformanceHost;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;

ConformanceArguments arguments;
try
{
    arguments = ConformanceArguments.Parse(args);
}
catch (FormatException fault)
{
    Console.Error.WriteLine($"{fault.Message}\nusage: QapiGen.ConformanceHost --socket PATH[,pretty=on] [--system] [--preconfig] [-compat POLICY]");
    return 2;
}

if (arguments.IsEmulator && !ConformanceService.HasQemuSchemas)
{
    Console.Error.WriteLine("--system needs a host that was built with QAPIGEN_QEMU_SCHEMAS set");
    return 2;
}

var stopped = new TaskCompletionSource();
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
await using QmpService service = ConformanceService.Create(arguments);
await using var server = new QmpServer(service);
server.Listen(QmpAddress.Unix(arguments.SocketPath));
await Task.WhenAny(service.QuitRequested, stopped.Task);
return 0;

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stopped.TrySetResult();
}
