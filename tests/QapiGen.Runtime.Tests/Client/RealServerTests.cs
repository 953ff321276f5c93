using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Transport;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Client;

/// <summary>The client against the real programs.</summary>
public sealed class RealServerTests
{
    [ProgramFact(RealServers.StorageDaemon)]
    public async Task The_storage_daemon_connects_to_us_and_answers()
    {
        await using var process = new OptionalProcess();
        await using QmpClient client = await RealServers.ConnectStorageDaemonAsync(process);

        JsonElement version = await client.ExecuteAsync("query-version");

        Assert.Equal(client.Greeting!.Version.Major, version.GetProperty("qemu").GetProperty("major").GetInt32());
        Assert.True(client.IsOutOfBandEnabled);
        Assert.Equal(JsonValueKind.Array, (await client.ExecuteAsync("query-jobs")).ValueKind);
    }

    [ProgramFact(RealServers.StorageDaemon)]
    public async Task A_pretty_server_and_its_whole_schema_are_read()
    {
        await using var process = new OptionalProcess();
        await using QmpClient client = await RealServers.ConnectStorageDaemonAsync(process, monitorOptions: ",pretty=on");

        QmpSchema schema = await client.GetSchemaAsync();

        Assert.True(schema.TryGetCommand("blockdev-create", out _));
        Assert.True(schema.TryGetEvent("JOB_STATUS_CHANGE", out _));
    }

    [ProgramFact(RealServers.StorageDaemon)]
    public async Task A_thousand_overlapping_calls_get_their_own_answers()
    {
        await using var process = new OptionalProcess();
        await using QmpClient client = await RealServers.ConnectStorageDaemonAsync(process);

        Task<string>[] calls = [.. Enumerable.Range(0, 1000).Select(x => ErrorOfAsync(client, $"no-such-{x}"))];
        string[] errors = await Task.WhenAll(calls);

        Assert.All(errors, (error, i) => Assert.Equal($"The command no-such-{i} has not been found", error));
    }

    [ProgramFact(RealServers.StorageDaemon)]
    public async Task A_refusal_has_its_class_and_text()
    {
        await using var process = new OptionalProcess();
        await using QmpClient client = await RealServers.ConnectStorageDaemonAsync(process);

        QmpErrorException error = await Assert.ThrowsAsync<QmpErrorException>(async () => await client.ExecuteAsync("nope"));

        Assert.Equal(QmpErrorClass.CommandNotFound, error.ErrorClass);
        Assert.Equal("The command nope has not been found", error.Description);
    }

    [ProgramFact(RealServers.StorageDaemon)]
    public async Task Quitting_ends_connection_and_events_without_an_exception()
    {
        await using var process = new OptionalProcess();
        await using QmpClient client = await RealServers.ConnectStorageDaemonAsync(process);

        QmpEventSubscription<QmpEvent> events = client.Events();

        await client.ExecuteAsync("quit");
        await foreach (QmpEvent _ in events)
        {
        }

        await client.Completion;
        await process.WaitForExitAsync();
    }

    [ProgramFact(RealServers.Emulator)]
    public async Task A_file_descriptor_is_passed_to_the_emulator()
    {
        await using var process = new OptionalProcess();
        await using QmpClient client = await RealServers.ConnectEmulatorAsync(process);
        using FileStream file = File.Create(process.PathOf("passed"));

        JsonElement added = await client.ExecuteAsync(
            "add-fd",
            JsonSerializer.SerializeToElement(new Dictionary<string, object> { ["fdset-id"] = 7, ["opaque"] = "mine" }),
            new QmpCallOptions { FileDescriptors = [file.SafeFileHandle] });
        JsonElement sets = await client.ExecuteAsync("query-fdsets");

        Assert.Equal(7, added.GetProperty("fdset-id").GetInt32());
        Assert.Equal("mine", sets[0].GetProperty("fds")[0].GetProperty("opaque").GetString());
    }

    [ProgramFact(RealServers.Emulator)]
    public async Task Overlapping_calls_with_descriptors_all_arrive()
    {
        await using var process = new OptionalProcess();
        await using QmpClient client = await RealServers.ConnectEmulatorAsync(process);
        using FileStream file = File.Create(process.PathOf("passed"));
        var options = new QmpCallOptions { FileDescriptors = [file.SafeFileHandle] };

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async x =>
        {
            JsonElement arguments = JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["fdname"] = $"fd{x}" });
            await client.ExecuteAsync("getfd", arguments, options);
            await client.ExecuteAsync("query-version");
        }));

        await client.ExecuteAsync("closefd", JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["fdname"] = "fd19" }));
    }

    [ProgramFact(RealServers.Emulator)]
    public async Task An_event_between_command_and_reply_is_not_lost()
    {
        await using var process = new OptionalProcess();
        await using QmpClient client = await RealServers.ConnectEmulatorAsync(process);
        using QmpEventSubscription<QmpEvent> events = client.Events();

        await client.ExecuteAsync("cont");

        Assert.Equal("RESUME", Assert.IsType<RawQmpEvent>((await events.NextAsync())!.Value.Event).Name);
    }

    [ProgramFact(RealServers.Emulator)]
    public async Task An_out_of_band_command_is_answered()
    {
        await using var process = new OptionalProcess();
        await using QmpClient client = await RealServers.ConnectEmulatorAsync(process);

        JsonElement yank = await client.ExecuteAsync("query-yank", options: new QmpCallOptions { OutOfBand = true });

        Assert.Equal(JsonValueKind.Array, yank.ValueKind);
    }

    [ProgramFact(RealServers.GuestAgent)]
    public async Task The_guest_agent_is_synchronised_and_answers()
    {
        await using var process = new OptionalProcess();
        string socket = process.PathOf("qga.sock");
        process.Start(RealServers.GuestAgent, "-m", "unix-listen", "-p", socket, "-t", process.Folder, "-f", process.PathOf("qga.pid"));
        IQmpTransport transport = await ConnectWhenThereAsync(socket);
        await using QmpClient client = await QmpClient.ConnectAsync(transport, new QmpClientOptions { Handshake = QmpHandshake.GuestAgent });

        JsonElement info = await client.ExecuteAsync("guest-info");

        Assert.Contains(info.GetProperty("supported_commands").EnumerateArray(), x => x.GetProperty("name").GetString() == "guest-ping");
        await client.ExecuteAsync("guest-ping");
        await Assert.ThrowsAsync<QmpErrorException>(async () => await client.ExecuteAsync("query-version"));
        await client.GetSchemaAsync();
        Assert.True(client.Supports(new QmpCommandDescriptor("guest-ping")));
        Assert.False(client.Supports(new QmpCommandDescriptor("query-version")));
    }

    [ProgramFact(RealServers.StorageDaemon)]
    public async Task A_daemon_that_is_killed_and_started_again_is_reconnected_to()
    {
        await using var first = new OptionalProcess();
        QmpAddress address = QmpAddress.Unix(first.PathOf("qmp.sock"));
        string[] arguments = ["--chardev", $"socket,id=c,path={address.Path},server=on,wait=off", "--monitor", "chardev=c"];
        await using QmpReconnectingClient client = QmpReconnectingClient.Start(
            address, reconnect: new QmpReconnectOptions { InitialDelay = TimeSpan.FromMilliseconds(20), MaxDelay = TimeSpan.FromMilliseconds(100) });
        using QmpEventSubscription<QmpEvent> events = client.Client.Events();
        first.Start(RealServers.StorageDaemon, arguments);
        await client.Client.ExecuteAsync("query-version");

        first.Kill();
        await first.WaitForExitAsync();
        await using var second = new OptionalProcess();
        second.Start(RealServers.StorageDaemon, arguments);
        while (client.ConnectionCount < 2)
        {
            await Task.Yield();
        }

        await client.Client.ExecuteAsync("query-version");
        Assert.Equal(2, client.ConnectionCount);
    }

    private static async Task<string> ErrorOfAsync(QmpClient client, string command)
    {
        try
        {
            await client.ExecuteAsync(command);
            return "none";
        }
        catch (QmpErrorException e)
        {
            return e.Description;
        }
    }

    /// <summary>The agent can't connect to us, and says nowhere when it is ready: the only way is to try.</summary>
    private static async Task<IQmpTransport> ConnectWhenThereAsync(string path)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (true)
        {
            try
            {
                return await QmpTransports.ConnectAsync(QmpAddress.Unix(path), cancellationToken: deadline.Token);
            }
            catch (QmpConnectionException)
            {
                await Task.Delay(20, deadline.Token);
            }
        }
    }
}
