using System;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;
using Xunit;

namespace QapiGen.Runtime.Tests.Server;

public sealed class QmpServerTlsTests
{
    [Fact]
    public async Task A_client_that_is_silent_in_TLS_holds_up_no_other()
    {
        using X509Certificate2 certificate = TestCertificate.Make();
        await using QmpService service = LabDispatcher.Service();
        await using var server = new QmpServer(service);
        var tls = new QmpTlsOptions { Server = new SslServerAuthenticationOptions { ServerCertificate = certificate } };
        QmpAddress address = server.Listen(QmpAddress.Tcp("127.0.0.1", 0), new QmpListenOptions { Tls = tls });

        using var silent = new TcpClient("127.0.0.1", address.Port);
        using var client = new TcpClient("127.0.0.1", address.Port);
        await using var secure = new SslStream(client.GetStream(), false, (_, presented, _, _) => presented?.GetCertHashString() == certificate.GetCertHashString());
        await secure.AuthenticateAsClientAsync("localhost");
        await secure.WriteAsync(Encoding.ASCII.GetBytes("{\"execute\":\"qmp_capabilities\"}{\"execute\":\"ping\"}\n"));
        using var reader = new StreamReader(secure);
        Assert.StartsWith("{\"QMP\":", await reader.ReadLineAsync());
        Assert.Equal("{\"return\": {}}", await reader.ReadLineAsync());
        Assert.Equal("{\"return\": {}}", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task Each_host_is_checked_against_its_own_name_and_the_options_stay_as_they_are()
    {
        using X509Certificate2 certificate = TestCertificate.Make();
        await using QmpService service = LabDispatcher.Service();
        await using var server = new QmpServer(service);
        var tls = new QmpTlsOptions { Server = new SslServerAuthenticationOptions { ServerCertificate = certificate } };
        int port = server.Listen(QmpAddress.Tcp("127.0.0.1", 0), new QmpListenOptions { Tls = tls }).Port;
        var hosts = new System.Collections.Generic.List<string>();
        var given = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (sender, presented, _, _) =>
            {
                hosts.Add(((SslStream)sender).TargetHostName);
                return presented?.GetCertHashString() == certificate.GetCertHashString();
            },
        };
        var options = new QmpTlsOptions { Client = given };

        await using (IQmpTransport first = await QmpTransports.ConnectAsync(QmpAddress.Tcp("localhost", port), options))
        await using (IQmpTransport second = await QmpTransports.ConnectAsync(QmpAddress.Tcp("127.0.0.1", port), options))
        {
            Assert.Equal(["localhost", "127.0.0.1"], hosts);
        }

        Assert.Null(given.TargetHost);
    }

    // A server's answer to it is an alert, which a client often sees as the end of the connection.
    [Theory]
    [InlineData("1.3.6.1.5.5.7.3.1", true, true)]
    [InlineData("1.3.6.1.5.5.7.3.1", false, true)]
    [InlineData("1.3.6.1.5.5.7.3.2", true, false)]
    [InlineData("2.5.29.37.0", false, false)]
    [InlineData("", true, false)]
    public async Task A_certificate_that_no_server_takes_of_a_client_is_refused_before_it_is_shown(string use, bool hasContext, bool isRefused)
    {
        using X509Certificate2 certificate = TestCertificate.Make(use);
        var options = new SslClientAuthenticationOptions
        {
            ClientCertificates = hasContext ? null : [certificate],
            ClientCertificateContext = hasContext ? SslStreamCertificateContext.Create(certificate, null, offline: true) : null,
        };
        using var free = new TcpListener(System.Net.IPAddress.Loopback, 0);
        free.Start();
        var address = QmpAddress.Tls("127.0.0.1", ((System.Net.IPEndPoint)free.LocalEndpoint).Port);
        free.Stop();

        QmpConnectionException refusal = await Assert.ThrowsAsync<QmpConnectionException>(async () => await QmpTransports.ConnectAsync(address, new QmpTlsOptions { Client = options }));

        Assert.Equal(isRefused ? QmpConnectionFailure.NotSecure : QmpConnectionFailure.Refused, refusal.Failure);
        if (isRefused)
        {
            Assert.Equal($"TLS with {address} failed: the certificate 'CN=localhost' is for serverAuth only, so that servers would refuse it: a client's has the extended key usage clientAuth", refusal.Message);
        }
    }

    [Fact]
    public void All_of_the_callers_TLS_settings_are_copied()
    {
        var given = new SslClientAuthenticationOptions
        {
            AllowRenegotiation = false,
            AllowTlsResume = false,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            CertificateChainPolicy = new X509ChainPolicy { VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid },
            CertificateRevocationCheckMode = X509RevocationMode.Offline,
            ClientCertificates = [],
            EnabledSslProtocols = System.Security.Authentication.SslProtocols.Tls13,
            LocalCertificateSelectionCallback = (_, _, _, _, _) => null!,
            RemoteCertificateValidationCallback = (_, presented, _, _) => presented is null,
            TargetHost = "own",
        };
        if (System.OperatingSystem.IsLinux())
        {
            given.AllowRsaPkcs1Padding = false;
            given.AllowRsaPssPadding = false;
        }

        SslClientAuthenticationOptions copy = TlsClientOptions.For(given, "other");

        Assert.Equal("own", copy.TargetHost);
        Assert.Equal(X509VerificationFlags.IgnoreNotTimeValid, copy.CertificateChainPolicy!.VerificationFlags);
        Assert.Equal([SslApplicationProtocol.Http2], copy.ApplicationProtocols);
        foreach (System.Reflection.PropertyInfo property in typeof(SslClientAuthenticationOptions).GetProperties())
        {
            if (property.Name is not (nameof(given.ApplicationProtocols) or nameof(given.CertificateChainPolicy)))
            {
                Assert.True(Equals(property.GetValue(given), property.GetValue(copy)), property.Name);
            }
        }
    }

    [Fact]
    public async Task TCP_without_TLS_stays_on_loopback_unless_allowed_by_name()
    {
        await using QmpService service = LabDispatcher.Service();
        await using var server = new QmpServer(service);
        Assert.Throws<InvalidOperationException>(() => server.Listen(QmpAddress.Tcp("0.0.0.0", 0)));
        Assert.NotEqual(0, server.Listen(QmpAddress.Tcp("127.0.0.1", 0)).Port);
    }
}
