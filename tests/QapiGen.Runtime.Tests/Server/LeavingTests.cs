using System;
using System.IO;
using System.IO.Pipelines;
using System.IO.Pipes;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Wire;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>Clients that close their connection while a command runs, and clients that end only what they send, over every transport.</summary>
public sealed class LeavingTests : IDisposable
{
    private const string Commands = "{\"execute\":\"block\"}{\"execute\":\"ping\",\"id\":1}";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly X509Certificate2 _certificate = TestCertificate.Make();
    private readonly FakeTimeProvider _clock = new();
    private readonly LogRecorder _log = new();
    private readonly LabDispatcher _dispatcher = new();

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
    [InlineData("pipe", false)]
    [InlineData("pipe", true)]
    public async Task A_command_whose_client_closes_its_connection_is_cancelled(string kind, bool outOfBand)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using QmpService service = NewService();
        await using var server = new QmpServer(service);
        QmpAddress address = Listen(server, kind);
        await using TestConnection other = await TestConnection.OpenReadyAsync(service);
        (Stream client, _) = await ConnectAsync(address);
        using var reader = new StreamReader(client, Encoding.ASCII);
        await NegotiateAsync(client, reader, outOfBand);
        await client.WriteAsync(Encoding.ASCII.GetBytes(Commands));
        await _dispatcher.WhenBlockedAsync();

        await client.DisposeAsync();

        // The gate opens only when the command has ended.
        await PassTimeUntilAsync(other.AskAsync("{\"execute\":\"early\"}"));
        await PassTimeUntilAsync(_log.WaitForAsync(205));
        Assert.DoesNotContain("ping", _dispatcher.Ran);
    }

    [Theory]
    [InlineData("unix", false)]
    [InlineData("unix", true)]
    [InlineData("tls", false)]
    [InlineData("tls", true)]
    [InlineData("pipe", false)]
    [InlineData("pipe", true)]
    public async Task A_command_that_waits_for_its_turn_does_not_run_when_its_client_has_left(string kind, bool outOfBand)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using QmpService service = NewService();
        await using var server = new QmpServer(service);
        QmpAddress address = Listen(server, kind);
        await using TestConnection other = await TestConnection.OpenReadyAsync(service);
        (Stream client, _) = await ConnectAsync(address);
        using var reader = new StreamReader(client, Encoding.ASCII);
        await NegotiateAsync(client, reader, outOfBand);
        await other.SendAsync("{\"execute\":\"block\"}");
        await _dispatcher.WhenBlockedAsync();
        await client.WriteAsync("{\"execute\":\"early\"}"u8.ToArray());
        for (long end = Environment.TickCount64 + (long)Patience.TotalMilliseconds; service.Gate!.Users < 2; await Task.Delay(1))
        {
            Assert.True(Environment.TickCount64 < end, "it doesn't wait for its turn");
        }

        // The watch never looks: the clock stands still.
        await client.DisposeAsync();
        await _dispatcher.UnblockAsync();

        Assert.Equal("{\"return\": {}}", await other.ReadAsync());
        Assert.Equal("{\"return\": {}}", await other.AskAsync("{\"execute\":\"ping\"}"));
        Assert.Equal(["block", "ping"], _dispatcher.Ran);
    }

    [Theory]
    [InlineData("unix", false)]
    [InlineData("unix", true)]
    [InlineData("tcp", false)]
    [InlineData("tcp", true)]
    [InlineData("tls", false)]
    [InlineData("tls", true)]
    public async Task A_client_that_has_only_ended_what_it_sends_gets_every_answer(string kind, bool outOfBand)
    {
        await using QmpService service = NewService();
        await using var server = new QmpServer(service);
        QmpAddress address = Listen(server, kind);
        (Stream client, Socket socket) = await ConnectAsync(address);
        await using Stream closing = client;
        using var reader = new StreamReader(client, Encoding.ASCII);
        await NegotiateAsync(client, reader, outOfBand);
        await client.WriteAsync(Encoding.ASCII.GetBytes(Commands));
        await _dispatcher.WhenBlockedAsync();

        if (client is SslStream secure)
        {
            await secure.ShutdownAsync();
        }
        else
        {
            socket.Shutdown(SocketShutdown.Send);
        }

        char[] first = new char[1];
        Task<int> hearing = reader.ReadAsync(first, 0, 1);
        if (kind == "tcp")
        {
            // It is asked whether it is still there: with what is no message.
            await PassTimeUntilAsync(hearing);
            Assert.Equal(' ', first[0]);
        }

        PassTime();
        await _dispatcher.UnblockAsync();

        await hearing.WaitAsync(Patience);
        string answers = first[0] + await reader.ReadToEndAsync().WaitAsync(Patience);
        Assert.Equal("{\"return\": {}}\r\n{\"return\": {}, \"id\": 1}\r\n", answers.TrimStart(' '));
        Assert.DoesNotContain(205, _log.Ids);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_ends_what_it_sends_and_leaves_later_is_noticed_then(bool outOfBand)
    {
        await using QmpService service = NewService();
        await using var server = new QmpServer(service);
        QmpAddress address = Listen(server, "tcp");
        (Stream client, Socket socket) = await ConnectAsync(address);
        using var reader = new StreamReader(client, Encoding.ASCII);
        await NegotiateAsync(client, reader, outOfBand);
        await client.WriteAsync(Encoding.ASCII.GetBytes(Commands));
        await _dispatcher.WhenBlockedAsync();
        socket.Shutdown(SocketShutdown.Send);
        await PassTimeUntilAsync(reader.ReadAsync(new char[1], 0, 1));
        Assert.Equal(1, service.ConnectionCount);

        await client.DisposeAsync();

        await PassTimeUntilAsync(_log.WaitForAsync(205));
        Assert.DoesNotContain("ping", _dispatcher.Ran);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_service_that_stops_finishes_the_command_of_a_client_that_has_ended_what_it_sends(bool outOfBand)
    {
        await using QmpService service = NewService();
        await using TestConnection client = await TestConnection.OpenReadyAsync(service, outOfBand);
        await client.SendAsync(Commands);
        await _dispatcher.WhenBlockedAsync();
        client.ShutdownSending();

        Task stopping = service.StopAsync();
        await _dispatcher.UnblockAsync();

        Assert.Equal("{\"return\": {}}", await client.ReadAsync());
        Assert.Null(await client.ReadAsync());
        await stopping.WaitAsync(Patience);
        Assert.DoesNotContain("ping", _dispatcher.Ran);
    }

    [Fact]
    public async Task Without_patience_a_stopping_service_waits_for_no_command_of_a_client_that_has_ended_what_it_sends()
    {
        await using QmpService service = NewService();
        await using TestConnection client = await TestConnection.OpenReadyAsync(service, outOfBand: true);
        await client.SendAsync(Commands);
        await _dispatcher.WhenBlockedAsync();
        client.ShutdownSending();

        await service.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Patience);

        Assert.Equal("{\"error\": {\"class\": \"GenericError\", \"desc\": \"The server is shutting down\"}}", await client.ReadAsync());
        Assert.Null(await client.ReadAsync());
        await client.Serving.WaitAsync(Patience);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_patience_a_command_that_heeds_its_cancellation_is_answered_and_none_begins(bool outOfBand)
    {
        const string Answer = "{\"error\": {\"class\": \"GenericError\", \"desc\": \"The server is shutting down\"}}";
        await using QmpService service = NewService();
        await using TestConnection client = await TestConnection.OpenReadyAsync(service, outOfBand);
        await using TestConnection waiting = await TestConnection.OpenReadyAsync(service);
        await client.SendAsync("{\"execute\":\"block\"}");
        await _dispatcher.WhenBlockedAsync();
        await waiting.SendAsync("{\"execute\":\"early\"}");

        await service.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Patience);

        Assert.Equal(Answer, await client.ReadAsync());
        Assert.Null(await client.ReadAsync());
        Assert.Equal(Answer, await waiting.ReadAsync());
        Assert.Equal(["block"], _dispatcher.Ran);
        Assert.Empty(_log.Texts(214));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_command_is_cancelled_when_nothing_can_be_sent_to_its_client(bool outOfBand)
    {
        await using QmpService service = NewService();
        await using TestConnection other = await TestConnection.OpenReadyAsync(service);
        var input = new Pipe();
        using var output = new BreakableStream();
        Task serving = service.ServeAsync(QmpTransports.FromStreams(input.Reader.AsStream(), output));
        string enable = outOfBand ? ",\"arguments\":{\"enable\":[\"oob\"]}" : "";
        await input.Writer.WriteAsync(Encoding.ASCII.GetBytes($"{{\"execute\":\"qmp_capabilities\"{enable}}}{Commands}"));
        await _dispatcher.WhenBlockedAsync();

        output.IsBroken = true;
        service.Emit(LabDispatcher.Tick, default(NoData));

        Assert.Contains("TICK", await other.ReadAsync());
        Assert.Equal("{\"return\": {}}", await other.AskAsync("{\"execute\":\"early\"}").WaitAsync(Patience));
        await input.Writer.CompleteAsync();
        await serving.WaitAsync(Patience);
        Assert.DoesNotContain("ping", _dispatcher.Ran);
    }

    private sealed class BreakableStream : MemoryStream
    {
        public bool IsBroken { get; set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            IsBroken ? throw new IOException("nobody reads") : base.WriteAsync(buffer, cancellationToken);
    }

    private QmpService NewService() => LabDispatcher.Service(_dispatcher, new QmpServiceOptions { TimeProvider = _clock, LoggerFactory = _log });

    private QmpAddress Listen(QmpServer server, string kind) => kind switch
    {
        "unix" => server.Listen(QmpAddress.Unix(Path.Combine(Path.GetTempPath(), $"qapigen-{Guid.NewGuid():N}.sock"))),
        "tcp" => server.Listen(QmpAddress.Tcp("127.0.0.1", 0)),
        "tls" => server.Listen(
            QmpAddress.Tls("127.0.0.1", 0),
            new QmpListenOptions { Tls = new QmpTlsOptions { Server = new SslServerAuthenticationOptions { ServerCertificate = _certificate } } }),
        _ => server.Listen(QmpAddress.Pipe($"qapigen-{Guid.NewGuid():N}")),
    };

    private static async Task<(Stream Stream, Socket Socket)> ConnectAsync(QmpAddress address)
    {
        if (address.Kind == QmpAddressKind.Pipe)
        {
            var pipe = new NamedPipeClientStream(".", address.Path, PipeDirection.InOut, System.IO.Pipes.PipeOptions.Asynchronous);
            await pipe.ConnectAsync();
            return (pipe, null!);
        }

        Socket socket = address.Kind == QmpAddressKind.Unix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await (address.Kind == QmpAddressKind.Unix ? socket.ConnectAsync(new UnixDomainSocketEndPoint(address.Path)) : socket.ConnectAsync(address.Path, address.Port));
        var stream = new NetworkStream(socket, ownsSocket: true);
        if (!address.UsesTls)
        {
            return (stream, socket);
        }

        var secure = new SslStream(stream, false, static (_, shown, _, _) => shown is not null);
        await secure.AuthenticateAsClientAsync("localhost");
        return (secure, socket);
    }

    private static async Task NegotiateAsync(Stream client, StreamReader reader, bool outOfBand)
    {
        await reader.ReadLineAsync();
        await client.WriteAsync(Encoding.ASCII.GetBytes(outOfBand ? "{\"execute\":\"qmp_capabilities\",\"arguments\":{\"enable\":[\"oob\"]}}" : "{\"execute\":\"qmp_capabilities\"}"));
        Assert.Equal("{\"return\": {}}", await reader.ReadLineAsync());
    }

    private void PassTime()
    {
        for (int i = 0; i < 8; i++)
        {
            _clock.Advance(ClientWatch.Period);
        }
    }

    private async Task PassTimeUntilAsync(Task end)
    {
        using var hang = new CancellationTokenSource(Patience);
        while (!end.IsCompleted)
        {
            _clock.Advance(ClientWatch.Period);
            await Task.WhenAny(end, Task.Delay(5, hang.Token));
            hang.Token.ThrowIfCancellationRequested();
        }

        await end;
    }
}
