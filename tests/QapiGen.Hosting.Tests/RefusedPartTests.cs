using System;
using System.IO;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QapiGen.Hosting.Clients;
using QapiGen.Jobs.Hosting;
using QapiGen.Runtime.Transport;
using QapiGen.Testing.Jobs;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Hosting.Tests;

/// <summary>What a host is refused for that is put together wrongly: parts that aren't made, addresses that are there twice or ask for what isn't done.</summary>
public sealed class RefusedPartTests : IDisposable
{
    private readonly string _path = TestPeer.NewPath();

    public void Dispose() => Assert.False(File.Exists(_path));

    [Fact]
    public Task A_dispatcher_that_is_not_made_is_refused() => AssertRefusedAsync(
        builder => builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(static _ => null!).ListenUnixSocket(_path),
        "The function that AddDispatcher(...) of the QMP service 'qmp' was given returned null, and no QmpDispatcher");

    [Fact]
    public Task An_interceptor_that_is_not_made_is_refused() => AssertRefusedAsync(
        builder => Add(builder, "disk").ListenUnixSocket(_path).AddInterceptor(static _ => null!),
        "The function that AddInterceptor(...) of the QMP service 'disk' was given returned null, and no IQmpInterceptor");

    [Fact]
    public Task Whose_a_part_is_whose_making_fails_is_said() => AssertRefusedAsync(
        builder => Add(builder, "disk").ListenUnixSocket(_path).AddInterceptor(static _ => throw new FormatException("no database")),
        "The function that AddInterceptor(...) of the QMP service 'disk' was given failed: no database");

    [Fact]
    public Task Options_that_are_not_given_back_are_refused() => AssertRefusedAsync(
        builder => Add(builder, "disk").ListenUnixSocket(_path).ConfigureService(static (_, _) => null!),
        "The function that ConfigureService(...) of the QMP service 'disk' was given returned null, and no QmpServiceOptions");

    [Fact]
    public Task Options_of_jobs_that_are_not_given_back_are_refused() => AssertRefusedAsync(
        static builder => builder.Services.AddQapiJobs().ConfigureManager(static (_, _) => null!),
        "The function that ConfigureManager(...) of AddQapiJobs was given returned null, and no JobManagerOptions");

    [Fact]
    public Task A_store_that_is_not_made_is_refused() => AssertRefusedAsync(
        static builder => builder.Services.AddQapiJobs(static options => options.UseStore(static _ => null!)),
        "The function that UseStore(...) or UseShards(...) was given returned null, and no store: jobs would be gone with the process.");

    [Fact]
    public Task Two_stores_are_refused() => AssertRefusedAsync(
        static builder => builder.Services.AddQapiJobs(static options => options.UseStore(static _ => new MemoryJobStore(new MemoryJobStoreData()))).Services
            .AddQapiJobs(static options => options.UseShards(static (_, _) => new MemoryJobStore(new MemoryJobStoreData()))),
        "Two stores are chosen for the jobs (UseSqlite, UsePostgreSql, UseStore or UseShards, called twice), and there can be one: leave the other out");

    [Theory]
    [InlineData("vm1", "vm0", "A health check: There is no QMP client 'vm1'; there are 'vm0'")]
    [InlineData("vm1", null, "A health check: There is no QMP client 'vm1'; there are none")]
    [InlineData(null, null, "A health check: There is no JobManager: call AddQapiJobs() of the application's services, too")]
    public Task A_health_check_of_what_is_not_there_is_refused(string? client, string? other, string message) => AssertRefusedAsync(
        builder =>
        {
            if (other is not null)
            {
                builder.Services.AddQmpClient(other, $"unix:{_path}");
            }

            _ = client is null ? builder.Services.AddHealthChecks().AddQapiJobs() : builder.Services.AddHealthChecks().AddQmpClient(client);
        },
        message);

    [Theory]
    [InlineData("1.3.6.1.5.5.7.3.2", true, "is for clientAuth only, so that clients would refuse it: a server's has the extended key usage serverAuth")]
    [InlineData("1.3.6.1.5.5.7.3.1", false, "has no private key, which a server needs")]
    public async Task A_certificate_of_code_that_is_no_servers_is_refused(string use, bool hasKey, string fault)
    {
        using var made = new TestCertificate("localhost", use);
        using X509Certificate2 bare = X509CertificateLoader.LoadCertificate(made.Certificate.RawData);
        X509Certificate2 certificate = hasKey ? made.Certificate : bare;
        foreach (SslServerAuthenticationOptions tls in (SslServerAuthenticationOptions[])
        [
            new() { ServerCertificate = certificate },
            .. hasKey ? [new() { ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true) }] : (SslServerAuthenticationOptions[])[],
        ])
        {
            await AssertRefusedAsync(
                builder => Add(builder, "disk").Listen(QmpAddress.Tls("127.0.0.1", 0), new QmpListenOptions { Tls = new QmpTlsOptions { Server = tls } }),
                $"The QMP service 'disk': tls:127.0.0.1:0: the certificate 'CN=localhost' {fault}");
        }
    }

    [Theory]
    [InlineData("1.3.6.1.5.5.7.3.1", "tls:localhost:1", "The QMP client 'vm0': UseTls(...): the certificate 'CN=localhost' is for serverAuth only, so that servers would refuse it: a client's has the extended key usage clientAuth")]
    [InlineData("1.3.6.1.5.5.7.3.2", "unix:x.sock", "QmpClient:vm0:Address: unix:x.sock speaks no TLS, for which UseTls(...) has settings; tls:HOST:PORT does")]
    [InlineData(null, "tls:localhost:1", "The QMP client 'vm0': UseTls(...): there are no settings for clients in it: set QmpTlsOptions.Client")]
    public async Task TLS_of_a_client_that_can_not_be_is_refused(string? use, string address, string message)
    {
        using var made = new TestCertificate("localhost", use is null ? [] : [use]);
        SslClientAuthenticationOptions? client = use is null ? null : new() { ClientCertificates = [made.Certificate] };
        await AssertRefusedAsync(
            builder => builder.Services.AddQmpClient("vm0", address, options => options.UseTls(new QmpTlsOptions { Client = client })),
            message);
    }

    [Fact]
    public Task TLS_without_a_certificate_is_refused() => AssertRefusedAsync(
        static builder => Add(builder, "disk").Listen(QmpAddress.Tls("127.0.0.1", 0), new QmpListenOptions { Tls = new QmpTlsOptions { Server = new() } }),
        "The QMP service 'disk': tls:127.0.0.1:0: QmpListenOptions.Tls.Server has no certificate");

    [Fact]
    public Task An_address_of_two_services_is_refused() => AssertRefusedAsync(
        builder =>
        {
            Add(builder, "one").ListenUnixSocket(_path);
            Add(builder, "two").Listen(QmpAddress.Unix(Path.Combine(Path.GetDirectoryName(_path)!, ".", Path.GetFileName(_path))));
        },
        "is an address of this application already (The QMP service 'two'): give each of its services its own");

    [Fact]
    public Task An_address_that_code_and_configuration_have_is_refused_by_its_key() => AssertRefusedAsync(
        builder =>
        {
            Add(builder, "disk").ListenUnixSocket(_path);
            builder.Configuration.AddInMemoryCollection([new("Qmp:disk:Listen:0", $"unix:{_path}")]);
        },
        $"The QMP service 'disk': unix:{_path} is an address of this application already (Qmp:disk:Listen:0)");

    [Fact]
    public Task An_address_that_asks_for_TLS_as_QEMUs_do_is_refused() => AssertRefusedAsync(
        static builder =>
        {
            Add(builder, "disk");
            builder.Configuration.AddInMemoryCollection([new("Qmp:disk:Listen:0", "tcp:127.0.0.1:0,server=on,tls-creds=tls0")]);
        },
        "Qmp:disk:Listen:0: 'tcp:127.0.0.1:0,server=on,tls-creds=tls0' is not an address: 'tls-creds=tls0' has no effect here, where tls:HOST:PORT asks for TLS");

    [Fact]
    public Task An_address_is_named_by_the_key_that_it_has_in_configuration() => AssertRefusedAsync(
        builder =>
        {
            Add(builder, "disk");
            builder.Configuration.AddInMemoryCollection([new("Qmp:disk:Listen:5", $"unix:{_path}"), new("Qmp:disk:Listen:more", "unx:/run/x.sock")]);
        },
        "Qmp:disk:Listen:more: 'unx:/run/x.sock' is not an address");

    [Fact]
    public Task An_address_that_is_not_to_be_had_is_named_by_the_key_that_it_has_in_configuration() => AssertRefusedAsync(
        builder =>
        {
            Add(builder, "disk");
            builder.Configuration.AddInMemoryCollection([new("Qmp:disk:Listen:5", $"unix:{_path}"), new("Qmp:disk:Listen:7", "unix:/nowhere/x.sock")]);
        },
        "Qmp:disk:Listen:7: Listening on unix:/nowhere/x.sock failed: there is no folder '/nowhere'");

    [Fact]
    public Task Several_values_where_one_is_meant_are_refused() => AssertRefusedAsync(
        builder =>
        {
            Add(builder, "disk").ListenUnixSocket(_path);
            builder.Configuration.AddInMemoryCollection([new("Qmp:disk:QuitFrom", "Local,Anyone")]);
        },
        "Qmp:disk:QuitFrom: 'Local,Anyone' is none of Anyone, Local, Nobody");

    private static QmpHostingBuilder Add(HostApplicationBuilder builder, string name) =>
        builder.Services.AddQmp(GreeterDispatcher.Schema, name).AddDispatcher(static _ => new GreeterDispatcher(""));

    private static async Task AssertRefusedAsync(Action<HostApplicationBuilder> make, string message)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        make(builder);
        using IHost host = builder.Build();

        Exception refusal = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }
}
