using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QapiGen.Hosting.AspNetCore;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Server.Compatibility;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Hosting.Tests;

public sealed class QmpHostingTests
{
    private const string Negotiation = "{\"execute\":\"qmp_capabilities\"}";

    [Fact]
    public void An_implementation_may_take_the_event_sink_of_the_service_that_it_belongs_to()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<EventfulGreeter>();
        builder.Services.AddQmp(GreeterDispatcher.Schema)
            .AddDispatcher(static services => new GreeterDispatcher(services.GetRequiredService<EventfulGreeter>().Name));
        using IHost host = builder.Build();

        QmpService service = host.Services.GetRequiredService<QmpService>();

        Assert.Equal("qmp", service.Options.Name);
        Assert.NotNull(host.Services.GetRequiredService<EventfulGreeter>().Sink);
    }

    [Fact]
    public async Task Ten_lines_make_a_server()
    {
        string path = TestPeer.NewPath();

        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddQmp(GreeterDispatcher.Schema)
            .AddDispatcher(_ => new GreeterDispatcher("hello"))
            .ListenUnixSocket(path);
        using IHost host = builder.Build();
        await host.StartAsync();

        string answer = await TestPeer.AskAsync(path, Negotiation + "{\"execute\":\"greet\"}");
        Assert.EndsWith("{\"return\": {}}\r\n{\"return\": \"hello\"}\r\n", answer);
        await host.StopAsync();
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Several_services_share_a_process_and_read_their_own_configuration()
    {
        string first = TestPeer.NewPath();
        string second = TestPeer.NewPath();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Qmp:one:Listen:0"] = "unix:" + first,
            ["Qmp:one:Version"] = "1.2.3",
            ["Qmp:one:OutOfBand"] = "false",
            ["Qmp:two:Listen:0"] = "unix:" + second,
            ["Qmp:two:Package"] = "second",
            ["Qmp:two:Compatibility"] = "deprecated-input=reject",
        });
        builder.Services.AddQmp(GreeterDispatcher.Schema, "one").AddDispatcher(_ => new GreeterDispatcher("one"));
        builder.Services.AddQmp(GreeterDispatcher.Schema, "two").AddDispatcher(_ => new GreeterDispatcher("two"));
        using IHost host = builder.Build();
        await host.StartAsync();

        string greeting = await TestPeer.AskAsync(first, Negotiation + "{\"execute\":\"greet\"}");
        Assert.Contains("\"micro\": 3, \"minor\": 2, \"major\": 1}, \"package\": \"\"}, \"capabilities\": []", greeting);
        Assert.EndsWith("\"one\"}\r\n", greeting);
        Assert.Contains("\"package\": \"second\"", await TestPeer.AskAsync(second, Negotiation));
        QmpService two = host.Services.GetRequiredKeyedService<QmpService>("two");
        Assert.Equal(QmpInputPolicy.Reject, two.Options.Compatibility.DeprecatedInput);
        Assert.Same(host.Services.GetRequiredKeyedService<QmpService>("one"), host.Services.GetRequiredService<QmpService>());
        await host.StopAsync();
    }

    [Fact]
    public async Task Kestrel_serves_a_Unix_socket_for_its_owner_alone()
    {
        string path = TestPeer.NewPath();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(_ => new GreeterDispatcher("kestrel"));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(path, endpoint => endpoint.UseQmp()));
        await using WebApplication application = builder.Build();
        await application.StartAsync();

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        Assert.EndsWith("\"kestrel\", \"id\": [1]}\r\n", await TestPeer.AskAsync(path, Negotiation + "{\"execute\":\"greet\",\"id\":[1]}"));
        await application.StopAsync();
    }

    [Fact]
    public async Task Kestrel_serves_TCP_with_TLS()
    {
        using var made = new TestCertificate();
        X509Certificate2 certificate = made.Certificate;
        int port = TestPeer.FreePort();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddQmp(GreeterDispatcher.Schema)
            .AddDispatcher(_ => new GreeterDispatcher("secret"))
            .Configure(static options => options.QuitFrom = QmpQuitSource.Anyone);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, endpoint => endpoint.UseHttps(certificate).UseQmp()));
        await using WebApplication application = builder.Build();
        await application.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync("localhost", port);
        await using var tls = new System.Net.Security.SslStream(client.GetStream(), false, (_, presented, _, _) => presented?.GetCertHashString() == certificate.GetCertHashString());
        await tls.AuthenticateAsClientAsync("localhost");
        await tls.WriteAsync(Encoding.ASCII.GetBytes(Negotiation + "{\"execute\":\"greet\"}{\"execute\":\"quit\"}"));
        using var reader = new StreamReader(tls);
        Assert.EndsWith("\"secret\"}\r\n{\"return\": {}}\r\n", await reader.ReadToEndAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stopping_the_host_finishes_the_command_that_runs(bool usesKestrel)
    {
        string path = TestPeer.NewPath();
        var dispatcher = new GreeterDispatcher("");
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        QmpHostingBuilder qmp = builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(_ => dispatcher);
        if (usesKestrel)
        {
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(path, endpoint => endpoint.UseQmp()));
        }
        else
        {
            qmp.ListenUnixSocket(path);
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        }

        await using WebApplication application = builder.Build();
        await application.StartAsync();
        Task<string> asking = TestPeer.AskAsync(path, Negotiation + "{\"execute\":\"wait\"}", keepsSending: true);
        TaskCompletionSource waiting = await dispatcher.TakeWaitingAsync();
        Task stopping = application.StopAsync();
        waiting.SetResult();
        Assert.EndsWith("{\"return\": {}}\r\n{\"return\": {}}\r\n", await asking);
        await stopping;
    }

    [Fact]
    public async Task Quit_stops_the_host_and_health_follows()
    {
        string path = TestPeer.NewPath();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(static _ => new GreeterDispatcher("")).ListenUnixSocket(path);
        builder.Services.AddHealthChecks().AddQmp();
        using IHost host = builder.Build();
        await host.StartAsync();
        HealthCheckService health = host.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);

        var stopped = new TaskCompletionSource();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopped.SetResult);
        await TestPeer.AskAsync(path, Negotiation + "{\"execute\":\"quit\"}");
        await stopped.Task;
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync()).Status);
        await host.StopAsync();
    }

    private sealed class EventfulGreeter(IQmpEventSink sink)
    {
        public string Name { get; } = "eventful";

        public IQmpEventSink Sink => sink;
    }
}
