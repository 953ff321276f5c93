using System;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Wire;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>A command that doesn't heed its cancellation keeps neither its client nor whoever ends the service.</summary>
public sealed class GivenUpTests : IDisposable
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(90);

    private readonly X509Certificate2 _certificate = TestCertificate.Make();
    private readonly LogRecorder _log = new();
    private readonly LabDispatcher _dispatcher = new() { IsDeaf = true };

    public void Dispose()
    {
        _certificate.Dispose();
        _log.Dispose();
    }

    [Theory]
    [InlineData("unix", false)]
    [InlineData("unix", true)]
    [InlineData("tcp", false)]
    [InlineData("tcp", true)]
    [InlineData("tls", false)]
    [InlineData("tls", true)]
    public async Task The_client_of_a_command_that_ignores_its_cancellation_sees_the_end_and_the_log_names_it(string kind, bool outOfBand)
    {
        await using QmpService service = NewService();
        await using var server = new QmpServer(service);
        QmpAddress address = Listen(server, kind);
        await using Stream client = await ConnectAsync(address);
        using var reader = new StreamReader(client, Encoding.ASCII);
        await reader.ReadLineAsync();
        await client.WriteAsync(Encoding.ASCII.GetBytes(outOfBand ? "{\"execute\":\"qmp_capabilities\",\"arguments\":{\"enable\":[\"oob\"]}}" : "{\"execute\":\"qmp_capabilities\"}"));
        Assert.Equal("{\"return\": {}}", await reader.ReadLineAsync());
        await client.WriteAsync("{\"execute\":\"block\"}"u8.ToArray());
        await _dispatcher.WhenBlockedAsync();

        await server.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Hang);

        // All is said by now.
        Assert.Equal(["lab: connection 1 is closed under command block, which is given up: it goes on though it was cancelled"], _log.Texts(214));
        Assert.Equal(0, service.ConnectionCount);
        Assert.Null(await ReadEndAsync(reader).WaitAsync(Hang));

        await service.DisposeAsync().AsTask().WaitAsync(Hang);
        await _dispatcher.UnblockAsync();
        await _log.WaitForAsync(201);
        Assert.Single(_log.Texts(201));
        Assert.Single(_log.Texts(214));
        Assert.DoesNotContain(_log.Entries, static entry => entry.Level >= LogLevel.Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_such_a_command_returns_at_last_goes_nowhere_and_nothing_fails(bool outOfBand)
    {
        await using QmpService service = NewService();
        await using TestConnection client = await TestConnection.OpenReadyAsync(service, outOfBand);
        await client.SendAsync("{\"execute\":\"block\",\"id\":1}{\"execute\":\"ping\"}");
        await _dispatcher.WhenBlockedAsync();
        await service.DisposeAsync().AsTask().WaitAsync(Hang);

        await _dispatcher.UnblockAsync();

        Assert.Null(await client.ReadAsync());
        await client.Serving.WaitAsync(Hang);
        Assert.DoesNotContain("ping", _dispatcher.Ran);
        Assert.DoesNotContain(_log.Entries, static entry => entry.Level >= LogLevel.Error || entry.Cause is not null);
    }

    [Fact]
    public async Task Clients_whose_commands_wait_for_its_turn_see_the_end_too()
    {
        await using QmpService service = NewService();
        await using TestConnection first = await TestConnection.OpenReadyAsync(service);
        await using TestConnection second = await TestConnection.OpenReadyAsync(service);
        await first.SendAsync("{\"execute\":\"block\"}");
        await _dispatcher.WhenBlockedAsync();
        await second.SendAsync("{\"execute\":\"ping\"}");

        await service.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Hang);

        Assert.Null(await first.ReadAsync().WaitAsync(Hang));
        Assert.Null(await second.ReadAsync().WaitAsync(Hang));
        Assert.Single(_log.Texts(214));
        await _dispatcher.UnblockAsync();
        await Task.WhenAll(first.Serving, second.Serving).WaitAsync(Hang);
        Assert.DoesNotContain("ping", _dispatcher.Ran);
    }

    [Fact]
    public async Task Whoever_blocks_while_a_command_is_cancelled_holds_up_no_end()
    {
        using var gate = new ManualResetEventSlim();
        var blocking = new BlockingDispatcher(gate);
        QmpService service = LabDispatcher.Service(blocking, new QmpServiceOptions { Name = "lab", LoggerFactory = _log });
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);
        await client.SendAsync("{\"execute\":\"ping\"}");
        await blocking.Running.Task.WaitAsync(Hang);

        await service.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Hang);

        Assert.Null(await client.ReadAsync().WaitAsync(Hang));
        Assert.Single(_log.Texts(214));
        gate.Set();
        await client.Serving.WaitAsync(Hang);
        await service.DisposeAsync();
    }

    [Fact]
    public async Task A_rule_that_blocks_is_given_up_with_its_command_and_the_log_names_that()
    {
        using var gate = new ManualResetEventSlim();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        QmpService service = LabDispatcher.Service(_dispatcher, new QmpServiceOptions
        {
            Name = "lab",
            LoggerFactory = _log,
            Authorization = new QmpAuthorization().Allow("ping", _ =>
            {
                asked.SetResult();
                gate.Wait();
                return true;
            }),
        });
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);

        // The rule may run, and block, on the thread that sends.
        Task sending = Task.Run(() => client.SendAsync("{\"execute\":\"ping\"}"));
        await asked.Task.WaitAsync(Hang);

        await service.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Hang);

        Assert.Equal(["lab: connection 1 is closed under command ping, which is given up: it goes on though it was cancelled"], _log.Texts(214));
        gate.Set();
        await sending.WaitAsync(Hang);
        await client.Serving.WaitAsync(Hang);
        await service.DisposeAsync();
    }

    private QmpService NewService() => LabDispatcher.Service(_dispatcher, new QmpServiceOptions { Name = "lab", LoggerFactory = _log });

    private QmpAddress Listen(QmpServer server, string kind) => kind switch
    {
        "unix" => server.Listen(QmpAddress.Unix(Path.Combine(Path.GetTempPath(), $"qapigen-{Guid.NewGuid():N}.sock"))),
        "tcp" => server.Listen(QmpAddress.Tcp("127.0.0.1", 0)),
        _ => server.Listen(
            QmpAddress.Tls("127.0.0.1", 0),
            new QmpListenOptions { Tls = new QmpTlsOptions { Server = new SslServerAuthenticationOptions { ServerCertificate = _certificate } } }),
    };

    private static async Task<Stream> ConnectAsync(QmpAddress address)
    {
        Socket socket = address.Kind == QmpAddressKind.Unix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await (address.Kind == QmpAddressKind.Unix ? socket.ConnectAsync(new UnixDomainSocketEndPoint(address.Path)) : socket.ConnectAsync(address.Path, address.Port));
        var stream = new NetworkStream(socket, ownsSocket: true);
        if (!address.UsesTls)
        {
            return stream;
        }

        var secure = new SslStream(stream, false, static (_, shown, _, _) => shown is not null);
        await secure.AuthenticateAsClientAsync("localhost");
        return secure;
    }

    private static async Task<string?> ReadEndAsync(StreamReader reader)
    {
        try
        {
            return await reader.ReadLineAsync();
        }
        catch (IOException)
        {
            // A reset is an end, too.
            return null;
        }
    }

    /// <summary>Each command blocks the thread that cancels it.</summary>
    private sealed class BlockingDispatcher(ManualResetEventSlim gate) : QmpDispatcher
    {
        private readonly LabDispatcher _lab = new();

        public TaskCompletionSource Running { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Runtime.Metadata.QmpModule Module => _lab.Module;

        public override ValueTask DispatchAsync(int command, QmpRequest request, CancellationToken cancellationToken)
        {
            request.ReadArguments<NoData>();
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            cancellationToken.Register(() =>
            {
                gate.Wait();
                ended.SetResult();
            });
            Running.SetResult();
            return request.ReturnAsync(new ValueTask(ended.Task));
        }
    }
}
