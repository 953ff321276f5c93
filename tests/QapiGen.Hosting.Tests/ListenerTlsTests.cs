using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using QapiGen.Hosting.Clients;
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
        using IHost host = Build(isPfx
            ? [("Certificate", _server.PfxPath), ("Password", TestCertificate.Password)]
            : [("Certificate", _server.PemPath), ("Key", _server.KeyPath)]);
        await host.StartAsync();
        int port = PortOf(host);

        await using (QmpClient client = await ConnectAsync(port, _server.Certificate))
        {
            Assert.Equal("0.1.0", client.Greeting?.Version.ToString());
        }

        await host.StopAsync();
    }

    [Theory]
    [InlineData("pem")]
    [InlineData("pfx")]
    [InlineData("pfx-with-keys")]
    [InlineData("authorities-first")]
    public async Task A_client_that_trusts_the_root_alone_is_sent_the_authorities_in_between(string kind)
    {
        using var authorities = new TestAuthorities();
        using IHost host = Build(kind switch
        {
            "pem" => [("Certificate", authorities.PemPath)],
            "pfx" => [("Certificate", authorities.PfxPath), ("Password", TestCertificate.Password)],
            "authorities-first" => [("Certificate", authorities.AuthoritiesFirstPath), ("Key", authorities.EncryptedKeyPath), ("Password", TestCertificate.Password)],
            _ => [("Certificate", authorities.PfxWithKeysPath), ("Password", TestCertificate.Password)],
        });
        await host.StartAsync();
        int port = PortOf(host);

        await using (QmpClient client = await ConnectAsync(port, authorities.Root))
        {
            Assert.NotNull(client.Greeting);
        }

        await host.StopAsync();
    }

    [Fact]
    public async Task A_client_believes_only_a_certificate_that_its_machine_trusts()
    {
        using IHost host = Build([("Certificate", _server.PemPath), ("Key", _server.KeyPath)]);
        await host.StartAsync();
        int port = PortOf(host);

        QmpConnectionException refusal = await Assert.ThrowsAsync<QmpConnectionException>(
            async () => await QmpTransports.ConnectAsync(QmpAddress.Parse($"tls:localhost:{port}")));

        Assert.StartsWith($"TLS with tls:localhost:{port} failed: The remote certificate", refusal.Message);
        await host.StopAsync();
    }

    [Fact]
    public async Task Where_clients_must_show_a_certificate_one_without_is_refused()
    {
        using IHost host = Build([("Certificate", _server.PemPath), ("Key", _server.KeyPath), ("ClientCa", _client.PemPath)]);
        await host.StartAsync();
        int port = PortOf(host);

        await Assert.ThrowsAnyAsync<QmpConnectionException>(() => ConnectAsync(port, _server.Certificate));
        await Assert.ThrowsAnyAsync<QmpConnectionException>(() => ConnectAsync(port, _server.Certificate, _server.Certificate));
        await using (QmpClient client = await ConnectAsync(port, _server.Certificate, _client.Certificate))
        {
            Assert.NotNull(client.Greeting);
        }

        await host.StopAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_certificate_that_is_renewed_on_disk_is_taken(bool isLinked)
    {
        using var renewed = new TestCertificate();
        var clock = new FakeTimeProvider();
        using var log = new ListLoggerProvider();
        string path = Path.Combine(_server.Folder, "live.pem");
        Place(_server.PemPath, path, isLinked);
        using IHost host = Build([("Certificate", path), ("Key", _server.KeyPath)], clock, log);
        await host.StartAsync();
        int port = PortOf(host);
        await using QmpClient before = await ConnectAsync(port, _server.Certificate);

        // Not all of it yet: a certificate without its key.
        Place(renewed.PemPath, path, isLinked);
        clock.Advance(2 * TlsRenewal.Interval);
        clock.Advance(TlsRenewal.Interval);
        await using (QmpClient client = await ConnectAsync(port, _server.Certificate))
        {
            Assert.NotNull(client.Greeting);
        }

        File.Copy(renewed.KeyPath, _server.KeyPath, overwrite: true);
        clock.Advance(TlsRenewal.Interval);
        clock.Advance(TlsRenewal.Interval);
        await using (QmpClient client = await ConnectAsync(port, renewed.Certificate))
        {
            Assert.NotNull(client.Greeting);
        }

        clock.Advance(TlsRenewal.Interval);
        await Assert.ThrowsAnyAsync<QmpConnectionException>(() => ConnectAsync(port, _server.Certificate));
        Assert.True((await before.ExecuteAsync("query-version")).TryGetProperty("qemu", out _));
        Assert.Equal(
            [
                "Files of TLS have changed and can't be used, so that connections go on with what was there before: "
                    + $"Qmp:disk:Tls:Key: '{_server.KeyPath}' can't be used: it is the key of no certificate in '{path}'",
                $"The certificate that is in {path} now is taken for new connections; it is valid until {renewed.Certificate.NotAfter.ToUniversalTime():u}",
            ],
            log.Messages.Where(static message => message.StartsWith("Files of TLS", StringComparison.Ordinal) || message.StartsWith("The certificate", StringComparison.Ordinal)));
        await host.StopAsync();
    }

    // Clients are refused, or refuse the server, in words that stay with them.
    [Theory]
    [InlineData(0, "")]
    [InlineData(5, "CN=localhost CN=operator CN=operator")]
    public async Task What_has_run_out_is_told_at_the_start_and_when_it_is_renewed(int days, string told)
    {
        using var renewed = new TestCertificate("operator");
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow.AddDays(days));
        using var log = new ListLoggerProvider();
        using IHost host = Build([("Certificate", _server.PemPath), ("Key", _server.KeyPath), ("ClientCa", _client.PemPath)], clock, log);
        await host.StartAsync();

        string[] atStart = OutOfTime();
        File.Copy(renewed.PemPath, _client.PemPath, overwrite: true);
        clock.Advance(TlsRenewal.Interval);
        clock.Advance(TlsRenewal.Interval);
        string[] renewal = OutOfTime()[atStart.Length..];

        Assert.Equal(told, string.Join(' ', atStart.Concat(renewal.Where(static message => message.Contains("operator", StringComparison.Ordinal))).Select(static message => "CN=" + message.Split("CN=")[1].Split('\'')[0])));
        Assert.All(atStart, static message => Assert.StartsWith("disk: the ", message));
        Assert.All(renewal, message => Assert.Contains($" in {(message.Contains("operator", StringComparison.Ordinal) ? _client.PemPath : _server.PemPath)} now, is valid from ", message, StringComparison.Ordinal));
        await host.StopAsync();

        string[] OutOfTime() => [.. log.Messages.Where(static message => message.Contains(" is valid from ", StringComparison.Ordinal))];
    }

    // As of a key that may be read only after a change of its mode, which its time doesn't tell.
    [Fact]
    public async Task Renewed_files_that_could_not_be_read_are_tried_again()
    {
        using var renewed = new TestCertificate();
        var clock = new FakeTimeProvider();
        using var log = new ListLoggerProvider();
        using IHost host = Build([("Certificate", _server.PemPath), ("Key", _server.KeyPath)], clock, log);
        await host.StartAsync();
        int port = PortOf(host);

        File.Copy(renewed.PemPath, _server.PemPath, overwrite: true);
        File.Copy(renewed.KeyPath, _server.KeyPath, overwrite: true);
        using (new FileStream(_server.KeyPath, FileMode.Open, FileAccess.Read, FileShare.None))
        {
            for (int i = 0; i < 4; i++)
            {
                clock.Advance(TlsRenewal.Interval);
            }

            await using QmpClient client = await ConnectAsync(port, _server.Certificate);
            Assert.NotNull(client.Greeting);
        }

        clock.Advance(TlsRenewal.Interval);
        await using (QmpClient client = await ConnectAsync(port, renewed.Certificate))
        {
            Assert.NotNull(client.Greeting);
        }

        string warning = Assert.Single(log.Messages, static message => message.StartsWith("Files of TLS", StringComparison.Ordinal));
        Assert.Contains($"Qmp:disk:Tls:Key: '{_server.KeyPath}' can't be used: ", warning, StringComparison.Ordinal);
        await host.StopAsync();
    }

    [Fact]
    public async Task Authorities_of_clients_that_are_changed_on_disk_are_taken()
    {
        using var other = new TestCertificate("other");
        var clock = new FakeTimeProvider();
        using var log = new ListLoggerProvider();
        using IHost host = Build([("Certificate", _server.PemPath), ("Key", _server.KeyPath), ("ClientCa", _client.PemPath)], clock, log);
        await host.StartAsync();
        int port = PortOf(host);

        File.Copy(other.PemPath, _client.PemPath, overwrite: true);
        clock.Advance(TlsRenewal.Interval);
        clock.Advance(TlsRenewal.Interval);

        await Assert.ThrowsAnyAsync<QmpConnectionException>(() => ConnectAsync(port, _server.Certificate, _client.Certificate));
        await using (QmpClient client = await ConnectAsync(port, _server.Certificate, other.Certificate))
        {
            Assert.NotNull(client.Greeting);
        }

        await host.StopAsync();
    }

    [Fact]
    public async Task A_client_of_a_host_shows_its_certificate()
    {
        using IHost host = Build([("Certificate", _server.PemPath), ("Key", _server.KeyPath), ("ClientCa", _client.PemPath)]);
        await host.StartAsync();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddQmpClient("disk", $"tls:localhost:{PortOf(host)}", options => options.UseTls(new QmpTlsOptions { Client = TrustOf(_server.Certificate, _client.Certificate) }));
        using IHost application = builder.Build();
        await application.StartAsync();

        JsonElement version = await application.Services.GetRequiredKeyedService<QmpClient>("disk").ExecuteAsync("query-version");

        Assert.True(version.TryGetProperty("qemu", out _));
        await application.StopAsync();
        await host.StopAsync();
    }

    private static void Place(string source, string path, bool isLinked)
    {
        if (isLinked)
        {
            File.Delete(path);
            File.CreateSymbolicLink(path, source);
        }
        else
        {
            File.Copy(source, path, overwrite: true);
        }
    }

    private static Task<QmpClient> ConnectAsync(int port, X509Certificate2 trusted, X509Certificate2? own = null) =>
        ConnectAsync(QmpAddress.Tls("localhost", port), TrustOf(trusted, own));

    private static SslClientAuthenticationOptions TrustOf(X509Certificate2 trusted, X509Certificate2? own) => new()
    {
        TargetHost = "localhost",
        CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { trusted } },
        ClientCertificateContext = own is null ? null : SslStreamCertificateContext.Create(own, null, offline: true),
    };

    private static async Task<QmpClient> ConnectAsync(QmpAddress address, SslClientAuthenticationOptions options)
    {
        IQmpTransport transport = await QmpTransports.ConnectAsync(address, new QmpTlsOptions { Client = options });
        return await QmpClient.ConnectAsync(transport);
    }

    private static int PortOf(IHost host) =>
        ((IPEndPoint)host.Services.GetRequiredKeyedService<QmpHostedEndpoints>("disk").All[0].EndPoint()!).Port;

    internal static IHost Build((string Setting, string Value)[] tls, TimeProvider? clock = null, ILoggerProvider? log = null)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        if (log is not null)
        {
            builder.Logging.AddProvider(log);
        }

        var settings = new Dictionary<string, string?> { ["Qmp:disk:Listen:0"] = "tls:localhost:0" };
        foreach ((string setting, string value) in tls)
        {
            settings.Add("Qmp:disk:Tls:" + setting, value);
        }

        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddQmp(GreeterDispatcher.Schema, "disk").AddDispatcher(static _ => new GreeterDispatcher(""));
        return builder.Build();
    }
}
