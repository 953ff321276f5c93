using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QapiGen.Hosting.AspNetCore;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Wire;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Hosting.Tests;

/// <summary>Commands know who calls, and what they may.</summary>
public sealed class CallerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private const string Greet = "{\"execute\":\"greet\"}";

    [Fact]
    public async Task An_implementation_learns_who_calls()
    {
        string path = TestPeer.NewPath();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<QmpCallAccessor>();
        builder.Services.AddQmp(GreeterDispatcher.Schema)
            .AddDispatcher(static services => new CallerDispatcher(services.GetRequiredService<QmpCallAccessor>()))
            .ListenUnixSocket(path);
        using IHost host = builder.Build();
        await host.StartAsync();

        string answer = await TestPeer.AskAsync(path, TestPeer.Negotiation + Greet);

        Assert.EndsWith($"{{\"return\": \"greet of connection 1, process {(OperatingSystem.IsLinux() ? Environment.ProcessId : 0)}\"}}\r\n", answer);
        await host.StopAsync();
    }

    [Fact]
    public async Task What_no_rule_allows_is_refused()
    {
        string path = TestPeer.NewPath();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(static _ => new GreeterDispatcher("hello"))
            .Deny("greet", static caller => caller.Credentials?.ProcessId == Environment.ProcessId)
            .Allow("query-*")
            .ListenUnixSocket(path);
        using IHost host = builder.Build();
        await host.StartAsync();

        string answer = await TestPeer.AskAsync(path, TestPeer.Negotiation + Greet + "{\"execute\":\"wait\"}{\"execute\":\"query-version\"}");

        string[] replies = [.. answer.Split("\r\n").Skip(2)];
        Assert.Contains("CommandNotFound", replies[0]);
        Assert.Contains("CommandNotFound", replies[1]);
        Assert.Contains("\"return\": {\"qemu\"", replies[2]);
        await host.StopAsync();
    }

    [Fact]
    public async Task Interceptors_stand_around_commands_in_their_order()
    {
        string path = TestPeer.NewPath();
        var log = new ConcurrentQueue<string>();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(static _ => new GreeterDispatcher("hello"))
            .AddInterceptor(_ => new Audit(log, "outer"))
            .AddInterceptor(_ => new Audit(log, "inner"))
            .ListenUnixSocket(path);
        using IHost host = builder.Build();
        await host.StartAsync();

        await TestPeer.AskAsync(path, TestPeer.Negotiation + Greet);

        Assert.Equal(["outer greet", "inner greet"], log.Where(static line => line.EndsWith("greet", StringComparison.Ordinal)));
        await host.StopAsync();
    }

    [Theory]
    [InlineData("operator", "{\"return\": \"hello\"}")]
    [InlineData("guest", "{\"error\": {\"class\": \"GenericError\", \"desc\": \"The command greet is refused: the policy 'operators' doesn't allow it to this client\"}}")]
    [InlineData(null, "{\"error\": {\"class\": \"GenericError\", \"desc\": \"The command greet is refused: the policy 'operators' doesn't allow it to this client\"}}")]
    public async Task A_policy_judges_the_user_of_Kestrels_connection(string? user, string reply)
    {
        string path = TestPeer.NewPath();
        WebApplicationBuilder builder = NewWebBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(path, endpoint => UseUser(endpoint, user).UseQmp()));
        await using WebApplication application = builder.Build();
        await application.StartAsync();

        string answer = await TestPeer.AskAsync(path, TestPeer.Negotiation + Greet + "{\"execute\":\"query-version\"}");

        string[] replies = [.. answer.Split("\r\n").Skip(2)];
        Assert.Equal(reply, replies[0]);
        Assert.Contains("\"return\": {\"qemu\"", replies[1]);
        await application.StopAsync();
    }

    [Fact]
    public async Task A_policy_judges_the_certificate_of_a_client()
    {
        using var server = new TestCertificate();
        using var client = new TestCertificate("operator");
        int port = TestPeer.FreePort();
        WebApplicationBuilder builder = NewWebBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, endpoint => endpoint.UseHttps(server.Certificate, static options =>
        {
            options.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            options.ClientCertificateValidation = static (_, _, _) => true;
        }).UseQmp()));
        await using WebApplication application = builder.Build();
        await application.StartAsync();

        Assert.Contains("\"return\": \"hello\"", await AskOverTlsAsync(port, client.Certificate, Greet));
        Assert.Contains("the policy 'operators' doesn't allow it", await AskOverTlsAsync(port, server.Certificate, Greet));
        await application.StopAsync();
    }

    [Fact]
    public async Task A_policy_that_is_not_there_is_refused_at_start()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(static _ => new GreeterDispatcher("")).RequirePolicy("*", "operatros").WithoutListener();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using WebApplication application = builder.Build();

        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => application.StartAsync());

        Assert.Equal("The QMP service 'qmp' requires the policy 'operatros', and AddAuthorization has none of that name", refusal.Message);
    }

    [Fact]
    public async Task A_quit_from_the_network_does_not_stop_a_web_application()
    {
        int port = TestPeer.FreePort();
        string path = TestPeer.NewPath();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(static _ => new GreeterDispatcher(""));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLocalhost(port, static endpoint => endpoint.UseQmp());
            kestrel.ListenUnixSocket(path, static endpoint => endpoint.UseQmp());
        });
        await using WebApplication application = builder.Build();
        await application.StartAsync();

        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(TestPeer.Negotiation + "{\"execute\":\"quit\"}"));
        client.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream);
        string answer = await reader.ReadToEndAsync();

        Assert.Contains("clients can't end this server from the network", answer);
        Assert.False(application.Lifetime.ApplicationStopping.IsCancellationRequested);
        Assert.EndsWith("{\"return\": {}}\r\n", await TestPeer.AskAsync(path, TestPeer.Negotiation + "{\"execute\":\"quit\"}"));
        await application.WaitForShutdownAsync();
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("gr*;wait", false)]
    public async Task A_command_of_a_client_of_Kestrels_that_is_gone_is_cancelled_unless_it_must_go_on(string? outliving, bool isCancelled)
    {
        string path = TestPeer.NewPath();
        var dispatcher = new WaitingDispatcher();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(_ => dispatcher).Configure(options => options.CommandsThatOutliveClients = outliving);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(path, static endpoint => endpoint.UseQmp()));
        await using WebApplication application = builder.Build();
        await application.StartAsync();

        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
            await socket.SendAsync(Encoding.ASCII.GetBytes(TestPeer.Negotiation + "{\"execute\":\"wait\"}"));
            await dispatcher.Started.Task;
        }

        if (isCancelled)
        {
            await dispatcher.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }
        else
        {
            await Task.WhenAny(dispatcher.Cancelled.Task, Task.Delay(TimeSpan.FromSeconds(3)));
            Assert.False(dispatcher.Cancelled.Task.IsCompleted);
        }

        dispatcher.Finish.TrySetResult();
        await application.StopAsync();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_client_of_Kestrels_is_gone_when_it_has_closed_its_connection_and_not_when_it_has_only_ended_what_it_sends(bool usesTls, bool closes)
    {
        using var certificate = new TestCertificate();
        var dispatcher = new WaitingDispatcher();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(_ => dispatcher);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => (usesTls ? endpoint.UseHttps(certificate.Certificate) : endpoint).UseQmp()));
        await using WebApplication application = builder.Build();
        await application.StartAsync();
        using var client = new TcpClient(AddressFamily.InterNetwork);
        await client.ConnectAsync(IPAddress.Loopback, new Uri(application.Urls.Single()).Port);
        await using Stream stream = usesTls ? await SecureAsync(client.GetStream()) : client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII);
        await reader.ReadLineAsync();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(TestPeer.Negotiation + "{\"execute\":\"wait\"}"));
        Assert.Equal("{\"return\": {}}", await reader.ReadLineAsync());
        await dispatcher.Started.Task.WaitAsync(Patience);

        if (closes)
        {
            await stream.DisposeAsync();
            client.Dispose();
            await dispatcher.Cancelled.Task.WaitAsync(Patience);
        }
        else
        {
            char[] first = [' '];
            if (stream is SslStream secure)
            {
                await secure.ShutdownAsync();
            }
            else
            {
                // The server asks whether the client is still there.
                client.Client.Shutdown(SocketShutdown.Send);
                await reader.ReadAsync(first).AsTask().WaitAsync(Patience);
            }

            dispatcher.Finish.SetResult();
            Assert.Equal(" {\"return\": {}}", first[0] + await reader.ReadLineAsync().WaitAsync(Patience));
            Assert.False(dispatcher.Cancelled.Task.IsCompleted);
        }

        await application.StopAsync();
    }

    private static async Task<Stream> SecureAsync(Stream stream)
    {
        var secure = new SslStream(stream, false, static (_, shown, _, _) => shown is not null);
        await secure.AuthenticateAsClientAsync("localhost");
        return secure;
    }

    private static WebApplicationBuilder NewWebBuilder()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddAuthorizationBuilder().AddPolicy("operators", static policy => policy.RequireUserName("operator"));
        builder.Services.AddQmp(GreeterDispatcher.Schema).AddDispatcher(static _ => new GreeterDispatcher("hello")).RequirePolicy("gr*;wait", "operators");
        return builder;
    }

    private static ListenOptions UseUser(ListenOptions endpoint, string? user)
    {
        endpoint.Use(next => connection =>
        {
            if (user is not null)
            {
                connection.Features.Set<IConnectionUserFeature>(new UserFeature { User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, user)], "test")) });
            }

            return next(connection);
        });
        return endpoint;
    }

    private static async Task<string> AskOverTlsAsync(int port, X509Certificate2 own, string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("localhost", port);
        await using var tls = new SslStream(client.GetStream(), false, static (_, server, _, _) => server is not null);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ClientCertificateContext = SslStreamCertificateContext.Create(own, null, offline: true),
        });
        using var reader = new StreamReader(tls);
        await reader.ReadLineAsync();
        await tls.WriteAsync(Encoding.ASCII.GetBytes(TestPeer.Negotiation));
        await reader.ReadLineAsync();
        await tls.WriteAsync(Encoding.ASCII.GetBytes(text));
        return await reader.ReadLineAsync() ?? "";
    }

    private sealed class UserFeature : IConnectionUserFeature
    {
        public ClaimsPrincipal? User { get; set; }
    }

    private sealed class Audit(ConcurrentQueue<string> log, string name) : IQmpInterceptor
    {
        public ValueTask InvokeAsync(QmpCall call, Func<ValueTask> next)
        {
            log.Enqueue($"{name} {call.Command}");
            return next();
        }
    }

    private sealed class CallerDispatcher(QmpCallAccessor accessor) : QmpDispatcher
    {
        public override QmpModule Module => GreeterDispatcher.GreeterModule;

        public override ValueTask DispatchAsync(int command, QmpRequest request, CancellationToken cancellationToken)
        {
            request.ReadArguments<NoData>();
            QmpCall call = accessor.Current!;
            return request.ReturnAsync<string, StringCodec>(new ValueTask<string>($"{call.Command} of connection {call.Caller.ConnectionId}, process {call.Caller.Credentials?.ProcessId ?? 0}"));
        }
    }

    private sealed class WaitingDispatcher : QmpDispatcher
    {
        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Finish { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override QmpModule Module => GreeterDispatcher.GreeterModule;

        public override ValueTask DispatchAsync(int command, QmpRequest request, CancellationToken cancellationToken)
        {
            request.ReadArguments<NoData>();
            cancellationToken.Register(() => Cancelled.TrySetResult());
            Started.TrySetResult();
            return request.ReturnAsync(new ValueTask(Finish.Task.WaitAsync(cancellationToken)));
        }
    }
}
