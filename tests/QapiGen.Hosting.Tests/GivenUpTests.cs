using System;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using QapiGen.Hosting.AspNetCore;
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

    private static async Task ReadEndAsync(Socket client)
    {
        try
        {
            while (await client.ReceiveAsync(new byte[4096]) != 0)
            {
            }
        }
        catch (SocketException)
        {
            // A reset is an end, too.
        }
    }

    private static async Task<WebApplication> StartAsync(string path, GreeterDispatcher dispatcher, ListLoggerProvider log, bool usesKestrel)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(10));
        QmpHostingBuilder qmp = builder.Services.AddQmp(GreeterDispatcher.Schema, "disk").AddDispatcher(_ => dispatcher);
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
}
