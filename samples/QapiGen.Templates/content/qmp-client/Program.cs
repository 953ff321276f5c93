using QapiGen.Qemu.Processes;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using Qemu;

if (args.Length > 1)
{
    Console.Error.WriteLine("Name the one address of the QEMU to ask, or none: then one is started.");
    return 1;
}

try
{
    if (args is [string address])
    {
        await using QmpClient qmp = await QmpClient.ConnectAsync(address);
        await LookAsync(qmp);
        return 0;
    }

    await using QemuProcess vm = await QemuProcess.StartAsync(new QemuOptions { Program = "qemu-system-x86_64", Arguments = ["-nodefaults", "-display", "none"] });
    await LookAsync(vm.Qmp);
    QemuStopResult stopped = await vm.StopAsync(QemuStopOptions.Quick);
    Console.WriteLine($"ended by {stopped.Step}: {stopped.Exit}");
    return 0;
}
catch (Exception e) when (e is QemuStartException or QmpConnectionException or QmpProtocolException or QmpErrorException or TimeoutException or FormatException)
{
    // QEMU doesn't start, isn't there, isn't one, talks to somebody else, or refuses; the address is none.
    Console.Error.WriteLine(e.Message);
    return 1;
}

// Every command is a method, every event a record.
static async Task LookAsync(QmpClient qmp)
{
    var qemu = new QemuClient(qmp);
    Task<StopEvent> stopped = qmp.WaitForEventAsync<StopEvent>();
    StatusInfo status = await qemu.QueryStatusAsync();
    Console.WriteLine($"QEMU {qmp.Greeting?.Version} is {status.Status}");

    await qemu.StopAsync();
    await stopped;
    Console.WriteLine($"and now {(await qemu.QueryStatusAsync()).Status}");
    await qemu.ContAsync();
}
