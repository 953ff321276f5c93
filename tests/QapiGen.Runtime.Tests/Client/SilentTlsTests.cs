using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Proxy;
using QapiGen.Runtime.Transport;
using Xunit;

namespace QapiGen.Runtime.Tests.Client;

/// <summary>A server that takes the connection and is silent where TLS is to be agreed on: a paused machine, or one that speaks something else.</summary>
public sealed class SilentTlsTests : IDisposable
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);

    public SilentTlsTests() => _server.Start();

    private QmpAddress Address => QmpAddress.Parse($"tls:127.0.0.1:{((IPEndPoint)_server.LocalEndpoint).Port}");

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task It_has_the_time_of_the_handshake()
    {
        TimeSpan time = TimeSpan.FromMilliseconds(50);

        QmpTimeoutException client = await Assert.ThrowsAsync<QmpTimeoutException>(() => QmpClient.ConnectAsync(Address, new QmpClientOptions { HandshakeTimeout = time }).AsTask().WaitAsync(Hang));
        QmpTimeoutException proxy = await Assert.ThrowsAsync<QmpTimeoutException>(() => QmpProxy.StartAsync(Address, new QmpProxyOptions { HandshakeTimeout = time }).WaitAsync(Hang));

        string sentence = $"{Address} has not taken the connection and agreed on TLS within 00:00:00.0500000. Does it speak TLS?";
        Assert.Equal((sentence, sentence), (client.Message, proxy.Message));
    }

    [Fact]
    public async Task It_is_tried_again()
    {
        await using QmpReconnectingClient client = QmpReconnectingClient.Start(
            Address, new QmpClientOptions { HandshakeTimeout = TimeSpan.FromMilliseconds(50) }, new QmpReconnectOptions { InitialDelay = TimeSpan.Zero });

        using TcpClient first = await _server.AcceptTcpClientAsync().WaitAsync(Hang);
        using TcpClient second = await _server.AcceptTcpClientAsync().WaitAsync(Hang);
        using TcpClient third = await _server.AcceptTcpClientAsync().WaitAsync(Hang);
    }

    [Fact]
    public async Task Who_has_enough_of_it_goes()
    {
        using var enough = new CancellationTokenSource();
        Task<QmpClient> client = QmpClient.ConnectAsync(Address, cancellationToken: enough.Token).AsTask();
        QmpReconnectingClient reconnecting = QmpReconnectingClient.Start(Address);
        using TcpClient one = await _server.AcceptTcpClientAsync().WaitAsync(Hang);
        using TcpClient other = await _server.AcceptTcpClientAsync().WaitAsync(Hang);

        await enough.CancelAsync();
        await reconnecting.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.WaitAsync(TimeSpan.FromSeconds(20)));
    }
}
