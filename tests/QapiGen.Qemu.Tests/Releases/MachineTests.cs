using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Qemu.Processes;
using QapiGen.Qemu.Tests.Support;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Transport;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Qemu.Tests.Releases;

/// <summary>What one does with a machine, on each release.</summary>
public sealed class MachineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qm").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <remarks>It loads every module that has types. One that the release lacks would be taken from the machine's own QEMU, whose build is another: QEMU aborts.</remarks>
    [QemuReleaseTheory, QemuReleaseData]
    public async Task All_types_are_listed_those_of_modules_included(string release)
    {
        await using QemuProcess vm = await Machines.StartAsync(release, Machines.Bare);

        JsonElement types = await vm.Qmp.ExecuteAsync("qom-list-types");

        Assert.Contains(types.EnumerateArray(), static type => type.GetProperty("name").GetString() == "usb-redir");
        Assert.Equal(QemuStopStep.Quit, (await vm.StopAsync(new QemuStopOptions { PowerDown = TimeSpan.Zero, Quit = TimeSpan.FromMinutes(2) }).Hang()).Step);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Emulator_that_listens_is_connected_to(string release)
    {
        string path = Path.Combine(_folder, "q");
        await using QemuProcess vm = await Machines.StartAsync(release, [.. Machines.Bare, "-qmp", $"unix:{path},server=on,wait=off"]);
        for (int i = 0; i < 3; i++)
        {
            await using QmpClient client = await QmpClient.ConnectAsync($"unix:{path}");
            Assert.Equal(JsonValueKind.Object, (await client.ExecuteAsync("query-status")).ValueKind);
        }
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Device_comes_and_goes(string release)
    {
        await using QemuProcess vm = await Machines.StartAsync(release, [.. Machines.Pc, "-S", "-device", "qemu-xhci,id=usb"]);
        Task<QmpEvent> deleted = vm.Qmp.WaitForEventAsync(static e => e is RawQmpEvent { Name: "DEVICE_DELETED" } raw && raw.Data.TryGetProperty("device", out JsonElement id) && id.GetString() == "kbd");
        await DoAsync(vm.Qmp, "device_add", """{"driver": "usb-kbd", "bus": "usb.0", "id": "kbd"}""");
        await DoAsync(vm.Qmp, "device_del", """{"id": "kbd"}""");

        await deleted.Hang();
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Screen_is_pictured(string release)
    {
        await using QemuProcess vm = await Machines.StartAsync(release, Machines.Pc);
        string path = Path.Combine(_folder, "screen.ppm");
        await DoAsync(vm.Qmp, "screendump", $$"""{"filename": "{{path}}"}""");

        Assert.Equal("P6"u8.ToArray(), File.ReadAllBytes(path)[..2]);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Machine_moves_to_a_second_emulator(string release)
    {
        string uri = $"unix:{Path.Combine(_folder, "m")}";
        await using QemuProcess source = await Machines.StartAsync(release, Machines.Pc);
        await using QemuProcess target = await Machines.StartAsync(release, [.. Machines.Pc, "-incoming", uri]);
        Task<QmpEvent> resumed = target.Qmp.WaitForEventAsync(static e => e is RawQmpEvent { Name: "RESUME" });
        await DoAsync(source.Qmp, "migrate", $$"""{"uri": "{{uri}}"}""");

        await resumed.Hang();
        JsonElement status = await target.Qmp.ExecuteAsync("query-status");
        Assert.True(status.GetProperty("running").GetBoolean());
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Descriptors_are_passed(string release)
    {
        await using QemuProcess vm = await Machines.StartAsync(release, Machines.Bare);
        using FileStream file = File.Create(Path.Combine(_folder, "f"));
        var options = new QmpCallOptions { FileDescriptors = [file.SafeFileHandle] };

        JsonElement added = await vm.Qmp.ExecuteAsync("add-fd", options: options);
        await vm.Qmp.ExecuteAsync("getfd", JsonElement.Parse("""{"fdname": "x"}"""), options);
        await DoAsync(vm.Qmp, "closefd", """{"fdname": "x"}""");

        Assert.Equal(1, (await vm.Qmp.ExecuteAsync("query-fdsets")).GetArrayLength());
        Assert.True(added.TryGetProperty("fdset-id", out _));
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Out_of_band_command_is_answered_while_the_monitor_is_blocked(string release)
    {
        using var silent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        string path = Path.Combine(_folder, "nbd");
        silent.Bind(new UnixDomainSocketEndPoint(path));
        silent.Listen();
        await using QemuProcess vm = await Machines.StartAsync(release, [.. Machines.Pc, "-S"]);
        Task<JsonElement> blocked = vm.Qmp.ExecuteAsync(
            "blockdev-add", JsonElement.Parse($$$"""{"driver": "nbd", "node-name": "n", "server": {"type": "unix", "path": "{{{path}}}"}}""")).AsTask();
        using Socket peer = await silent.AcceptAsync().Hang();

        JsonElement instances = await vm.Qmp.ExecuteAsync("query-yank", options: new QmpCallOptions { OutOfBand = true }).AsTask().Hang();

        Assert.False(blocked.IsCompleted);
        Assert.Contains("\"n\"", instances.GetRawText(), StringComparison.Ordinal);
        peer.Close();
        await Assert.ThrowsAsync<QmpErrorException>(() => blocked.Hang());
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Introspection_is_read_whole(string release)
    {
        await using QemuProcess vm = await Machines.StartAsync(release, Machines.Bare);

        QmpSchema schema = await vm.Qmp.GetSchemaAsync();

        string[] commands = [.. (await vm.Qmp.ExecuteAsync("query-commands")).EnumerateArray().Select(static command => command.GetProperty("name").GetString()!)];
        Assert.All(commands, command => Assert.True(schema.TryGetCommand(command, out _), command));
        Assert.InRange(commands.Length, 150, 1000);

        // What is new in 11.1, and what went with it.
        bool isNew = Version.Parse(release) >= new Version(11, 1);
        Assert.Equal(isNew, vm.Qmp.Supports(new QmpCommandDescriptor("object-add"), "qom-type", "monitor-qmp"));
        Assert.Equal(isNew, vm.Qmp.Supports(new QmpCommandDescriptor("query-block"), "flat"));
        Assert.NotEqual(isNew, vm.Qmp.Supports(new QmpCommandDescriptor("migrate"), "detach"));
    }

    [GuestAgentTheory, QemuReleaseData]
    public async Task Guest_agent_answers(string release)
    {
        await using var agent = new OptionalProcess();
        agent.Start(QemuReleases.Program(release, "qemu-ga"), "-m", "unix-listen", "-p", agent.PathOf("ga"), "-t", agent.Folder, "-f", agent.PathOf("pid"));
        QmpClient? client = null;
        for (int i = 0; client is null && i < 300; i++)
        {
            try
            {
                client = await QmpClient.ConnectAsync(QmpAddress.Unix(agent.PathOf("ga")), new QmpClientOptions { Handshake = QmpHandshake.GuestAgent });
            }
            catch (QmpConnectionException)
            {
                await Task.Delay(100);
            }
        }

        Assert.True(client is not null, agent.Errors);
        await using (client)
        {
            JsonElement info = await client.ExecuteAsync("guest-info");
            Assert.StartsWith(release, info.GetProperty("version").GetString(), StringComparison.Ordinal);
        }
    }

    private static async Task<JsonElement> DoAsync(QmpClient client, string command, string arguments) =>
        await client.ExecuteAsync(command, JsonElement.Parse(arguments)).AsTask().Hang();
}
