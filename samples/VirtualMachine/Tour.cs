using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Client;
using QapiGen.Qemu.Processes;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;

namespace VirtualMachine;

/// <summary>Boots a machine, takes a picture, backs its disk up, moves it to a second QEMU, and ends both.</summary>
internal sealed class Tour(string emulator, string storageDaemon, bool holds)
{
    private const ulong DiskBytes = 16 * 1024 * 1024;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // All files are in the daemon's folder, which goes with it, even if this process is killed.
        await using QemuProcess daemon = await QemuProcess.StartAsync(new QemuOptions { Program = storageDaemon }, cancellationToken);
        string folder = daemon.Folder;
        string disk = Path.Combine(folder, "disk.qcow2");
        string backup = Path.Combine(folder, "backup.qcow2");
        await MakeDisksAsync(daemon, [disk, backup], cancellationToken);

        await using Machine source = await Machine.StartAsync("source", emulator, disk, [], cancellationToken);
        if (holds)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        await TakePictureAsync(source, Path.Combine(folder, "screen.ppm"), cancellationToken);
        await BackUpAsync(source, backup, cancellationToken);

        string uri = $"unix:{Path.Combine(folder, "migration.sock")}";
        await using Machine target = await Machine.StartAsync("target", emulator, disk, ["-incoming", uri], cancellationToken);
        await MigrateAsync(source, target, uri, cancellationToken);

        await source.StopAsync(cancellationToken);
        await target.StopAsync(cancellationToken);
    }

    /// <summary>A storage daemon makes images without any machine.</summary>
    private static async Task MakeDisksAsync(QemuProcess daemon, string[] paths, CancellationToken cancellationToken)
    {
        var commands = new VirtualMachineClient(daemon.Qmp);
        for (int i = 0; i < paths.Length; i++)
        {
            string file = $"file{i}";
            await CreateAsync(daemon.Qmp, $"create-{file}", new BlockdevCreateOptions.File { Filename = paths[i], Size = 0 }, cancellationToken);
            await commands.BlockdevAddAsync(new BlockdevOptions.File { NodeName = file, Filename = paths[i] }, cancellationToken);
            await CreateAsync(daemon.Qmp, $"format-{file}", new BlockdevCreateOptions.Qcow2 { File = file, Size = DiskBytes }, cancellationToken);
            await commands.BlockdevDelAsync(file, cancellationToken);
            Console.WriteLine($"made {Path.GetFileName(paths[i])}");
        }
    }

    private static async Task CreateAsync(QmpClient qmp, string id, BlockdevCreateOptions options, CancellationToken cancellationToken) =>
        await qmp.RunJobAsync(id, (client, token) => new VirtualMachineClient(client).BlockdevCreateAsync(id, options, token), null, cancellationToken);

    private static async Task TakePictureAsync(Machine machine, string path, CancellationToken cancellationToken)
    {
        await machine.Commands.ScreendumpAsync(path, cancellationToken);
        Console.WriteLine($"picture of {new FileInfo(path).Length} bytes");
    }

    private static async Task BackUpAsync(Machine machine, string path, CancellationToken cancellationToken)
    {
        await machine.Commands.BlockdevAddAsync(
            new BlockdevOptions.Qcow2 { NodeName = "backup", File = new BlockdevOptions.File { Filename = path } }, cancellationToken);
        var options = new QmpJobRunOptions { Progress = new ConsoleProgress() };
        await machine.Qmp.RunJobAsync(
            "backup0",
            (client, token) => new VirtualMachineClient(client).BlockdevBackupAsync("backup0", "disk", "backup", MirrorSyncMode.Full, autoDismiss: false, cancellationToken: token),
            options,
            cancellationToken);
        await machine.Commands.BlockdevDelAsync("backup", cancellationToken);
        Console.WriteLine("backup is complete");
    }

    private static async Task MigrateAsync(Machine source, Machine target, string uri, CancellationToken cancellationToken)
    {
        Task<ResumeEvent> resumed = target.Qmp.WaitForEventAsync<ResumeEvent>(cancellationToken: cancellationToken);
        await source.Commands.MigrateAsync(uri, cancellationToken);
        MigrationInfo info = await source.Commands.QueryMigrateAsync(cancellationToken);
        while (info.Status is not ("completed" or "failed" or "cancelled"))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            info = await source.Commands.QueryMigrateAsync(cancellationToken);
        }

        if (info.Status != "completed")
        {
            throw new QmpErrorException($"the migration ended as {info.Status}: {info.ErrorDesc}");
        }

        await resumed;
        StatusInfo left = await source.Commands.QueryStatusAsync(cancellationToken);
        StatusInfo arrived = await target.Commands.QueryStatusAsync(cancellationToken);
        Console.WriteLine($"migrated: source is {left.Status}, target is {arrived.Status}");
    }

    private sealed class ConsoleProgress : IProgress<QmpJobProgress>
    {
        public void Report(QmpJobProgress value) => Console.WriteLine($"backup0: {value.Status}, {value.Fraction:P0}");
    }
}
