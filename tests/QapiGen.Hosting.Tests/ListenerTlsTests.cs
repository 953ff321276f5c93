using System;
using System.Collections.Generic;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Hosting.Tests;

/// <summary>TLS of our own listeners, from configuration alone.</summary>
public sealed class ListenerTlsTests : IDisposable
{
    private readonly TestCertificate _server = new();
    private readonly TestCertificate _client = new("operator");

    public void Dispose()
    {
        _server.Dispose();
        _client.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_certificate_from_files_makes_a_server_that_speaks_TLS(bool isPfx)
    {
        int port = TestPeer.FreePort();
        using IHost host = Build(port, isPfx
            ? [("Certificate", _server.PfxPath), ("Password", TestCertificate.Password)]
            : [("Certificate", _server.PemPath), ("Key", _server.KeyPath)]);
        await host.StartAsync();

        await using (QmpClient client = await ConnectAsync(port, _server.Certificate))
        {
            Assert.Equal("0.1.0", client.Greeting?.Version.ToString());
        }

        await host.StopAsync();
    }

    [Fact]
    public async Task A_client_believes_only_a_certificate_that_its_machine_trusts()
    {
        int port = TestPeer.FreePort();
        using IHost host = Build(port, [("Certificate", _server.PemPath), ("Key", _server.KeyPath)]);
        await host.StartAsync();

        QmpConnectionException refusal = await Assert.ThrowsAsync<QmpConnectionException>(
            async () => await QmpTransports.ConnectAsync(QmpAddress.Parse($"tls:localhost:{port}")));

        Assert.StartsWith($"TLS with tls:localhost:{port} failed: The remote certificate", refusal.Message);
        await host.StopAsync();
    }

    [Fact]
    public async Task Where_clients_must_show_a_certificate_one_without_is_refused()
    {
        int port = TestPeer.FreePort();
        using IHost host = Build(port, [("Certificate", _server.PemPath), ("Key", _server.KeyPath), ("ClientCa", _client.PemPath)]);
        await host.StartAsync();

        await Assert.ThrowsAnyAsync<QmpConnectionException>(() => ConnectAsync(port, _server.Certificate));
        await Assert.ThrowsAnyAsync<QmpConnectionException>(() => ConnectAsync(port, _server.Certificate, _server.Certificate));
        await using (QmpClient client = await ConnectAsync(port, _server.Certificate, _client.Certificate))
        {
            Assert.NotNull(client.Greeting);
        }

        await host.StopAsync();
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named_with_its_key()
    {
        await AssertRefusedAsync([("Certificate", "/nowhere/server.pem")], "Qmp:disk:Tls:Certificate: '/nowhere/server.pem' can't be used: ");
        await AssertRefusedAsync([("Certificate", _server.PemPath)], $"Qmp:disk:Tls:Certificate: '{_server.PemPath}' has no private key; name its file in Qmp:disk:Tls:Key");
        await AssertRefusedAsync([("Certificate", _server.PemPath), ("Key", "/nowhere/key.pem")], "Qmp:disk:Tls:Key: '/nowhere/key.pem' can't be used: ");
        await AssertRefusedAsync([("Certificate", _server.PemPath), ("Key", _client.KeyPath)], $"Qmp:disk:Tls:Key: '{_client.KeyPath}' can't be used: ");
        await AssertRefusedAsync(
            [("Certificate", _server.PemPath), ("Key", _server.PemPath)],
            $"Qmp:disk:Tls:Key: '{_server.PemPath}' can't be used: there is no private key in it");
        await AssertRefusedAsync([("Certificate", _server.PfxPath), ("Password", "wrong")], $"Qmp:disk:Tls:Certificate: '{_server.PfxPath}' can't be used: ");
        await AssertRefusedAsync(
            [("Certificate", _server.PfxPath), ("Password", TestCertificate.Password), ("Key", "/nowhere/key.pem")],
            $"Qmp:disk:Tls:Key: '/nowhere/key.pem' would be passed over: '{_server.PfxPath}' is a PFX file, which has its key");
        await AssertRefusedAsync(
            [("Certificate", _server.PemPath), ("Key", _server.KeyPath), ("ClientCa", _server.KeyPath)],
            $"Qmp:disk:Tls:ClientCa: '{_server.KeyPath}' can't be used: there is no certificate in it");
    }

    private static async Task AssertRefusedAsync((string Setting, string Value)[] tls, string message)
    {
        using IHost host = Build(0, tls);

        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.StartsWith(message, refusal.Message);
    }

    private static Task<QmpClient> ConnectAsync(int port, X509Certificate2 trusted, X509Certificate2? own = null)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { trusted } },
            ClientCertificateContext = own is null ? null : SslStreamCertificateContext.Create(own, null, offline: true),
        };
        return ConnectAsync(QmpAddress.Tls("localhost", port), options);
    }

    private static async Task<QmpClient> ConnectAsync(QmpAddress address, SslClientAuthenticationOptions options)
    {
        IQmpTransport transport = await QmpTransports.ConnectAsync(address, new QmpTlsOptions { Client = options });
        return await QmpClient.ConnectAsync(transport);
    }

    private static IHost Build(int port, (string Setting, string Value)[] tls)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        var settings = new Dictionary<string, string?> { ["Qmp:disk:Listen:0"] = $"tls:localhost:{port}" };
        foreach ((string setting, string value) in tls)
        {
            settings.Add("Qmp:disk:Tls:" + setting, value);
        }

        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddQmp(GreeterDispatcher.Schema, "disk").AddDispatcher(static _ => new GreeterDispatcher(""));
        return builder.Build();
    }
}
