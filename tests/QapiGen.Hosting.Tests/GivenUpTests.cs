using System;
using System.IO.Pipelines;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using QapiGen.Hosting.AspNetCore;
using QapiGen.Jobs;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Hosting;
using Xunit;

namespace QapiGen.Hosting.Tests;

/// <summary>A command that doesn't heed its cancellation keeps no connection of a host that has ended.</summary>
public sealed class GivenUpTests
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    public async Task The_client_of_a_command_that_ignores_its_cancellation_sees_the_end_of_the_host(bool usesKestrel, bool isStopped)
    {
        string path = TestPeer.NewPath();
        var dispatcher = new GreeterDispatcher("");
        var log = new ListLoggerProvider();
        WebApplication application = await StartAsync(path, dispatcher, log, usesKestrel);
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await client.SendAsync(Encoding.ASCII.GetBytes(TestPeer.Negotiation + "{\"execute\":\"wait\"}"));
        TaskCompletionSource waiting = await dispatcher.TakeWaitingAsync().AsTask().WaitAsync(Hang);

        if (isStopped)
        {
            await application.StopAsync().WaitAsync(Hang);
        }

        await application.DisposeAsync().AsTask().WaitAsync(Hang);

        Assert.Single(log.Messages, static message => message == "disk: connection 1 is closed under command wait, which is given up: it goes on though it was cancelled");
        await ReadEndAsync(client).WaitAsync(Hang);
        waiting.SetResult();
    }

    // Kestrel gives connections that were not ended in the host's time another second.
    [Fact]
    public async Task A_command_that_blocks_its_thread_is_nothing_that_Kestrel_waits_for()
    {
        string path = TestPeer.NewPath();
        var dispatcher = new GreeterDispatcher("") { Blocks = true };
        using var log = new ListLoggerProvider();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(10));
        builder.Services.AddQmp(GreeterDispatcher.Schema, "disk").AddDispatcher(_ => dispatcher);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(path, static endpoint =>
        {
            // All that the client says is there before the service begins.
            endpoint.Use(static next => async connection =>
            {
                ReadResult read = await connection.Transport.Input.ReadAsync();
                connection.Transport.Input.AdvanceTo(read.Buffer.Start);
                await next(connection);
            });
            endpoint.UseQmp("disk");
        }));
        await using WebApplication application = builder.Build();
        await application.StartAsync();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await client.SendAsync(Encoding.ASCII.GetBytes(TestPeer.Negotiation + "{\"execute\":\"wait\"}"));
        TaskCompletionSource waiting = await dispatcher.TakeWaitingAsync().AsTask().WaitAsync(Hang);

        await application.StopAsync().WaitAsync(Hang);
        await ReadEndAsync(client).WaitAsync(Hang);
        bool hasStopped = false;
        for (int i = 0; i < 2000 && !hasStopped; i++)
        {
            await Task.Delay(10);
            hasStopped = log.Messages.Any(static message => message.StartsWith("Connection id ", StringComparison.Ordinal) && message.EndsWith(" stopped.", StringComparison.Ordinal));
        }

        waiting.SetResult();
        Assert.True(hasStopped);
        Assert.Single(log.Messages, static message => message == "disk: connection 1 is closed under command wait, which is given up: it goes on though it was cancelled");
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(5, 1)]
    [InlineData(1, 0.2)]
    [InlineData(0, 0.1)]
    public async Task Commands_that_are_cancelled_have_their_part_of_the_time_that_there_is(double time, double part)
    {
        TimeSpan given = TimeSpan.Zero;
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(time));
        builder.Services.AddQmp(GreeterDispatcher.Schema, "disk").AddDispatcher(static _ => new GreeterDispatcher("")).ListenUnixSocket(TestPeer.NewPath()).ConfigureService((_, options) =>
        {
            given = options.CancelTimeout;
            return options;
        });
        using IHost host = builder.Build();

        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(TimeSpan.FromSeconds(part), given);
    }

    [Fact]
    public async Task Commands_are_cancelled_so_soon_that_the_host_ends_in_its_time()
    {
        string path = TestPeer.NewPath();
        var dispatcher = new GreeterDispatcher("");
        var clock = new FakeTimeProvider();
        using var log = new ListLoggerProvider();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(log);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromHours(1));
        builder.Services.AddQmp(GreeterDispatcher.Schema, "disk").AddDispatcher(_ => dispatcher).ListenUnixSocket(path);
        using IHost host = builder.Build();
        await host.StartAsync();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await client.SendAsync(Encoding.ASCII.GetBytes(TestPeer.Negotiation + "{\"execute\":\"wait\"}"));
        TaskCompletionSource waiting = await dispatcher.TakeWaitingAsync().AsTask().WaitAsync(Hang);

        // The hour begins when the host is told.
        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        clock.Advance(TimeSpan.FromMinutes(59));
        Task stopping = host.StopAsync();
        while (!log.Messages.Contains("disk: stopping, 1 connections are open"))
        {
            await Task.Delay(10);
        }

        clock.Advance(TimeSpan.FromSeconds(57));
        Assert.False(stopping.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        await stopping.WaitAsync(Hang);

        Assert.Single(log.Messages, static message => message == "disk: connection 1 is closed under command wait, which is given up: it goes on though it was cancelled");
        waiting.SetResult();
    }

    // Kestrel waits for its connections, a service that was added later is asked before, and jobs before all of them.
    [Theory]
    [InlineData("kestrel", true)]
    [InlineData("kestrel", false)]
    [InlineData("service", true)]
    [InlineData("service", false)]
    [InlineData("jobs", true)]
    [InlineData("jobs", false)]
    public async Task Commands_are_cancelled_in_time_whatever_the_host_waits_for(string what, bool heeds)
    {
        string path = TestPeer.NewPath();
        var dispatcher = new GreeterDispatcher("") { Heeds = heeds };
        var clock = new FakeTimeProvider();
        using var log = new ListLoggerProvider();
        var late = new LateService();
        var driver = new DeafDriver();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromHours(1));
        await using WebApplication application = await StartAsync(builder, path, dispatcher, log, what == "kestrel", services =>
        {
            if (what == "service")
            {
                services.AddHostedService(_ => late);
            }
            else if (what == "jobs")
            {
                services.AddQapiJobs();
            }
        });
        if (what == "jobs")
        {
            await application.Services.GetRequiredService<JobManager>().StartAsync(driver, new JobOptions { Id = "deaf" });
        }

        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await client.SendAsync(Encoding.ASCII.GetBytes(TestPeer.Negotiation + "{\"execute\":\"wait\"}"));
        TaskCompletionSource waiting = await dispatcher.TakeWaitingAsync().AsTask().WaitAsync(Hang);
        await driver.Begun(what == "jobs").WaitAsync(Hang);

        Task stopping = application.StopAsync();
        await (what == "service" ? late.Asked.Task : what == "jobs" ? driver.Cancelled.Task : WhenAsync(application.Lifetime.ApplicationStopping)).WaitAsync(Hang);
        clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(2));

        string read = await ReadEndAsync(client).WaitAsync(Hang);
        Assert.Equal(heeds, read.EndsWith("{\"error\": {\"class\": \"GenericError\", \"desc\": \"The server is shutting down\"}}\r\n", StringComparison.Ordinal));
        late.End.SetResult();
        await stopping.WaitAsync(Hang);
        Assert.Equal(heeds ? 0 : 1, log.Messages.Count(static message => message == "disk: connection 1 is closed under command wait, which is given up: it goes on though it was cancelled"));
        waiting.SetResult();
        driver.End.SetResult();
    }

    private static Task WhenAsync(CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        token.Register(cancelled.SetResult);
        return cancelled.Task;
    }

    private static async Task<string> ReadEndAsync(Socket client)
    {
        var read = new StringBuilder();
        byte[] buffer = new byte[4096];
        try
        {
            for (int count; (count = await client.ReceiveAsync(buffer)) != 0;)
            {
                read.Append(Encoding.ASCII.GetString(buffer, 0, count));
            }
        }
        catch (SocketException)
        {
            // A reset is an end, too.
        }

        return read.ToString();
    }

    private static Task<WebApplication> StartAsync(string path, GreeterDispatcher dispatcher, ListLoggerProvider log, bool usesKestrel)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(10));
        return StartAsync(builder, path, dispatcher, log, usesKestrel, static _ => { });
    }

    private static async Task<WebApplication> StartAsync(
        WebApplicationBuilder builder, string path, GreeterDispatcher dispatcher, ListLoggerProvider log, bool usesKestrel, Action<IServiceCollection> addOthers)
    {
        builder.Logging.ClearProviders().AddProvider(log);
        QmpHostingBuilder qmp = builder.Services.AddQmp(GreeterDispatcher.Schema, "disk").AddDispatcher(_ => dispatcher);
        addOthers(builder.Services);
        if (usesKestrel)
        {
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(path, static endpoint => endpoint.UseQmp("disk")));
        }
        else
        {
            qmp.ListenUnixSocket(path);
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        }

        WebApplication application = builder.Build();
        await application.StartAsync();
        return application;
    }

    private sealed class LateService : IHostedService
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource End { get; } = new();

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            Asked.TrySetResult();
            return End.Task;
        }
    }

    private sealed class DeafDriver : JobDriver
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource End { get; } = new();

        public Task Begun(bool isRun) => isRun ? _begun.Task : Task.CompletedTask;

        public override async Task RunAsync(JobContext job)
        {
            job.CancellationToken.Register(() => Cancelled.TrySetResult());
            _begun.SetResult();
            await End.Task;
        }
    }
}
