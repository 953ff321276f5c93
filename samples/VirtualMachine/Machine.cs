using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Qemu.CommandLine;
using QapiGen.Qemu.Processes;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Wire;

namespace VirtualMachine;

/// <summary>A PC with nothing but firmware, a screen and an empty disk.</summary>
internal sealed class Machine : IAsyncDisposable
{
    private readonly QemuProcess _process;
    private readonly Task _following;

    private Machine(string name, QemuProcess process)
    {
        Name = name;
        _process = process;
        Commands = new VirtualMachineClient(process.Qmp);
        _following = FollowAsync(process.Qmp.Events());
    }

    public string Name { get; }

    public VirtualMachineClient Commands { get; }

    public QmpClient Qmp => _process.Qmp;

    public int ProcessId => _process.ProcessId;

    /// <summary>Starts QEMU. What stands on the command line in JSON is made of the same types as what goes over QMP.</summary>
    public static async Task<Machine> StartAsync(string name, string program, string disk, string[] more, CancellationToken cancellationToken)
    {
        var options = new QemuOptions
        {
            Program = program,
            Arguments =
            [
                "-name", name, "-machine", "pc,memory-backend=ram", "-accel", "tcg", "-m", "64", "-nodefaults", "-display", "none", "-vga", "std",
                .. QemuArguments.Object<ObjectOptions>(new ObjectOptions.MemoryBackendRam { Id = "ram", Size = 64 * 1024 * 1024 }),
                .. QemuArguments.Blockdev<BlockdevOptions>(new BlockdevOptions.Qcow2 { NodeName = "disk", File = new BlockdevOptions.File { Filename = disk } }),
                .. QemuArguments.Device(new QmpProperties { { "driver", "virtio-blk-pci" }, { "id", "vda" }, { "drive", "disk" } }),
                .. more,
            ],
            Client = new QmpClientOptions { Schema = VirtualMachineSchema.Instance },
        };
        var machine = new Machine(name, await QemuProcess.StartAsync(options, cancellationToken));
        Console.WriteLine($"{name}: QEMU {machine.Qmp.Greeting!.Version} as process {machine.ProcessId}");
        return machine;
    }

    /// <summary>Ends QEMU, and says how that went.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        QemuStopResult stopped = await _process.StopAsync(QemuStopOptions.Quick, cancellationToken);
        await _following;
        Console.WriteLine($"{Name}: ended by {stopped.Step}: {stopped.Exit}");
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task FollowAsync(QmpEventSubscription<QmpEvent> events)
    {
        try
        {
            await foreach (QmpEvent received in events)
            {
                Console.WriteLine($"{Name}: event {(received is RawQmpEvent raw ? raw.Name : received.GetType().Name)}");
            }
        }
        catch (QmpConnectionException)
        {
            // QEMU has ended.
        }
    }
}
