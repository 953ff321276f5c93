using System;
using System.IO;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;
using Xunit;

namespace QapiGen.Runtime.Tests.Transport;

/// <summary>Connecting and listening over every kind of address.</summary>
public sealed class ListenerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qapigen-").FullName;

    [Fact]
    public Task A_unix_socket_carries_both_ways() => CheckAsync(QmpAddress.Unix(Path.Combine(_folder, "s")));

    [Fact]
    public Task Tcp_carries_both_ways() => CheckAsync(QmpAddress.Tcp("127.0.0.1", 0));

    [Fact]
    public Task A_named_pipe_carries_both_ways() => CheckAsync(QmpAddress.Pipe($"qapigen-{Guid.NewGuid():N}"));

    [Fact]
    public async Task Tls_carries_both_ways_and_the_certificate_is_checked()
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var listen = new QmpListenOptions { Tls = new QmpTlsOptions { Server = new SslServerAuthenticationOptions { ServerCertificate = certificate } } };
        var trusting = new QmpTlsOptions
        {
            Client = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.Equals(certificate) },
        };

        await CheckAsync(QmpAddress.Tcp("127.0.0.1", 0), listen, trusting);

        await using QmpListener listener = QmpListener.Bind(QmpAddress.Tcp("127.0.0.1", 0), listen);
        Task<IQmpTransport> accepting = listener.AcceptAsync().AsTask();
        await Assert.ThrowsAsync<QmpConnectionException>(async () =>
            await QmpTransports.ConnectAsync(listener.Address, new QmpTlsOptions { Client = new SslClientAuthenticationOptions() }));
        try
        {
            await (await accepting).DisposeAsync();
        }
        catch (QmpConnectionException)
        {
            // With TLS 1.3 the listener may or may not learn of it within the handshake.
        }
    }

    [Fact]
    public async Task A_unix_socket_is_for_its_owner_only_and_removed_at_the_end()
    {
        string path = Path.Combine(_folder, "s");
        await using (QmpListener.Bind(QmpAddress.Unix(path)))
        {
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            }
        }

        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_socket_in_use_is_not_taken_over()
    {
        QmpAddress address = QmpAddress.Unix(Path.Combine(_folder, "s"));
        await using QmpListener first = QmpListener.Bind(address);

        Assert.Throws<QmpConnectionException>(() => QmpListener.Bind(address));
    }

    [Fact]
    public void Tcp_without_tls_is_loopback_only() =>
        Assert.Throws<InvalidOperationException>(() => QmpListener.Bind(QmpAddress.Tcp("0.0.0.0", 0)));

    [Fact]
    public async Task Connecting_to_nobody_fails_with_the_cause()
    {
        QmpConnectionException error = await Assert.ThrowsAsync<QmpConnectionException>(async () =>
            await QmpTransports.ConnectAsync(QmpAddress.Unix(Path.Combine(_folder, "nobody"))));

        Assert.NotNull(error.InnerException);
    }

    [Fact]
    public async Task Closing_ends_waiting_for_a_peer()
    {
        foreach (QmpAddress address in new[] { QmpAddress.Unix(Path.Combine(_folder, "s")), QmpAddress.Tcp("127.0.0.1", 0), QmpAddress.Pipe($"qapigen-{Guid.NewGuid():N}") })
        {
            QmpListener listener = QmpListener.Bind(address);
            Task<IQmpTransport> accepting = listener.AcceptAsync().AsTask();

            await listener.DisposeAsync();

            await Assert.ThrowsAsync<ObjectDisposedException>(() => accepting);
        }
    }

    [Fact]
    public async Task Cancelling_a_wait_keeps_the_listener()
    {
        await using QmpListener listener = QmpListener.Bind(QmpAddress.Unix(Path.Combine(_folder, "s")));
        using var cancelling = new CancellationTokenSource();
        Task<IQmpTransport> accepting = listener.AcceptAsync(cancelling.Token).AsTask();
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepting);

        await using IQmpTransport client = await QmpTransports.ConnectAsync(listener.Address);
        await using IQmpTransport server = await listener.AcceptAsync();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task CheckAsync(QmpAddress address, QmpListenOptions? listen = null, QmpTlsOptions? tls = null)
    {
        await using QmpListener listener = QmpListener.Bind(address, listen);
        Task<IQmpTransport> accepting = listener.AcceptAsync().AsTask();
        await using IQmpTransport client = await QmpTransports.ConnectAsync(listener.Address, tls);
        IQmpTransport server = await accepting;

        await client.Output.WriteAsync("to server"u8.ToArray());
        await server.Output.WriteAsync("to client"u8.ToArray());

        Assert.Equal("to server", await ReadAsync(server));
        Assert.Equal("to client", await ReadAsync(client));
        await server.DisposeAsync();
        Assert.True((await client.Input.ReadAsync()).IsCompleted);
    }

    private static async Task<string> ReadAsync(IQmpTransport transport)
    {
        System.IO.Pipelines.ReadResult result = await transport.Input.ReadAtLeastAsync(9);
        string text = System.Text.Encoding.ASCII.GetString(System.Buffers.BuffersExtensions.ToArray(result.Buffer));
        transport.Input.AdvanceTo(result.Buffer.End);
        return text;
    }
}
