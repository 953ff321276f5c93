using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QapiGen.Hosting.AspNetCore;
using QapiGen.Runtime.Server;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Hosting.Tests;

/// <summary>Healthy is what clients can connect to.</summary>
public sealed class HealthCheckTests
{
    [Fact]
    public async Task A_socket_that_is_gone_is_found()
    {
        string path = TestPeer.NewPath();
        using IHost host = Build(qmp => qmp.ListenUnixSocket(path));
        Assert.Equal("QMP service 'qmp': it doesn't listen yet", (await CheckAsync(host)).Description);
        await host.StartAsync();
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);

        File.Delete(path);

        HealthReportEntry gone = await CheckAsync(host);
        Assert.Equal(HealthStatus.Unhealthy, gone.Status);
        Assert.Equal($"QMP service 'qmp': There is no such socket: unix:{path}", gone.Description);
        await host.StopAsync();
    }

    [Fact]
    public async Task A_socket_of_Kestrels_that_is_gone_is_found()
    {
        string path = TestPeer.NewPath();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(static _ => new GreeterDispatcher(""));
        builder.Services.AddHealthChecks().AddQmp();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(path, static endpoint => endpoint.UseQmp()));
        await using WebApplication application = builder.Build();
        await application.StartAsync();
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(application)).Status);

        File.Delete(path);

        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(application)).Status);
        await application.StopAsync();
    }

    [Fact]
    public async Task What_a_change_of_configuration_has_unbound_is_not_looked_for()
    {
        string first = TestPeer.NewPath();
        string second = TestPeer.NewPath();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["Kestrel:Endpoints:Qmp:Url"] = $"http://unix:{first}";
        builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(static _ => new GreeterDispatcher(""));
        builder.Services.AddHealthChecks().AddQmp();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Configure(builder.Configuration.GetSection("Kestrel"), reloadOnChange: true).Endpoint("Qmp", static endpoint => endpoint.UseQmp()));
        await using WebApplication application = builder.Build();
        await application.StartAsync();
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(application)).Status);

        application.Configuration["Kestrel:Endpoints:Qmp:Url"] = $"http://unix:{second}";
        ((IConfigurationRoot)application.Configuration).Reload();

        // Until Kestrel has bound it, it is unhealthy, or the old one is still there.
        await WaitUntilAsync(async () => File.Exists(second) && (await CheckAsync(application)).Status == HealthStatus.Healthy);
        await application.StopAsync();
    }

    [Fact]
    public async Task A_socket_that_closes_at_once_is_found()
    {
        string path = TestPeer.NewPath();
        using IHost host = Build(qmp => qmp.ListenUnixSocket(path));
        await host.StartAsync();
        await AssertFindsWhoClosesAtOnceAsync(host, path);
    }

    [Theory]
    [InlineData("{\"error\": {}}\r\n", "answers with something else than the greeting of QMP")]
    [InlineData("SSH-2.0-x\r\n", "answers with something else than the greeting of QMP")]
    [InlineData("{ \"Q", "answers with something else than the greeting of QMP")]
    [InlineData("", "closes connections at once")]
    [InlineData("{\r\n    \"QMP\": {\r\n", null)]
    [InlineData("{\"QMP\": {\"version\": {}}}\r\n", null)]
    public async Task A_socket_where_something_else_than_QMP_answers_is_found(string answer, string? fault)
    {
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes(answer));

        Assert.Equal(fault is null ? null : $"unix:s {fault}", await HealthKnock.FindFaultOfGreetingAsync(stream, "unix:s", default));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_socket_with_TLS_is_healthy_while_TLS_is_spoken_there(bool asksForCertificates)
    {
        string path = TestPeer.NewPath();
        using var certificate = new TestCertificate();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(static _ => new GreeterDispatcher(""));
        builder.Services.AddHealthChecks().AddQmp();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(path, endpoint => endpoint.UseHttps(https =>
        {
            https.ServerCertificate = certificate.Certificate;
            https.SslProtocols = SslProtocols.Tls12;
            https.ClientCertificateMode = asksForCertificates ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.NoCertificate;
        }).UseQmp()));
        await using WebApplication application = builder.Build();
        await application.StartAsync();
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(application)).Status);

        // Somebody in its place who speaks no TLS.
        File.Delete(path);
        using var other = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        other.Bind(new UnixDomainSocketEndPoint(path));
        other.Listen();
        Task<Socket> accepting = other.AcceptAsync();
        Task<HealthReportEntry> checking = CheckAsync(application);
        using (Socket peer = await accepting)
        {
            await peer.SendAsync("{\"QMP\": {}}\r\n"u8.ToArray());
            HealthReportEntry found = await checking;
            Assert.EndsWith("answers with something else than TLS", found.Description, StringComparison.Ordinal);
        }

        await application.StopAsync();
        File.Delete(path);
    }

    [Fact]
    public async Task An_endpoint_that_a_change_of_configuration_takes_away_is_listened_on_no_longer_and_that_is_said()
    {
        string path = TestPeer.NewPath();
        var settings = new ChangingSettings { ["Kestrel:Endpoints:Qmp:Url"] = $"http://unix:{path}", ["Kestrel:Endpoints:Web:Url"] = "http://127.0.0.1:0" };
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        ((IConfigurationBuilder)builder.Configuration).Add(settings);
        builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(static _ => new GreeterDispatcher(""));
        builder.Services.AddHealthChecks().AddQmp();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Configure(builder.Configuration.GetSection("Kestrel"), reloadOnChange: true).Endpoint("Qmp", static endpoint => endpoint.UseQmp()));
        await using WebApplication application = builder.Build();
        await application.StartAsync();
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(application)).Status);

        settings.Remove("Kestrel:Endpoints:Qmp:Url");

        await WaitUntilAsync(() => Task.FromResult(!CanConnect(path)));
        HealthReportEntry gone = await CheckAsync(application);
        Assert.Equal((HealthStatus.Unhealthy, "QMP service 'qmp': it doesn't listen any more"), (gone.Status, gone.Description));
        await application.StopAsync();
    }

    [ProgramFact("python3")]
    public async Task A_socket_that_another_process_has_taken_over_is_found()
    {
        string path = TestPeer.NewPath();
        using IHost host = Build(qmp => qmp.ListenUnixSocket(path));
        await host.StartAsync();
        File.Delete(path);
        string program = $"import socket,sys; s=socket.socket(socket.AF_UNIX); s.bind('{path}'); s.listen(); print('listening', flush=True); sys.stdin.read()";
        using Process other = Process.Start(new ProcessStartInfo("python3", ["-c", program]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        Assert.Equal("listening", await other.StandardOutput.ReadLineAsync());

        HealthReportEntry taken = await CheckAsync(host);

        Assert.Equal($"QMP service 'qmp': another process, {other.Id}, listens on unix:{path}", taken.Description);
        other.StandardInput.Close();
        await other.WaitForExitAsync();
        await host.StopAsync();
        File.Delete(path);
    }

    [Fact]
    public async Task A_service_that_turns_clients_away_is_degraded()
    {
        string path = TestPeer.NewPath();
        using IHost host = Build(qmp => qmp.ListenUnixSocket(path).Configure(static options => options.MaxConnections = 1));
        await host.StartAsync();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(path));
        Assert.NotEqual(0, await client.ReceiveAsync(new byte[1]));

        HealthReportEntry full = await CheckAsync(host);

        Assert.Equal(HealthStatus.Degraded, full.Status);
        Assert.Equal("QMP service 'qmp': new clients are turned away, 1 are connected, and MaxConnections says that no more may be", full.Description);
        await host.StopAsync();
    }

    [Fact]
    public async Task A_socket_that_is_gone_is_found_while_the_service_is_full()
    {
        string path = TestPeer.NewPath();
        using IHost host = Build(qmp => qmp.ListenUnixSocket(path).Configure(static options => options.MaxConnections = 1));
        await host.StartAsync();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(path));
        Assert.NotEqual(0, await client.ReceiveAsync(new byte[1]));
        File.Delete(path);

        Assert.Equal($"QMP service 'qmp': There is no such socket: unix:{path}", (await CheckAsync(host)).Description);
        await host.StopAsync();
    }

    [Theory]
    [InlineData("own")]
    [InlineData("kestrel")]
    [InlineData("tls")]
    public async Task Knocks_of_the_check_are_no_clients(string kind)
    {
        using var logs = new ListLoggerProvider();
        using var certificate = new TestCertificate();
        string[] paths = [TestPeer.NewPath(), TestPeer.NewPath(), TestPeer.NewPath()];
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(logs);
        QmpHostingBuilder qmp = builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(static _ => new GreeterDispatcher(""))
            .Configure(static options => options.MaxConnections = 1);
        builder.Services.AddHealthChecks().AddQmp();
        if (kind == "own")
        {
            Array.ForEach(paths, path => qmp.ListenUnixSocket(path));
            builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        }
        else
        {
            builder.WebHost.ConfigureKestrel(kestrel => Array.ForEach(
                paths, path => kestrel.ListenUnixSocket(path, endpoint => (kind == "tls" ? endpoint.UseHttps(certificate.Certificate) : endpoint).UseQmp())));
        }

        await using WebApplication application = builder.Build();
        await application.StartAsync();
        for (int i = 0; i < 5; i++)
        {
            HealthReportEntry found = await CheckAsync(application);
            Assert.Equal((HealthStatus.Healthy, 0), (found.Status, found.Data["connections"]));
        }

        if (kind != "tls")
        {
            using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await client.ConnectAsync(new UnixDomainSocketEndPoint(paths[0]));
            Assert.NotEqual(0, await client.ReceiveAsync(new byte[1]));
            Assert.Equal(1, application.Services.GetRequiredKeyedService<QmpService>("qmp").ConnectionCount);
            Assert.Equal((HealthStatus.Degraded, 1), await CheckAsync(application) is { } full ? (full.Status, full.Data["connections"]) : default);
            Assert.Single(logs.Messages, static text => text.Contains("client 1 connected", StringComparison.Ordinal));
            Assert.DoesNotContain(logs.Messages, static text => text.Contains("client 2 connected", StringComparison.Ordinal));
        }

        Assert.DoesNotContain(logs.Messages, static text => text.Contains("turned a client", StringComparison.Ordinal));
        await application.StopAsync();
    }

    [Fact]
    public async Task A_guest_agent_is_healthy_while_it_takes_connections()
    {
        string path = TestPeer.NewPath();
        using IHost host = Build(qmp => qmp.ListenUnixSocket(path).ConfigureService(static (_, options) => options with { Dialect = QmpServiceDialect.GuestAgent }));
        await host.StartAsync();
        HealthReportEntry found = await CheckAsync(host);
        Assert.Equal((HealthStatus.Healthy, 0), (found.Status, found.Data["connections"]));

        await AssertFindsWhoClosesAtOnceAsync(host, path);
    }

    [Fact]
    public async Task A_port_is_healthy_while_it_is_listened_on()
    {
        var endpoints = new QmpHostedEndpoints();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var endPoint = (IPEndPoint)listener.LocalEndpoint;
        endpoints.Add("tcp", () => endPoint);
        await using var service = new QmpService(GreeterDispatcher.Schema, []);
        Assert.Null(await endpoints.All[0].FindFaultAsync(service, default));

        listener.Stop();

        Assert.Equal("nobody listens on tcp", await endpoints.All[0].FindFaultAsync(service, default));
    }

    [Fact]
    public async Task A_service_that_is_given_its_connections_needs_no_listener_to_be_healthy()
    {
        using IHost host = Build(static qmp => qmp.WithoutListener());
        await host.StartAsync();

        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);
        await host.StopAsync();
    }

    private static bool CanConnect(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task WaitUntilAsync(Func<Task<bool>> condition)
    {
        for (var patience = Stopwatch.StartNew(); !await condition(); await Task.Delay(20))
        {
            Assert.True(patience.Elapsed < TimeSpan.FromMinutes(2));
        }
    }

    private static IHost Build(Action<QmpHostingBuilder> configure)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        configure(builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(static _ => new GreeterDispatcher("")));
        builder.Services.AddHealthChecks().AddQmp();
        return builder.Build();
    }

    private static async Task<HealthReportEntry> CheckAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["qmp"];

    /// <summary>Settings that can be taken away.</summary>
    private sealed class ChangingSettings : ConfigurationProvider, IConfigurationSource
    {
        public string this[string key]
        {
            set => Set(key, value);
        }

        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        public void Remove(string key)
        {
            Data.Remove(key);
            OnReload();
        }
    }

    // Somebody else takes the socket's place.
    private static async Task AssertFindsWhoClosesAtOnceAsync(IHost host, string path)
    {
        File.Delete(path);
        using var other = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        other.Bind(new UnixDomainSocketEndPoint(path));
        other.Listen();
        Task<Socket> accepting = other.AcceptAsync();
        Task<HealthReportEntry> checking = CheckAsync(host);
        (await accepting).Dispose();

        Assert.Equal($"QMP service 'qmp': unix:{path} closes connections at once", (await checking).Description);
        await host.StopAsync();
        File.Delete(path);
    }
}
