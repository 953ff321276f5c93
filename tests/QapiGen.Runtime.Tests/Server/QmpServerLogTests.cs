using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipelines;
using System.Linq;
using System.Net.Security;
using System.Net.Sockets;
using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Diagnostics;
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

    // That a client has left is noticed between two looks, if there is one before its connection ends: a matter of time.
    private IEnumerable<int> Told => _log.Ids.Where(id => id != 205);

    [Fact]
    public void Ids_are_unique_and_keep_their_meaning() => Assert.Equal(
        [
            "100 Debug ClientConnected", "101 Debug ClientClosed", "102 Warning ClientBroken", "103 Debug ClientLateReply", "104 Warning ClientUnknownMessage",
            "105 Warning ClientErrorWithoutId", "106 Warning ClientUnreadableEvent", "107 Debug ClientSecondGreeting", "108 Information ClientReconnecting",
            "109 Warning ClientConnectFailed", "200 Information ServerConnected", "201 Information ServerDisconnected", "202 Warning ServerOverflowed",
            "203 Debug ServerBroke", "204 Debug ServerNegotiated", "205 Debug ServerLeft", "206 Warning ServerNotRead", "207 Warning ServerTooMany",
            "208 Warning ServerNoDescriptors", "210 Debug ServerRefused", "211 Error ServerCommandFailed", "212 Error ServerNoReply",
            "213 Error ServerCancelFailed", "214 Warning ServerGaveUp", "220 Information ServerListening", "221 Warning ServerAcceptFailed", "222 Information ServerQuitting",
            "223 Information ServerStopping", "224 Warning ServerCertificateOutOfTime", "225 Warning ServerAuthorityOutOfTime", "300 Information ProxyConnected", "301 Information ProxyDisconnected", "302 Debug ProxyBroke",
            "303 Debug ProxyNegotiated", "304 Debug ProxyStrayReply", "305 Information ProxyServerConnected", "306 Warning ProxyServerGone",
            "307 Warning ProxyConnectFailed", "308 Warning ProxyAcceptFailed", "309 Information ProxyListening", "310 Warning ProxyDirectFailed",
            "311 Warning ProxyTooFarBehind", "312 Warning ProxyTooMany", "313 Warning ProxyNoDescriptors",
            "314 Warning ProxyAuditFailed", "315 Warning ProxyDetour", "316 Warning ProxyRefusesDescriptors", "317 Information ProxyTakesDescriptors", "320 Trace WireSent", "321 Trace WireReceived",
        ],
        typeof(RuntimeLog).GetMethods(BindingFlags.Static | BindingFlags.Public)
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

        Assert.Equal([200, 204, 201], Told);
        Assert.All(_log.Entries, static entry => Assert.Equal("QapiGen.Runtime.Server.QmpService", entry.Category));
    }

    // Each client refuses it, in words that stay with the client.
    [Theory]
    [InlineData(0, false)]
    [InlineData(-5, true)]
    [InlineData(5, true)]
    public async Task A_certificate_that_is_not_valid_now_is_told_when_it_is_listened_with(int days, bool isTold)
    {
        using X509Certificate2 certificate = TestCertificate.Make();
        await using QmpService service = Service(new QmpServiceOptions { LoggerFactory = _log, TimeProvider = new ShiftedTime(TimeSpan.FromDays(days)) });
        await using var server = new QmpServer(service);

        server.Listen(QmpAddress.Tls("127.0.0.1", 0), new QmpListenOptions { Tls = new QmpTlsOptions { Server = new() { ServerCertificate = certificate } } });

        Assert.Equal(isTold ? [220, 224] : [220], Told);
    }

    // The client is told no more than that it is refused.
    [Theory]
    [InlineData(0, false, false)]
    [InlineData(-5, false, true)]
    [InlineData(5, false, true)]
    [InlineData(5, true, false)]
    public async Task An_authority_that_is_not_valid_now_is_told_when_it_is_listened_with(int days, bool isJudgedByCode, bool isTold)
    {
        using X509Certificate2 certificate = TestCertificate.Make();
        await using QmpService service = Service(new QmpServiceOptions { LoggerFactory = _log, TimeProvider = new ShiftedTime(TimeSpan.FromDays(days)) });
        await using var server = new QmpServer(service);
        var tls = new SslServerAuthenticationOptions
        {
            ServerCertificateSelectionCallback = (_, _) => certificate,
            ClientCertificateRequired = true,
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { certificate } },
            RemoteCertificateValidationCallback = isJudgedByCode ? static (_, shown, _, _) => shown is not null : null,
        };

        server.Listen(QmpAddress.Tls("127.0.0.1", 0), new QmpListenOptions { Tls = new QmpTlsOptions { Server = tls } });

        Assert.Equal(isTold ? [220, 225] : [220], Told);
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
        Assert.Equal([200, 204, 202, 201], Told);
    }

    [Fact]
    public async Task A_transport_that_breaks_is_logged_with_its_cause()
    {
        await using QmpService service = Service();
        (IQmpTransport client, IQmpTransport server) = QmpTransports.CreateInMemoryPair(PipeScheduler.Inline);
        Task serving = service.ServeAsync(server);

        await client.Output.CompleteAsync(new IOException("the cable"));
        await serving;

        Assert.Equal([200, 203, 201], Told);
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

        Assert.Equal([220, 200, 204, 222, 223, 201], Told);
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

        Assert.Equal([220, 221], Told);
        Assert.NotNull(_log.Entries[1].Cause);
    }

    public void Dispose() => _log.Dispose();

    private sealed class ShiftedTime(TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + shift;
    }

    private QmpService Service(QmpServiceOptions? options = null) => LabDispatcher.Service(options ?? new QmpServiceOptions { LoggerFactory = _log });
}
