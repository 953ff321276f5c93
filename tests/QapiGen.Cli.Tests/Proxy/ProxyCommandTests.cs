using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Cli.Output;
using QapiGen.Cli.Tests.Support;
using QapiGen.Qemu.Processes;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;
using QapiGen.Testing;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Cli.Tests.Proxy;

/// <summary>What <c>qapigen proxy</c> does with its options; what a proxy does is tested where it lives.</summary>
public sealed class ProxyCommandTests : IDisposable
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("qp").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Clients_share_a_server_until_it_goes()
    {
        await using var server = new FakeQmpServer();
        server.On("query-x").Returns("1");
        Task<CliResult> running = Run(server);
        await using QmpClient first = await ConnectAsync();
        await using QmpClient second = await ConnectAsync();
        Assert.Equal(1, (await first.ExecuteAsync("query-x")).GetInt32());
        await second.ExecuteAsync("quit");

        CliResult result = await running.WaitAsync(Hang);

        Assert.Equal(ExitCodes.Failure, result.ExitCode);
        Assert.Equal($"Listening at unix:{Path.Combine(_folder, "l.sock")}\n", result.Output);
        Assert.Contains("The server is gone", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "l.sock")));
        Assert.Equal(1, server.ConnectionCount);
    }

    [Fact]
    public async Task Policy_and_audit_are_as_the_options_say()
    {
        await using var server = new FakeQmpServer();
        server.On("query-x").Returns("1");
        server.On("stop").Returns("{}");
        string audit = Path.Combine(_folder, "audit.jsonl");
        Task<CliResult> running = Run(server, "--read-only", "--allow", "stop,leave", "--deny", "query-vnc*", "--audit", audit);
        await using QmpClient client = await ConnectAsync();
        await client.ExecuteAsync("query-x");
        await client.ExecuteAsync("stop");
        Assert.Equal(QmpErrorClass.CommandNotFound, (await Assert.ThrowsAsync<QmpErrorException>(() => client.ExecuteAsync("quit").AsTask())).ErrorClass);
        Assert.Equal(QmpErrorClass.CommandNotFound, (await Assert.ThrowsAsync<QmpErrorException>(() => client.ExecuteAsync("query-vnc").AsTask())).ErrorClass);
        server.On("leave").Answers(static async call => await call.DisconnectAsync());
        await Assert.ThrowsAsync<QmpConnectionException>(() => client.ExecuteAsync("leave").AsTask());
        await running.WaitAsync(Hang);

        JsonElement[] lines = [.. (await File.ReadAllLinesAsync(audit)).Select(static line => JsonElement.Parse(line))];

        Assert.Equal(
            [("qmp_capabilities", true), ("query-x", true), ("stop", true), ("quit", false), ("query-vnc", false), ("leave", true)],
            lines.Select(static line => (line.GetProperty("execute").GetString(), line.GetProperty("allowed").GetBoolean())));
        Assert.All(lines, static line => Assert.Equal(1, line.GetProperty("client").GetInt32()));
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains($"process {Environment.ProcessId}", lines[0].GetProperty("peer").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("quit", "qapigen: warning: human-monitor-command passes, by which most of what is denied can be done all the same; deny it, too\n")]
    [InlineData("quit,human-monitor-command", "")]
    public async Task Way_around_a_denial_is_a_warning(string denied, string warning)
    {
        await using var server = new FakeQmpServer();
        server.On("leave").Answers(static async call => await call.DisconnectAsync());
        Task<CliResult> running = Run(server, "--deny", denied);
        await using QmpClient client = await ConnectAsync();
        await Assert.ThrowsAsync<QmpConnectionException>(() => client.ExecuteAsync("leave").AsTask());

        CliResult result = await running.WaitAsync(Hang);

        Assert.StartsWith(warning + "qapigen: error: The server is gone", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recording_can_be_replayed()
    {
        await using (var server = new FakeQmpServer())
        {
            server.On("query-x").Returns("[1, 2]");
            Task<CliResult> running = Run(server, "--record", Path.Combine(_folder, "session.jsonl"));
            await using QmpClient client = await ConnectAsync();
            await client.ExecuteAsync("query-x");
            await client.ExecuteAsync("quit");
            await running.WaitAsync(Hang);
        }

        await using QmpReplayServer replay = QmpReplayServer.Start(QmpRecording.Load(Path.Combine(_folder, "session.jsonl")));
        await using QmpClient again = await QmpClient.ConnectAsync(replay.Transport);

        Assert.Equal("[1,2]", (await again.ExecuteAsync("query-x")).GetRawText().Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reconnecting_proxy_keeps_its_clients()
    {
        await using var server = new FakeQmpServer();
        server.On("query-x").Returns("1");
        server.On("leave").Answers(static async call => await call.DisconnectAsync());
        _ = Run(server, "--reconnect");
        await using QmpClient client = await ConnectAsync();
        QmpErrorException lost = await Assert.ThrowsAsync<QmpErrorException>(() => client.ExecuteAsync("leave").AsTask());
        Assert.Contains("was lost", lost.Message, StringComparison.Ordinal);
        while (true)
        {
            try
            {
                Assert.Equal(1, (await client.ExecuteAsync("query-x")).GetInt32());
                break;
            }
            catch (QmpErrorException)
            {
                await Task.Delay(20);
            }
        }

        Assert.Equal(2, server.ConnectionCount);
    }

    [QemuReleaseFact("11.1")]
    public async Task Direct_proxy_opens_a_monitor_for_each_client()
    {
        string program = QemuReleases.Program("11.1", "qemu-system-x86_64");
        string monitor = Path.Combine(_folder, "q");
        await using QemuProcess vm = await QemuProcess.StartAsync(new QemuOptions
        {
            Program = program,
            Arguments = ["-machine", "none", "-nodefaults", "-display", "none", "-qmp", $"unix:{monitor},server=on,wait=off"],
        }).WaitAsync(Hang);
        string record = Path.Combine(_folder, "r");
        Task<CliResult> running = new CliHarness().RunAsync(
            "proxy", "--server", monitor, "--listen", Path.Combine(_folder, "l.sock"), "--direct", "--read-only", "--record", record);
        await using QmpClient first = await ConnectAsync();
        await using QmpClient second = await ConnectAsync();

        JsonElement commands = await first.ExecuteAsync("query-commands");
        JsonElement chardevs = await second.ExecuteAsync("query-chardev");
        QmpErrorException refused = await Assert.ThrowsAsync<QmpErrorException>(() => second.ExecuteAsync("stop").AsTask());

        Assert.Matches("qapigen-[0-9a-f]{32}.*qapigen-[0-9a-f]{32}", chardevs.GetRawText());
        Assert.All(commands.EnumerateArray(), static x => Assert.Matches("^(query-|qom-|device-list|qmp_cap)", x.GetProperty("name").GetString()));
        Assert.Equal(QmpErrorClass.CommandNotFound, refused.ErrorClass);
        await vm.StopAsync(QemuStopOptions.Quick).WaitAsync(Hang);
        Assert.Equal(ExitCodes.Failure, (await running.WaitAsync(Hang)).ExitCode);
        Assert.True(File.Exists(record) && File.Exists(record + ".2"));
    }

    [Fact]
    public async Task Direct_proxy_needs_a_server_that_opens_monitors_and_does_not_reconnect()
    {
        await using var server = new FakeQmpServer();
        server.On("query-qmp-schema").Returns("[]");

        CliResult older = await Run(server, "--direct");
        CliResult both = await Run(server, "--direct", "--reconnect");

        Assert.Equal(ExitCodes.Failure, older.ExitCode);
        Assert.Contains("came with 11.1", older.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failure, both.ExitCode);
        Assert.Contains("--direct and --reconnect exclude each other", both.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Monitor_that_somebody_else_has_is_said_to_be_waited_for()
    {
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair();
        using var error = new HeardWriter();
        var harness = new CliHarness { Connect = (_, _) => new ValueTask<IQmpTransport>(near), MakeError = () => error, GreetingWait = TimeSpan.FromMilliseconds(1) };
        Task<CliResult> running = harness.RunAsync("proxy", "--server", "unix:/server", "--listen", Path.Combine(_folder, "l.sock"));

        string said = await error.HearAsync("waiting").WaitAsync(Hang);
        await far.DisposeAsync();
        await running.WaitAsync(Hang);

        Assert.Equal("qapigen: waiting for the greeting of unix:/server: a monitor serves one client at a time, and another one may have it", said);
    }

    [Fact]
    public async Task Reconnecting_proxy_waits_for_a_server_that_is_not_there_yet()
    {
        await using var server = new FakeQmpServer();
        server.On("query-x").Returns("1");
        using var error = new HeardWriter();
        var isThere = new TaskCompletionSource();
        var harness = new CliHarness
        {
            Connect = (_, _) => isThere.Task.IsCompleted
                ? new ValueTask<IQmpTransport>(server.Connect())
                : ValueTask.FromException<IQmpTransport>(new QmpConnectionException("There is no such socket: unix:/server")),
            MakeError = () => error,
        };
        Task<CliResult> running = harness.RunAsync("proxy", "--server", "unix:/server", "--listen", Path.Combine(_folder, "l.sock"), "--reconnect");

        Assert.Equal("qapigen: There is no such socket: unix:/server; trying again until it is there", await error.HearAsync("trying again").WaitAsync(Hang));
        isThere.SetResult();
        await using QmpClient client = await ConnectAsync();

        Assert.Equal(1, (await client.ExecuteAsync("query-x")).GetInt32());
        Assert.False(running.IsCompleted);
    }

    [Fact]
    public async Task Command_that_can_not_be_audited_does_not_pass_and_says_so()
    {
        if (!File.Exists("/dev/full"))
        {
            return;
        }

        await using var server = new FakeQmpServer();
        using var error = new HeardWriter();
        var harness = new CliHarness { Connect = (_, _) => new ValueTask<IQmpTransport>(server.Connect()), MakeError = () => error };
        _ = harness.RunAsync("proxy", "--server", "unix:/server", "--listen", Path.Combine(_folder, "l.sock"), "--audit", "/dev/full");

        QmpProtocolException refused = await Assert.ThrowsAsync<QmpProtocolException>(ConnectAsync).WaitAsync(Hang);

        Assert.StartsWith("The server refused to negotiate: The command doesn't pass since it can't be audited: No space left on device", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("qapigen: the audit can't be written, and so no command passes: No space left", await error.HearAsync("audit").WaitAsync(Hang), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense:x", "is no address")]
    [InlineData("unix:/no/such/socket", "There is no such socket: unix:/no/such/socket")]
    public async Task Server_that_is_not_there_is_a_failure(string address, string message)
    {
        CliResult result = await new CliHarness().RunAsync("proxy", "--server", address, "--listen", Path.Combine(_folder, "l.sock"));

        Assert.Equal(ExitCodes.Failure, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Path_that_is_too_long_for_a_socket_is_said_to_be_so_on_either_side()
    {
        string path = Path.Combine(_folder, new string('x', 200));
        string reason = $"its path has {path.Length} bytes, and that of a Unix socket has {(OperatingSystem.IsLinux() ? 107 : 103)} at most. A relative path may be short enough";
        await using var server = new FakeQmpServer();
        var harness = new CliHarness { Connect = (_, _) => new ValueTask<IQmpTransport>(server.Connect()) };

        CliResult connecting = await new CliHarness().RunAsync("proxy", "--server", path, "--listen", Path.Combine(_folder, "l.sock"));
        CliResult listening = await harness.RunAsync("proxy", "--server", "unix:/server", "--listen", path);

        Assert.Equal($"qapigen: error: Connecting to unix:{path} failed: {reason}\n", connecting.Error);
        Assert.Equal($"qapigen: error: Listening on unix:{path} failed: {reason}\n", listening.Error);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    private Task<CliResult> Run(FakeQmpServer server, params string[] options)
    {
        var harness = new CliHarness { Connect = (_, _) => new ValueTask<IQmpTransport>(server.Connect()) };
        return harness.RunAsync(["proxy", "--server", "unix:/server", "--listen", Path.Combine(_folder, "l.sock"), .. options]);
    }

    private async Task<QmpClient> ConnectAsync()
    {
        while (true)
        {
            try
            {
                return await QmpClient.ConnectAsync($"unix:{Path.Combine(_folder, "l.sock")}");
            }
            catch (QmpConnectionException)
            {
                await Task.Delay(10);
            }
        }
    }
}
