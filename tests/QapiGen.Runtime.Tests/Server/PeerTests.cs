using System;
using System.IO;
using System.IO.Pipelines;
using System.IO.Pipes;
using System.Net;
using System.Net.WebSockets;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;
using Xunit;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>Who counts as being on this machine, and who says so.</summary>
public sealed class PeerTests
{
    [Fact]
    public async Task A_stream_that_leads_anywhere_is_of_the_network_until_somebody_vouches_for_it()
    {
        using WebSocket socket = WebSocket.CreateFromStream(new MemoryStream(), new WebSocketCreationOptions { IsServer = true });
        await using IQmpTransport web = QmpTransports.FromStream(WebSocketStream.Create(socket, WebSocketMessageType.Text));
        await using IQmpTransport two = QmpTransports.FromStreams(new MemoryStream(), new MemoryStream());
        await using IQmpTransport vouched = QmpTransports.FromStream(new MemoryStream(), peer: QmpPeer.Local);

        Assert.True(new QmpCaller(1, web).IsFromNetwork);
        Assert.True(new QmpCaller(2, two).IsFromNetwork);
        Assert.False(new QmpCaller(3, vouched).IsFromNetwork);
    }

    [Fact]
    public async Task Pipes_and_memory_are_local()
    {
        await using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        await using var back = new AnonymousPipeServerStream(PipeDirection.Out);
        await using IQmpTransport pipes = QmpTransports.FromStreams(pipe, back);
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair();
        await using IQmpTransport closing = near;
        await using IQmpTransport closingToo = far;

        Assert.False(new QmpCaller(1, pipes).IsFromNetwork);
        Assert.False(new QmpCaller(2, far).IsFromNetwork);
    }

    [Fact]
    public async Task A_transport_that_says_nothing_of_its_peer_is_of_the_network()
    {
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair();
        await using IQmpTransport closing = near;
        await using var silent = new SilentTransport(far);

        Assert.True(new QmpCaller(1, silent).IsFromNetwork);
    }

    [Fact]
    public async Task What_is_said_of_a_peer_is_what_rules_see()
    {
        using X509Certificate2 certificate = TestCertificate.Make();
        var peer = new QmpPeer { EndPoint = new IPEndPoint(IPAddress.Parse("192.0.2.7"), 4444), User = new ClaimsPrincipal(new ClaimsIdentity("test")), Certificate = certificate };
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair(client: peer);
        await using IQmpTransport closing = near;
        await using IQmpTransport closingToo = far;
        await using IQmpTransport stream = QmpTransports.FromStream(new MemoryStream(), "web", peer);

        Assert.All([new QmpCaller(1, far), new QmpCaller(2, stream)], caller =>
        {
            Assert.True(caller.IsFromNetwork);
            Assert.Same(peer.EndPoint, caller.EndPoint);
            Assert.Same(peer.User, caller.User);
            Assert.Same(certificate, caller.Certificate);
        });
        Assert.Null(new QmpCaller(3, near).User);
    }

    [Theory]
    [InlineData(false, "CommandNotFound")]
    [InlineData(true, "return")]
    public async Task A_quit_over_such_a_stream_is_obeyed_if_somebody_vouches_for_it(bool isVouchedFor, string answer)
    {
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { QuitFrom = QmpQuitSource.Local });
        var toServer = new Pipe();
        var toClient = new Pipe();
        IQmpTransport transport = QmpTransports.FromStreams(toServer.Reader.AsStream(), toClient.Writer.AsStream(), peer: isVouchedFor ? QmpPeer.Local : null);
        Task serving = service.ServeAsync(transport);
        await toServer.Writer.WriteAsync("{\"execute\":\"qmp_capabilities\"}{\"execute\":\"quit\"}"u8.ToArray());
        using var reader = new StreamReader(toClient.Reader.AsStream());
        await reader.ReadLineAsync();
        await reader.ReadLineAsync();

        Assert.Contains(answer, await reader.ReadLineAsync(), StringComparison.Ordinal);
        await toServer.Writer.CompleteAsync();
        await serving;
    }

    private sealed class SilentTransport(IQmpTransport inner) : IQmpTransport
    {
        public PipeReader Input => inner.Input;

        public PipeWriter Output => inner.Output;

        public string Description => "silent";

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
