using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using QapiGen.Hosting.AspNetCore;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Hosting.Tests;

/// <summary>What is asked for as <c>https://</c> is TLS, or nothing.</summary>
public sealed class KestrelTlsTests : IDisposable
{
    private readonly TestCertificate _certificate = new();

    public void Dispose() => _certificate.Dispose();

    [Fact]
    public async Task An_https_endpoint_from_configuration_speaks_TLS()
    {
        await using WebApplication application = Build(
            Configured("https://127.0.0.1:0"),
            static (kestrel, configuration) => kestrel.Configure(configuration).Endpoint("Qmp", static endpoint => endpoint.UseQmp()));
        await application.StartAsync();
        int port = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(static address => new Uri(address).Port).Single();

        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await using var tls = new SslStream(client.GetStream(), false, (_, presented, _, _) => presented?.GetCertHashString() == _certificate.Certificate.GetCertHashString());
        await tls.AuthenticateAsClientAsync("localhost");
        using var reader = new StreamReader(tls);
        Assert.StartsWith("{\"QMP\":", await reader.ReadLineAsync());

        // Nothing in plain text, not even the greeting.
        Assert.DoesNotContain("QMP", await AskInPlainTextAsync(port));
    }

    // Kestrel never looks at them there: clients would be served whose certificates nobody has asked for.
    [Theory]
    [InlineData("Certificate:Path", null)]
    [InlineData("ClientCertificateMode", "RequireCertificate")]
    public async Task Settings_by_name_that_would_be_passed_over_are_refused_by_their_key(string key, string? value)
    {
        await using WebApplication application = Build(
            [.. Configured("https://127.0.0.1:0"), new($"Kestrel:Endpoints:Qmp:Sni:localhost:{key}", value ?? _certificate.PfxPath)],
            static (kestrel, configuration) => kestrel.Configure(configuration).Endpoint("Qmp", static endpoint => endpoint.UseQmp()));

        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => application.StartAsync());

        Assert.StartsWith("'Kestrel:Endpoints:Qmp:Sni' has no effect on an endpoint of QMP", refusal.Message);
        Assert.Contains("'ClientCertificateMode' of 'Kestrel:Endpoints:Qmp' itself", refusal.Message);
    }

    [Fact]
    public async Task An_http_endpoint_from_configuration_stays_as_it_is()
    {
        await using WebApplication application = Build(
            Configured("http://127.0.0.1:0"),
            static (kestrel, configuration) => kestrel.Configure(configuration).Endpoint("Qmp", static endpoint => endpoint.UseQmp()));
        await application.StartAsync();
        int port = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(static address => new Uri(address).Port).Single();

        Assert.Contains("QMP", await AskInPlainTextAsync(port));
    }

    [Fact]
    public async Task An_https_endpoint_that_would_speak_plain_text_does_not_start()
    {
        await using WebApplication application = Build(
            Configured("https://127.0.0.1:0"),
            static (kestrel, configuration) => kestrel.Configure(configuration).Endpoint("Qmp", static endpoint => endpoint.ListenOptions.UseQmp()));

        await AssertRefusedAsync(application);
    }

    [Fact]
    public async Task An_https_address_with_defaults_that_would_speak_plain_text_does_not_start()
    {
        await using WebApplication application = Build(
            [new("Kestrel:Certificates:Default:Path", _certificate.PfxPath), new("Kestrel:Certificates:Default:Password", TestCertificate.Password), new("urls", "https://127.0.0.1:0")],
            static (kestrel, configuration) =>
            {
                kestrel.Configure(configuration);
                kestrel.ConfigureEndpointDefaults(static endpoint => endpoint.UseQmp());
            });

        await AssertRefusedAsync(application);
    }

    [Fact]
    public async Task TLS_that_comes_too_late_in_code_does_not_start()
    {
        await using WebApplication application = Build(
            [],
            (kestrel, _) => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.UseQmp().UseHttps(_certificate.Certificate)));

        await AssertRefusedAsync(application);
    }

    private static async Task AssertRefusedAsync(WebApplication application)
    {
        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => application.StartAsync());

        Assert.Contains("of the QMP service 'qmp' asks for TLS after UseQmp(), where it has no effect. Put UseHttps() before UseQmp()", refusal.Message);
    }

    private static async Task<string> AskInPlainTextAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("{\"execute\":\"qmp_capabilities\"}\n"));
        byte[] buffer = new byte[4096];
        try
        {
            int count = await stream.ReadAsync(buffer);
            return Encoding.ASCII.GetString(buffer, 0, count);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static WebApplication Build(
        IEnumerable<KeyValuePair<string, string?>> settings,
        Action<KestrelServerOptions, IConfigurationSection> configure)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(static _ => new GreeterDispatcher("hello"));
        builder.WebHost.ConfigureKestrel(kestrel => configure(kestrel, builder.Configuration.GetSection("Kestrel")));
        return builder.Build();
    }

    private KeyValuePair<string, string?>[] Configured(string url) =>
    [
        new("Kestrel:Endpoints:Qmp:Url", url),
        new("Kestrel:Endpoints:Qmp:Certificate:Path", url.StartsWith("https", StringComparison.Ordinal) ? _certificate.PfxPath : null),
        new("Kestrel:Endpoints:Qmp:Certificate:Password", TestCertificate.Password),
    ];
}
