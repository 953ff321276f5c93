using System;
using System.Runtime.InteropServices;
using System.Threading;
using QapiGen.JobLab;
using QapiGen.Runtime.Transport;

if (args is not ["--socket", string path])
{
    Console.Error.WriteLine("usage: QapiGen.JobLab --socket PATH");
    return 2;
}

using var stop = new CancellationTokenSource();
using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
await using var host = new LabHost(QmpAddress.Unix(path));
await host.RunAsync(stop.Token);
return 0;

void OnSignal(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
