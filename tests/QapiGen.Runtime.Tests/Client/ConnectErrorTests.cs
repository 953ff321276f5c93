using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Runtime.Tests.Client;

/// <summary>Why there is no connection: a kind for programs, a sentence with a way out for people.</summary>
public sealed class ConnectErrorTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qapigen-");

    [Fact]
    public async Task Where_there_is_no_socket_that_is_said()
    {
        QmpConnectionException error = await Assert.ThrowsAsync<QmpConnectionException>(async () => await QmpClient.ConnectAsync(Path.Combine(_folder.FullName, "none")));

        Assert.Equal(QmpConnectionFailure.NotFound, error.Failure);
        Assert.StartsWith("There is no such socket: unix:", error.Message, StringComparison.Ordinal);
        Assert.Contains("-qmp", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_an_agent_is_looked_for_the_way_out_is_an_agents()
    {
        var options = new QmpClientOptions { Handshake = QmpHandshake.GuestAgent };
        QmpConnectionException error = await Assert.ThrowsAsync<QmpConnectionException>(async () =>
            await QmpClient.ConnectAsync(Path.Combine(_folder.FullName, "none"), options));
        await using QmpReconnectingClient reconnecting = QmpReconnectingClient.Start(
            QmpAddress.Unix(Path.Combine(_folder.FullName, "none")), options, new QmpReconnectOptions { MaxAttempts = 1, InitialDelay = TimeSpan.Zero });
        QmpConnectionException gaveUp = await Assert.ThrowsAsync<QmpConnectionException>(() => reconnecting.WaitForConnectionAsync());

        foreach (string message in new[] { error.Message, gaveUp.Message })
        {
            Assert.Contains("There is no such socket", message, StringComparison.Ordinal);
            Assert.Contains("-chardev socket,path=PATH", message, StringComparison.Ordinal);
            Assert.DoesNotContain("-qmp", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_missing_in_a_call_is_named_by_its_parameter()
    {
        Assert.Equal("address", (await Assert.ThrowsAsync<ArgumentNullException>(async () => await QmpClient.ConnectAsync((string)null!))).ParamName);
        await Assert.ThrowsAsync<FormatException>(async () => await QmpClient.ConnectAsync(""));
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync();
        Assert.Equal("names", Assert.Throws<ArgumentException>(() => client.Events(["STOP", null!])).ParamName);
        Assert.Equal("arguments", (await Assert.ThrowsAsync<ArgumentException>(async () => await client.ExecuteAsync("x", default(JsonElement)))).ParamName);
    }

    [Theory]
    [InlineData("qapigen-none.sock")]
    [InlineData("./qapigen-none.sock")]
    public async Task A_bare_path_is_a_socket_as_in_the_shell(string address)
    {
        QmpConnectionException error = await Assert.ThrowsAsync<QmpConnectionException>(async () => await QmpClient.ConnectAsync(address));

        Assert.Contains($"unix:{address}.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_is_no_pipe_that_is_said()
    {
        string address = "pipe:qapigen-none-" + Guid.NewGuid().ToString("N");

        QmpConnectionException error = await Assert.ThrowsAsync<QmpConnectionException>(async () => await QmpClient.ConnectAsync(address).AsTask().WaitAsync(TimeSpan.FromSeconds(120)));

        Assert.Equal(QmpConnectionFailure.NotFound, error.Failure);
        Assert.Contains("There is no such pipe, or it serves others: " + address, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_whose_server_has_ended_refuses()
    {
        string path = Path.Combine(_folder.FullName, "left");
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
        }

        if (!File.Exists(path))
        {
            await File.WriteAllTextAsync(path, "");
        }

        QmpConnectionException error = await Assert.ThrowsAsync<QmpConnectionException>(async () => await QmpClient.ConnectAsync($"unix:{path},server=on"));

        Assert.Equal(QmpConnectionFailure.Refused, error.Failure);
        Assert.Contains("of a server that has ended", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_refuses()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        QmpConnectionException error = await Assert.ThrowsAsync<QmpConnectionException>(async () => await QmpClient.ConnectAsync($"tcp:127.0.0.1:{port}"));

        Assert.Equal(QmpConnectionFailure.Refused, error.Failure);
    }

    [Theory]
    [InlineData("QEMU 7.2.22 monitor - type 'help' for more information\r\n(qemu) ", "QEMU 7.2.22 monitor", "with -qmp")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "SSH-2.0-OpenSSH_9.2", "an SSH server")]
    [InlineData("\u001b]0;owned\u0007hello\n", "\\x1B]0;owned\\x07hello", "")]
    public async Task Who_speaks_something_else_is_quoted(string greeting, string shown, string guess)
    {
        await using var server = new FakeQmpServer(new FakeServerOptions { Greeting = greeting });

        QmpProtocolException error = await Assert.ThrowsAsync<QmpProtocolException>(async () => await server.ConnectAsync());

        Assert.Contains(shown, error.Message, StringComparison.Ordinal);
        Assert.Contains(guess, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "HTTP/1.1 400 Bad Request", "a web server")]
    [InlineData("{\"error\": {\"class\": \"GenericError\", \"desc\": \"QMP input lacks member 'execute'\"}}\n", "GuestAgent", "as a guest agent does")]
    public async Task Who_waits_to_be_spoken_to_is_found_out(string answer, string shown, string guess)
    {
        (IQmpTransport client, IQmpTransport server) = QmpTransports.CreateInMemoryPair();
        await using IQmpTransport peer = server;
        Task answering = Task.Run(async () =>
        {
            await server.Input.ReadAsync();
            await server.Output.WriteAsync(Encoding.ASCII.GetBytes(answer));
        });

        QmpProtocolException error = await Assert.ThrowsAsync<QmpProtocolException>(
            async () => await QmpClient.ConnectAsync(client, new QmpClientOptions { HandshakeTimeout = TimeSpan.FromMilliseconds(50) }));

        await answering;
        Assert.Contains(shown, error.Message, StringComparison.Ordinal);
        Assert.Contains(guess, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_serves_somebody_else_is_silent()
    {
        (IQmpTransport client, IQmpTransport server) = QmpTransports.CreateInMemoryPair();
        await using IQmpTransport peer = server;

        QmpTimeoutException error = await Assert.ThrowsAsync<QmpTimeoutException>(
            async () => await QmpClient.ConnectAsync(client, new QmpClientOptions { HandshakeTimeout = TimeSpan.FromMilliseconds(50) }));

        Assert.Contains("one client at a time", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connecting_waits_until_somebody_listens()
    {
        QmpAddress address = QmpAddress.Unix(Path.Combine(_folder.FullName, "late"));
        Task<QmpClient> connecting = QmpClient.ConnectAsync(
            address, new QmpClientOptions { ConnectWait = Timeout.InfiniteTimeSpan, Handshake = QmpHandshake.None }).AsTask();
        await Task.Delay(100);
        Assert.False(connecting.IsCompleted);

        await using QmpListener listener = QmpListener.Bind(address);
        await using IQmpTransport accepted = await listener.AcceptAsync();
        await using QmpClient client = await connecting;

        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task Waiting_until_somebody_listens_ends()
    {
        var options = new QmpClientOptions { ConnectWait = TimeSpan.FromMilliseconds(200) };

        QmpConnectionException error = await Assert.ThrowsAsync<QmpConnectionException>(
            async () => await QmpClient.ConnectAsync(Path.Combine(_folder.FullName, "never"), options));

        Assert.Equal(QmpConnectionFailure.NotFound, error.Failure);
    }

    [Fact]
    public async Task A_refusal_names_the_command()
    {
        await using var server = new FakeQmpServer();
        server.On("device_add").Fails(QmpErrorClass.DeviceNotFound, "no bus");
        await using QmpClient client = await server.ConnectAsync();

        QmpErrorException error = await Assert.ThrowsAsync<QmpErrorException>(async () => await client.ExecuteAsync("device_add"));

        Assert.Equal(("device_add", "no bus", "device_add: no bus"), (error.Command, error.Description, error.Message));
        Assert.Null(new QmpErrorException("own").Command);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
