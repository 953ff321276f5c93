using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Qemu.Monitors;
using QapiGen.Qemu.Processes;
using QapiGen.Qemu.Tests.Support;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Proxy;
using QapiGen.Runtime.Transport;
using QapiGen.Testing;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Qemu.Tests.Monitors;

/// <summary>A proxy before real QEMUs.</summary>
public sealed class ProxyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qx").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private QmpAddress Server => QmpAddress.Unix(Path.Combine(_folder, "server.sock"));

    private QmpAddress Shared => QmpAddress.Unix(Path.Combine(_folder, "shared.sock"));

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Two_clients_share_QEMUs_monitor(string release)
    {
        await using QemuProcess vm = await StartAsync(release);
        await using QmpProxy proxy = await QmpProxy.StartAsync(Server);
        proxy.Listen(Shared);
        await using QmpClient first = await QmpClient.ConnectAsync(Shared);
        await using QmpClient second = await QmpClient.ConnectAsync(Shared);
        Task<QmpEvent> stopped = second.WaitForEventAsync(static e => e is RawQmpEvent { Name: "STOP" });

        await first.ExecuteAsync("stop");
        await stopped.Hang();
        JsonElement[] schemas = await Task.WhenAll(
            first.ExecuteAsync("query-qmp-schema").AsTask(), second.ExecuteAsync("query-qmp-schema").AsTask());

        Assert.Equal(release, $"{first.Greeting!.Version.Major}.{first.Greeting.Version.Minor}");
        Assert.True(first.IsOutOfBandEnabled);
        Assert.InRange(schemas[0].GetArrayLength(), 500, 5000);
        Assert.Equal(schemas[0].GetRawText(), schemas[1].GetRawText());
        QmpErrorException refused = await Assert.ThrowsAsync<QmpErrorException>(() => first.ExecuteAsync("no-such-command").AsTask());
        Assert.Equal("The command no-such-command has not been found", refused.Description);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Descriptors_pass_through_from_socket_to_socket(string release)
    {
        await using QemuProcess vm = await StartAsync(release);
        await using QmpProxy proxy = await QmpProxy.StartAsync(Server);
        proxy.Listen(Shared);
        await using QmpClient first = await QmpClient.ConnectAsync(Shared);
        await using QmpClient second = await QmpClient.ConnectAsync(Shared);
        string path = Path.Combine(_folder, "fd.txt");
        using (FileStream file = File.Create(path))
        {
            await Task.WhenAll(Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? first : second).ExecuteAsync(
                "add-fd",
                JsonElement.Parse($$"""{"fdset-id": {{i}}, "opaque": "fd"}"""),
                new QmpCallOptions { FileDescriptors = [file.SafeFileHandle] }).AsTask())).Hang();
            await first.ExecuteAsync("getfd", JsonElement.Parse("""{"fdname": "x"}"""), new QmpCallOptions { FileDescriptors = [file.SafeFileHandle] }).AsTask().Hang();
        }

        JsonElement sets = await second.ExecuteAsync("query-fdsets");
        await first.ExecuteAsync("closefd", JsonElement.Parse("""{"fdname": "x"}"""));
        Assert.Equal(10, sets.GetArrayLength());

        // It is that file which has arrived: QEMU writes to it.
        await first.ExecuteAsync("blockdev-add", JsonElement.Parse("""{"driver": "file", "node-name": "f", "filename": "/dev/fdset/0"}"""));
        QmpErrorException none = await Assert.ThrowsAsync<QmpErrorException>(() => first.ExecuteAsync("getfd", JsonElement.Parse("""{"fdname": "y"}""")).AsTask());
        Assert.Contains("SCM_RIGHTS", none.Description, StringComparison.Ordinal);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Descriptors_that_can_not_pass_are_refused(string release)
    {
        await using QmpListener listener = QmpListener.Bind(QmpAddress.Tcp("127.0.0.1", 0));
        await using QemuProcess vm = await Machines.StartAsync(release, [.. Machines.Bare, "-qmp", $"{listener.Address}"]);
        await using QmpProxy proxy = await QmpProxy.StartAsync(async token => await listener.AcceptAsync(token));
        proxy.Listen(Shared);
        await using QmpClient client = await QmpClient.ConnectAsync(Shared);
        using FileStream file = File.Create(Path.Combine(_folder, "fd.txt"));

        QmpErrorException refused = await Assert.ThrowsAsync<QmpErrorException>(() => client.ExecuteAsync(
            "getfd", JsonElement.Parse("""{"fdname": "x"}"""), new QmpCallOptions { FileDescriptors = [file.SafeFileHandle] }).AsTask());

        Assert.Contains("can't be passed on over tcp:", refused.Description, StringComparison.Ordinal);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Recorded_session_of_two_clients_with_descriptors_and_events_is_played_back(string release)
    {
        string recording = Path.Combine(_folder, "session.jsonl");
        using FileStream file = File.Create(Path.Combine(_folder, "fd.txt"));
        var descriptor = new QmpCallOptions { FileDescriptors = [file.SafeFileHandle] };
        string[] live;
        await using (QemuProcess vm = await StartAsync(release, [.. Machines.Bare, "-S"]))
        {
            await using QmpProxy proxy = await QmpProxy.StartAsync(async token => QmpRecorder.ToFile(await QmpTransports.ConnectAsync(Server, null, token), recording));
            proxy.Listen(Shared);
            await using QmpClient first = await QmpClient.ConnectAsync(Shared);
            await using QmpClient second = await QmpClient.ConnectAsync(Shared);
            live = await ConverseAsync(first, second, descriptor);
        }

        QmpRecording recorded = QmpRecording.Load(recording);
        await using QmpReplayServer replay = QmpReplayServer.Start(recorded);
        await using QmpClient client = await QmpClient.ConnectAsync(replay.Transport);
        string[] played = await ConverseAsync(client, client, descriptor);

        Assert.Equal(live, played);
        Assert.Empty(replay.Unexpected);
        Assert.True(replay.IsComplete);
        Assert.Equal([1, 2], recorded.Messages.Where(static message => message.Descriptors > 0).Select(static message => message.Descriptors));
        Assert.All(recorded.Messages, static message => Assert.True(message.Descriptors == 0 || message.Message.GetProperty("execute").GetString() is "getfd" or "add-fd"));
    }

    /// <summary>What is asked, one after the other, and what comes of it; the last is long.</summary>
    private static async Task<string[]> ConverseAsync(QmpClient first, QmpClient second, QmpCallOptions descriptor)
    {
        Task<QmpEvent> resumed = second.WaitForEventAsync(static e => e is RawQmpEvent { Name: "RESUME" });
        await first.ExecuteAsync("cont").AsTask().Hang();
        var resume = (RawQmpEvent)await resumed.Hang();
        await first.ExecuteAsync("getfd", JsonElement.Parse("""{"fdname": "x"}"""), descriptor).AsTask().Hang();
        QmpErrorException refused = await Assert.ThrowsAsync<QmpErrorException>(() => second.ExecuteAsync("closefd", JsonElement.Parse("""{"fdname": "y"}""")).AsTask());
        await first.ExecuteAsync("closefd", JsonElement.Parse("""{"fdname": "x"}""")).AsTask().Hang();
        JsonElement added = await second.ExecuteAsync("add-fd", options: descriptor with { FileDescriptors = [.. descriptor.FileDescriptors!, .. descriptor.FileDescriptors!] }).AsTask().Hang();
        JsonElement schema = await second.ExecuteAsync("query-qmp-schema").AsTask().Hang();
        return [$"{resume.Timestamp}", refused.Description, added.GetProperty("fdset-id").GetRawText(), schema.GetRawText().Replace(" ", string.Empty, StringComparison.Ordinal)];
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Name_of_a_descriptor_is_free_again_when_its_client_has_left(string release)
    {
        await using QemuProcess vm = await StartAsync(release);
        await using QmpProxy proxy = await QmpProxy.StartAsync(Server);
        proxy.Listen(Shared);
        QmpClient first = await QmpClient.ConnectAsync(Shared);
        await using QmpClient second = await QmpClient.ConnectAsync(Shared);
        using FileStream file = File.Create(Path.Combine(_folder, "fd.txt"));
        JsonElement name = JsonElement.Parse("""{"fdname": "x"}""");
        var descriptor = new QmpCallOptions { FileDescriptors = [file.SafeFileHandle] };
        await first.ExecuteAsync("getfd", name, descriptor);

        QmpErrorException taken = await Assert.ThrowsAsync<QmpErrorException>(() => second.ExecuteAsync("getfd", name, descriptor).AsTask());
        await first.DisposeAsync();
        for (int i = 0; proxy.ClientCount > 1 && i < 1000; i++)
        {
            await Task.Delay(20);
        }

        await second.ExecuteAsync("getfd", name, descriptor).AsTask().Hang();

        Assert.Contains("in use by another client", taken.Description, StringComparison.Ordinal);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Names_of_descriptors_are_used_in_other_commands_and_by_their_client_alone(string release)
    {
        await using QemuProcess vm = await StartAsync(release, Machines.Pc);
        string incoming = Path.Combine(_folder, "in");
        await using QemuProcess target = await Machines.StartAsync(release, [.. Machines.Pc, "-incoming", $"unix:{incoming}"]);
        await using QmpProxy proxy = await QmpProxy.StartAsync(Server);
        proxy.Listen(Shared);
        await using QmpClient first = await QmpClient.ConnectAsync(Shared);
        await using QmpClient second = await QmpClient.ConnectAsync(Shared);
        JsonElement name = JsonElement.Parse("""{"fdname": "x"}""");
        JsonElement network = JsonElement.Parse("""{"type": "socket", "id": "n", "fd": "x"}""");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder, "net")));
        listener.Listen();
        using Socket wire = await ConnectAsync(Path.Combine(_folder, "net"));
        using Socket stream = await ConnectAsync(incoming);

        await first.ExecuteAsync("getfd", name, new QmpCallOptions { FileDescriptors = [wire.SafeHandle] });
        QmpErrorException none = await Assert.ThrowsAsync<QmpErrorException>(() => second.ExecuteAsync("netdev_add", network).AsTask());
        await first.ExecuteAsync("netdev_add", network).AsTask().Hang();

        // The descriptor is the network's now, and its name is free.
        await second.ExecuteAsync("getfd", name, new QmpCallOptions { FileDescriptors = [stream.SafeHandle] }).AsTask().Hang();
        Task<QmpEvent> resumed = target.Qmp.WaitForEventAsync(static e => e is RawQmpEvent { Name: "RESUME" });
        QmpErrorException refused = await Assert.ThrowsAsync<QmpErrorException>(() => first.ExecuteAsync("migrate", JsonElement.Parse("""{"uri": "fd:x"}""")).AsTask());
        await second.ExecuteAsync("migrate", JsonElement.Parse("""{"uri": "fd:x"}""")).AsTask().Hang();
        await resumed.Hang();

        Assert.Equal("File descriptor named 'x' has not been found", none.Description);
        Assert.Equal(none.Description, refused.Description);
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Refused_commands_are_missing_from_introspection(string release)
    {
        await using QemuProcess vm = await StartAsync(release);
        await using QmpProxy proxy = await QmpProxy.StartAsync(Server, new QmpProxyOptions { Policy = new QmpProxyPolicy(null, ["quit", "system_*"]) });
        proxy.Listen(Shared);
        await using QmpClient client = await QmpClient.ConnectAsync(Shared);
        string[] all = await CommandsAsync(vm.Qmp);

        string[] seen = await CommandsAsync(client);
        QmpSchema schema = await client.GetSchemaAsync();

        Assert.Equal(["quit", "system_powerdown", "system_reset", "system_wakeup"], all.Except(seen).Order(StringComparer.Ordinal));
        Assert.False(schema.TryGetCommand("quit", out _));
        Assert.All(seen, command => Assert.True(schema.TryGetCommand(command, out _), command));
    }

    [QemuReleaseFact("11.1")]
    public async Task Direct_proxy_gives_each_client_a_monitor_of_QEMUs()
    {
        await using QemuProcess vm = await Machines.StartAsync("11.1", Machines.Bare);
        await using QmpProxy proxy = await vm.Qmp.StartDirectProxyAsync(new QmpProxyOptions { Policy = new QmpProxyPolicy(null, ["quit"]) });
        proxy.Listen(Shared);
        await using QmpClient first = await QmpClient.ConnectAsync(Shared);
        await using QmpClient second = await QmpClient.ConnectAsync(Shared);
        using FileStream file = File.Create(Path.Combine(_folder, "fd.txt"));
        var descriptor = new QmpCallOptions { FileDescriptors = [file.SafeFileHandle] };
        Task<QmpEvent> stopped = second.WaitForEventAsync(static e => e is RawQmpEvent { Name: "STOP" });

        // Each monitor has names of its own.
        await first.ExecuteAsync("getfd", JsonElement.Parse("""{"fdname": "x"}"""), descriptor).AsTask().Hang();
        await second.ExecuteAsync("getfd", JsonElement.Parse("""{"fdname": "x"}"""), descriptor).AsTask().Hang();
        await first.ExecuteAsync("stop");
        await stopped.Hang();

        Assert.True(first.IsOutOfBandEnabled);
        Assert.Equal(QmpErrorClass.CommandNotFound, (await Assert.ThrowsAsync<QmpErrorException>(() => first.ExecuteAsync("quit").AsTask())).ErrorClass);
        vm.Kill();
        await Assert.ThrowsAsync<QmpConnectionException>(() => first.Completion.Hang());
        await Assert.ThrowsAsync<QmpConnectionException>(() => second.Completion.Hang());
    }

    [QemuReleaseFact("10.0")]
    public async Task Direct_proxy_needs_11_1()
    {
        await using QemuProcess vm = await Machines.StartAsync("10.0", Machines.Bare);

        await Assert.ThrowsAsync<NotSupportedException>(() => vm.Qmp.StartDirectProxyAsync());
    }

    [QemuReleaseTheory, QemuReleaseData]
    public async Task Clients_are_told_when_QEMU_is_killed(string release)
    {
        await using QemuProcess vm = await StartAsync(release);
        await using QmpProxy proxy = await QmpProxy.StartAsync(Server);
        proxy.Listen(Shared);
        await using QmpClient client = await QmpClient.ConnectAsync(Shared);
        vm.Kill();

        await Assert.ThrowsAsync<QmpConnectionException>(() => client.Completion.Hang());
        await Assert.ThrowsAsync<QmpConnectionException>(() => proxy.Completion.Hang());
    }

    private static async Task<string[]> CommandsAsync(QmpClient client) =>
        [.. (await client.ExecuteAsync("query-commands")).EnumerateArray().Select(static command => command.GetProperty("name").GetString()!)];

    private static async Task<Socket> ConnectAsync(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private Task<QemuProcess> StartAsync(string release, string[]? machine = null) => Machines.StartAsync(release, [.. machine ?? Machines.Bare, "-qmp", $"{Server},server=on,wait=off"]);
}
