using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipelines;
using System.Linq;
using System.Net.Sockets;
using System.Reflection;
using System.Text;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Wire;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>Ids of log messages are a promise, for alarms are made of them; and each fault is logged under its own.</summary>
public sealed class QmpServerLogTests : IDisposable
{
    private readonly LogRecorder _log = new();

    [Fact]
    public void Ids_are_unique_and_keep_their_meaning() => Assert.Equal(
        [
            "100 Debug Connected", "101 Debug Closed", "102 Warning Broken", "103 Debug LateReply", "104 Warning UnknownMessage",
            "105 Warning ErrorWithoutId", "106 Warning UnreadableEvent", "107 Debug SecondGreeting", "108 Information Reconnecting", "109 Warning ConnectFailed",
            "200 Information Connected", "201 Information Disconnected", "202 Warning Overflowed", "203 Debug Broke", "204 Debug Negotiated",
            "205 Debug Left", "206 Warning NotRead", "207 Warning TooMany", "208 Warning NoDescriptors",
            "210 Debug Refused", "211 Error CommandFailed", "212 Error NoReply", "213 Error CancelFailed",
            "220 Information Listening", "221 Warning AcceptFailed", "222 Information Quitting", "223 Information Stopping",
        ],
        new[] { typeof(ClientLog), typeof(QmpServerLog) }
            .SelectMany(static type => type.GetMethods(BindingFlags.Static | BindingFlags.Public))
            .Select(static method => (method.Name, Message: method.GetCustomAttribute<LoggerMessageAttribute>()!))
            .OrderBy(static item => item.Message.EventId)
            .Select(static item => $"{item.Message.EventId} {item.Message.Level} {item.Name}"));

    [Fact]
    public async Task A_conversation_is_logged_from_connection_to_farewell()
    {
        await using QmpService service = Service();
        TestConnection client = await TestConnection.OpenReadyAsync(service);
        await client.DisposeAsync();
        await client.Serving;

        Assert.Equal([200, 204, 201], _log.Ids);
        Assert.All(_log.Entries, static entry => Assert.Equal("QapiGen.Runtime.Server.QmpService", entry.Category));
    }

    [Theory]
    [InlineData("{\"execute\":}", 210, LogLevel.Debug)]
    [InlineData("{\"execute\":\"no-such\"}", 210, LogLevel.Debug)]
    [InlineData("{\"execute\":\"fail\"}", 0, LogLevel.None)]
    [InlineData("{\"execute\":\"crash\"}", 211, LogLevel.Error)]
    [InlineData("{\"execute\":\"forget\"}", 212, LogLevel.Error)]
    public async Task A_command_that_comes_to_nothing_is_logged_by_whose_fault_it_is(string request, int id, LogLevel level)
    {
        await using QmpService service = Service();
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);
        int before = _log.Entries.Count;

        await client.AskAsync(request);

        IEnumerable<(int, LogLevel)> logged = _log.Entries.Skip(before).Select(static entry => (entry.Id, entry.Level));
        Assert.Equal(id == 0 ? [] : [(id, level)], logged);
        Assert.Equal(id == 211, _log.Entries[^1].Cause is InvalidOperationException);
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_logged_when_it_is_closed()
    {
        await using QmpService service = Service(new QmpServiceOptions { LoggerFactory = _log, MaxPendingOutputBytes = 1024 });
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);

        // What the transport takes before it waits for a reader comes on top of what the service keeps.
        for (int i = 0; i < 100_000 && service.ConnectionCount > 0; i++)
        {
            service.Emit(LabDispatcher.Tick, default(NoData));
        }

        await client.Serving;
        Assert.Equal([200, 204, 202, 201], _log.Ids);
    }

    [Fact]
    public async Task A_transport_that_breaks_is_logged_with_its_cause()
    {
        await using QmpService service = Service();
        (IQmpTransport client, IQmpTransport server) = QmpTransports.CreateInMemoryPair(PipeScheduler.Inline);
        Task serving = service.ServeAsync(server);

        await client.Output.CompleteAsync(new IOException("the cable"));
        await serving;

        Assert.Equal([200, 203, 201], _log.Ids);
        Assert.Equal("the cable", _log.Entries[1].Cause?.Message);
    }

    [Fact]
    public async Task Listening_quitting_and_stopping_are_logged()
    {
        string path = Path.Combine(Path.GetTempPath(), $"qapigen-{Guid.NewGuid():N}.sock");
        await using QmpService service = Service();
        await using var server = new QmpServer(service);
        server.Listen(QmpAddress.Unix(path));
        await using (QmpClient client = await QmpClient.ConnectAsync($"unix:{path}"))
        {
            await client.ExecuteAsync(new("quit"), default(NoData));
        }

        await service.QuitRequested;
        await server.StopAsync();

        Assert.Equal([220, 200, 204, 222, 223, 201], _log.Ids);
    }

    [Fact]
    public async Task A_client_that_speaks_no_TLS_is_logged_as_a_failure_to_accept()
    {
        using var certificate = TestCertificate.Make();
        await using QmpService service = Service();
        await using var server = new QmpServer(service);
        var tls = new QmpTlsOptions { Server = new() { ServerCertificate = certificate } };
        QmpAddress address = server.Listen(QmpAddress.Tcp("127.0.0.1", 0), new QmpListenOptions { Tls = tls });
        using var client = new TcpClient("127.0.0.1", address.Port);

        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("{\"execute\": \"qmp_capabilities\"}\n"));
        await _log.WaitForAsync(221);

        Assert.Equal([220, 221], _log.Ids);
        Assert.NotNull(_log.Entries[1].Cause);
    }

    public void Dispose() => _log.Dispose();

    private QmpService Service(QmpServiceOptions? options = null) => LabDispatcher.Service(options ?? new QmpServiceOptions { LoggerFactory = _log });
}
