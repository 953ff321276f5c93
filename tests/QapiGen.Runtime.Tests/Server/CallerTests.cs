using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Tests.Support;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Wire;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>Who calls: what commands, interceptors and rules learn of it, and what happens when the caller goes.</summary>
public sealed class CallerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly LogRecorder _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task A_command_knows_its_call_before_and_after_it_has_waited_and_not_that_of_others()
    {
        var dispatcher = new CallDispatcher();
        await using QmpService service = Service(dispatcher, new QmpServiceOptions { CallAccessor = dispatcher.Calls, AllowsConcurrentCommands = true });
        await using TestConnection first = await TestConnection.OpenReadyAsync(service);
        await using TestConnection second = await TestConnection.OpenReadyAsync(service);

        await first.SendAsync("{\"execute\":\"who\",\"arguments\":{\"a\":1}}");
        await second.SendAsync("{\"execute\":\"who\"}");
        dispatcher.MayGoOn.SetResult();

        Assert.Equal("{\"return\": \"1 who {\\\"a\\\":1} 1\"}", await first.ReadAsync());
        Assert.Equal("{\"return\": \"2 who {} 2\"}", await second.ReadAsync());
        Assert.Null(dispatcher.Calls.Current);
        Assert.Throws<InvalidOperationException>(() => dispatcher.Seen.First().ReadArguments());
    }

    [Fact]
    public async Task Interceptors_stand_around_every_command_in_order_and_may_refuse()
    {
        var order = new ConcurrentQueue<string>();
        var options = new QmpServiceOptions
        {
            LoggerFactory = _log,
            Interceptors =
            [
                new Interceptor(async (call, next) =>
                {
                    order.Enqueue($"> {call.Command} of {call.Caller.ConnectionId}");
                    Exception? end = await Record.ExceptionAsync(async () => await next());
                    order.Enqueue($"< {call.Command} {end?.GetType().Name}");
                    if (end is not null)
                    {
                        throw end;
                    }
                }),
                new Interceptor((call, next) => call.Command == "take" ? throw new QmpErrorException(QmpErrorClass.DeviceNotActive, "not today") : next()),
            ],
        };
        await using QmpService service = LabDispatcher.Service(options);
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);

        Assert.Equal("{\"return\": {}}", await client.AskAsync("{\"execute\":\"ping\"}"));
        Assert.Equal("{\"error\": {\"class\": \"DeviceNotActive\", \"desc\": \"not today\"}}", await client.AskAsync("{\"execute\":\"take\"}"));
        Assert.Contains("failed unexpectedly", await client.AskAsync("{\"execute\":\"crash\"}"));
        Assert.Equal(
            [
                "> qmp_capabilities of 1", "< qmp_capabilities ", "> ping of 1", "< ping ",
                "> take of 1", "< take QmpErrorException", "> crash of 1", "< crash InvalidOperationException",
            ],
            order);
    }

    [Fact]
    public async Task An_interceptor_that_misbehaves_causes_no_second_reply()
    {
        var options = new QmpServiceOptions
        {
            LoggerFactory = _log,
            Interceptors =
            [
                new Interceptor(async (call, next) =>
                {
                    await next();
                    await (call.Command == "ping" ? next() : default);
                    throw new QmpErrorException("too late");
                }),
            ],
        };
        await using QmpService service = LabDispatcher.Service(options);
        await using TestConnection client = TestConnection.Open(service);
        await client.ReadAsync();
        Assert.Equal("{\"return\": {}}", await client.AskAsync("{\"execute\":\"qmp_capabilities\"}"));
        Assert.Equal("{\"return\": {}, \"id\": 1}", await client.AskAsync("{\"execute\":\"ping\",\"id\":1}"));
        Assert.Equal("{\"return\": {}, \"id\": 2}", await client.AskAsync("{\"execute\":\"ping\",\"id\":2}"));
        Assert.Equal(3, _log.Ids.Count(static id => id == 211));
    }

    [Fact]
    public async Task What_no_rule_allows_is_refused_as_disabled_and_not_listed()
    {
        var options = new QmpServiceOptions { Authorization = new QmpAuthorization().Deny("query-version").Allow("query-*; early").Allow("ping", static caller => caller.ConnectionId == 2) };
        await using QmpService service = LabDispatcher.Service(options);
        await using TestConnection first = await TestConnection.OpenReadyAsync(service);
        await using TestConnection second = await TestConnection.OpenReadyAsync(service);

        const string Refused = "{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"Command ping has been disabled: this client may not run it\"}}";
        Assert.Equal(Refused, await first.AskAsync("{\"execute\":\"ping\"}"));
        Assert.Equal("{\"return\": {}}", await second.AskAsync("{\"execute\":\"ping\"}"));
        Assert.Contains("has been disabled", await first.AskAsync("{\"execute\":\"query-version\"}"));
        Assert.Contains("has been disabled", await first.AskAsync("{\"execute\":\"quit\"}"));
        Assert.Equal("{\"return\": {}}", await first.AskAsync("{\"execute\":\"early\"}"));
        Assert.Equal(
            "{\"return\": [{\"name\": \"query-qmp-schema\"}, {\"name\": \"query-commands\"}, {\"name\": \"early\"}, {\"name\": \"qmp_capabilities\"}]}",
            await first.AskAsync("{\"execute\":\"query-commands\"}"));
        Assert.Contains("\"ping\"", await second.AskAsync("{\"execute\":\"query-commands\"}"));
    }

    [Fact]
    public async Task A_rule_that_fails_leaves_its_command_out_of_the_list()
    {
        var options = new QmpServiceOptions { LoggerFactory = _log, Authorization = new QmpAuthorization().Allow("ping", static _ => throw new TimeoutException()).Allow("query-*") };
        await using QmpService service = LabDispatcher.Service(options);
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);

        string listed = (await client.AskAsync("{\"execute\":\"query-commands\"}"))!;

        Assert.Contains("\"query-version\"", listed);
        Assert.DoesNotContain("\"ping\"", listed);
        Assert.Contains("whether this client may run it could not be found out", await client.AskAsync("{\"execute\":\"ping\"}"));
        Assert.Equal(2, _log.Ids.Count(static id => id == 211));
    }

    [Theory]
    [InlineData("pnig", null, "Authorization: no command of the QMP service 'lab' matches 'pnig'; between several patterns are semicolons")]
    [InlineData("ping; take, block", null, "Authorization: no command of the QMP service 'lab' matches 'take, block'; between several patterns are semicolons")]
    [InlineData("*", "block;Ping", "CommandsThatOutliveClients: no command of the QMP service 'lab' matches 'Ping'; between several patterns are semicolons")]
    public void A_pattern_that_fits_no_command_is_refused(string denied, string? outliving, string message)
    {
        var options = new QmpServiceOptions { Name = "lab", Authorization = new QmpAuthorization().Allow("query-*;quit").Deny(denied), CommandsThatOutliveClients = outliving };

        ArgumentException refusal = Assert.Throws<ArgumentException>("options", () => LabDispatcher.Service(options));

        Assert.StartsWith(message, refusal.Message);
    }

    [Fact]
    public void Rules_are_limited_to_the_commands_of_a_service_and_go_on_to_refuse_the_others()
    {
        QmpAuthorization shared = new QmpAuthorization().Deny("backup;pnig").Allow("ping;restore");

        Assert.Equal("backup", shared.FindUnmatched(["ping", "restore"]));
        Assert.Equal("pnig", shared.FindUnmatched(["ping", "restore", "backup"]));
        QmpAuthorization both = new QmpAuthorization().Allow("ping").And(shared);
        Assert.Equal("pnig", both.FindUnmatched(["ping", "backup", "restore"]));
        Assert.Null(both.LimitTo(["ping"]).FindUnmatched(["ping"]));
        QmpAuthorization limited = shared.LimitTo(["ping", "other"]);
        Assert.Null(limited.FindUnmatched(["ping", "other"]));
        Assert.Single(limited.For("ping")[0]);
        Assert.Empty(limited.For("other")[0]);
        Assert.Empty(limited.For("restore")[0]);
    }

    [Fact]
    public async Task A_rule_that_fails_allows_nothing()
    {
        var options = new QmpServiceOptions { LoggerFactory = _log, Authorization = new QmpAuthorization().Allow("ping", static _ => throw new IOException("the directory is down")) };
        await using QmpService service = LabDispatcher.Service(options);
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);

        Assert.Contains("has been disabled", await client.AskAsync("{\"execute\":\"ping\"}"));
        Assert.Contains(211, _log.Ids);
    }

    [Fact]
    public async Task Quit_from_the_network_may_be_refused_and_from_here_is_obeyed()
    {
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { QuitFrom = QmpQuitSource.Local });
        await using var server = new QmpServer(service);
        QmpAddress address = server.Listen(QmpAddress.Tcp("127.0.0.1", 0));
        using var remote = new TcpClient("127.0.0.1", address.Port);
        using var reader = new StreamReader(remote.GetStream());
        await remote.GetStream().WriteAsync("{\"execute\":\"qmp_capabilities\"}{\"execute\":\"quit\"}"u8.ToArray());
        await reader.ReadLineAsync();
        await reader.ReadLineAsync();
        Assert.Equal(
            "{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"Command quit has been disabled: clients can't end this server from the network\"}}",
            await reader.ReadLineAsync());
        Assert.False(service.IsStopping);

        await using TestConnection local = await TestConnection.OpenReadyAsync(service);
        Assert.Equal("{\"return\": {}}", await local.AskAsync("{\"execute\":\"quit\"}"));
        Assert.True(service.IsStopping);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("tls")]
    [InlineData("faulty")]
    public async Task A_client_of_the_network_stays_one_when_its_transport_has_forgotten_it(string kind)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient(AddressFamily.InterNetwork);
        await client.ConnectAsync(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndpoint).Port);
        Socket socket = await listener.AcceptSocketAsync();
        var stream = new NetworkStream(socket, ownsSocket: true);
        await using IQmpTransport transport = kind switch
        {
            "tcp" => QmpTransports.FromStream(stream),
            "tls" => QmpTransports.FromStream(new SslStream(stream)),
            _ => new ForgetfulTransport(QmpTransports.FromStream(stream)),
        };
        var before = new QmpCaller(1, transport);
        socket.Dispose();
        var after = new QmpCaller(2, transport);

        Assert.True(before.IsFromNetwork);
        Assert.True(after.IsFromNetwork);
        Assert.Equal(kind == "tcp" ? client.Client.LocalEndPoint : new IPEndPoint(IPAddress.Any, 0), before.EndPoint);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_ten_quits_at_once_each_is_answered_and_the_hook_runs_once(bool concurrent)
    {
        int runs = 0;
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions
        {
            AllowsConcurrentCommands = concurrent,
            OnQuit = async _ =>
            {
                Interlocked.Increment(ref runs);
                await Task.Delay(20, CancellationToken.None);
            },
        });
        TestConnection[] clients = new TestConnection[10];
        for (int i = 0; i < clients.Length; i++)
        {
            clients[i] = await TestConnection.OpenReadyAsync(service);
        }

        string?[] replies = await Task.WhenAll(clients.Select(static client => Task.Run(() => client.AskAsync("{\"execute\":\"quit\"}"))));

        Assert.All(replies, static reply => Assert.Equal("{\"return\": {}}", reply));
        Assert.Equal(1, runs);
        await service.StopAsync();
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task A_command_is_told_when_its_client_leaves_unless_it_outlives_it(bool outOfBand, bool isTold)
    {
        var dispatcher = new LabDispatcher();
        await using QmpService service = LabDispatcher.Service(
            dispatcher,
            new QmpServiceOptions { LoggerFactory = _log, CommandsThatOutliveClients = isTold ? "ea*" : "ea*;bl*" });
        await using TestConnection other = await TestConnection.OpenReadyAsync(service);
        TestConnection client = await TestConnection.OpenReadyAsync(service, outOfBand);
        await client.SendAsync("{\"execute\":\"block\"}{\"execute\":\"take\"}");
        await dispatcher.WhenBlockedAsync();

        await client.DisposeAsync();
        await (outOfBand ? client.Serving : _log.WaitForAsync(205));
        Task<string?> asking = other.AskAsync("{\"execute\":\"ping\"}");
        if (!isTold)
        {
            await Task.Delay(100);
            Assert.False(asking.IsCompleted);
            await dispatcher.UnblockAsync();
        }

        // The gate is free again, and what the client had sent ahead isn't run.
        Assert.Equal("{\"return\": {}}", await asking.WaitAsync(Patience));
        await client.Serving.WaitAsync(Patience);
        Assert.DoesNotContain("take", dispatcher.Ran);
    }

    [Fact]
    public async Task A_client_that_has_only_ended_what_it_sends_is_still_there()
    {
        var dispatcher = new LabDispatcher();
        await using QmpService service = LabDispatcher.Service(dispatcher);
        string path = Path.Combine(Path.GetTempPath(), $"qapigen-{Guid.NewGuid():N}.sock");
        await using var server = new QmpServer(service);
        server.Listen(QmpAddress.Unix(path));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        using var reader = new StreamReader(new NetworkStream(socket));
        await socket.SendAsync("{\"execute\":\"qmp_capabilities\"}{\"execute\":\"block\"}{\"execute\":\"ping\",\"id\":1}"u8.ToArray());
        socket.Shutdown(SocketShutdown.Send);
        await dispatcher.WhenBlockedAsync();
        await Task.Delay(3 * ClientWatch.Period);

        await dispatcher.UnblockAsync();

        Assert.EndsWith("{\"return\": {}}\r\n{\"return\": {}, \"id\": 1}\r\n", await reader.ReadToEndAsync());
    }

    [LinuxFact]
    public async Task A_client_that_closes_its_socket_cancels_and_its_credentials_were_known()
    {
        var dispatcher = new CallDispatcher();
        await using QmpService service = Service(dispatcher, new QmpServiceOptions { CallAccessor = dispatcher.Calls });
        string path = Path.Combine(Path.GetTempPath(), $"qapigen-{Guid.NewGuid():N}.sock");
        await using var server = new QmpServer(service);
        server.Listen(QmpAddress.Unix(path));
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await socket.SendAsync("{\"execute\":\"qmp_capabilities\"}{\"execute\":\"who\"}"u8.ToArray());
        await dispatcher.Started.Task.WaitAsync(Patience);
        QmpCall call = dispatcher.Seen.First();
        Assert.Equal(Environment.ProcessId, call.Caller.Credentials?.ProcessId);
        Assert.False(call.Caller.IsFromNetwork);
        Assert.Equal($"unix:{path}", call.Caller.Transport);
        var cancelled = new TaskCompletionSource();
        using CancellationTokenRegistration registration = call.CancellationToken.Register(cancelled.SetResult);

        socket.Dispose();

        await cancelled.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task The_certificate_of_a_client_and_where_it_is_are_known()
    {
        using X509Certificate2 certificate = TestCertificate.Make();
        var dispatcher = new CallDispatcher();
        dispatcher.MayGoOn.SetResult();
        await using QmpService service = Service(dispatcher, new QmpServiceOptions { CallAccessor = dispatcher.Calls });
        await using var server = new QmpServer(service);
        var tls = new SslServerAuthenticationOptions
        {
            ServerCertificate = certificate,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
        };
        QmpAddress address = server.Listen(QmpAddress.Tcp("127.0.0.1", 0), new QmpListenOptions { Tls = new QmpTlsOptions { Server = tls } });
        using var client = new TcpClient("127.0.0.1", address.Port);
        await using var secure = new SslStream(client.GetStream());
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ClientCertificates = [certificate],
            RemoteCertificateValidationCallback = static (_, server, _, _) => server is not null,
        });
        await secure.WriteAsync("{\"execute\":\"qmp_capabilities\"}{\"execute\":\"who\"}"u8.ToArray());
        await dispatcher.Started.Task.WaitAsync(Patience);

        QmpCaller caller = dispatcher.Seen.First().Caller;
        Assert.Equal(certificate.Thumbprint, caller.Certificate?.Thumbprint);
        Assert.Equal(((IPEndPoint)client.Client.LocalEndPoint!).Port, ((IPEndPoint)caller.EndPoint!).Port);
        Assert.True(caller.IsFromNetwork);
        caller.Items["seen"] = 1;
        Assert.Equal(1, caller.Items["seen"]);
    }

    private sealed class ForgetfulTransport(IQmpTransport inner) : IQmpPeerTransport
    {
        public System.IO.Pipelines.PipeReader Input => inner.Input;

        public System.IO.Pipelines.PipeWriter Output => inner.Output;

        public string Description => inner.Description;

        public bool IsPeerGone => false;

        public T? GetPeerFeature<T>()
            where T : class => throw new IOException("forgotten");

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private static QmpService Service(QmpDispatcher dispatcher, QmpServiceOptions options) =>
        new(new QmpCompiledSchema("calls", [dispatcher.Module], static () => "[]"u8), [dispatcher], options);

    private sealed class CallDispatcher : QmpDispatcher
    {
        public QmpCallAccessor Calls { get; } = new();

        public ConcurrentQueue<QmpCall> Seen { get; } = new();

        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource MayGoOn { get; } = new();

        public override QmpModule Module { get; } = new("calls", [new("who")], [], static () => "[]"u8);

        public override ValueTask DispatchAsync(int command, QmpRequest request, CancellationToken cancellationToken) =>
            request.ReturnAsync<string, StringCodec>(WhoAsync(cancellationToken));

        private async ValueTask<string> WhoAsync(CancellationToken cancellationToken)
        {
            QmpCall call = Calls.Current!;
            Seen.Enqueue(call);
            string text = $"{call.Caller.ConnectionId} {call.Command} {call.ReadArguments()}";
            Started.TrySetResult();
            await MayGoOn.Task.WaitAsync(cancellationToken);
            return $"{text} {Calls.Current!.Caller.ConnectionId}";
        }
    }
}
