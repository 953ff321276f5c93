using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QapiGen.Hosting.AspNetCore;
using QapiGen.Jobs;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Hosting;
using Xunit;

namespace QapiGen.Hosting.Tests.Jobs;

/// <summary>A host that is told to end, as by SIGTERM, while services still start: they aren't stopped then, only disposed of.</summary>
public sealed class EndDuringStartTests
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_is_left_of_a_host_that_ends_while_it_starts(bool qmpIsFirst)
    {
        string path = TestPeer.NewPath();
        var log = new ListLoggerProvider();
        var starting = new SlowStart();
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddQapiJobs();
        if (!qmpIsFirst)
        {
            builder.Services.AddSingleton<IHostedService>(starting);
        }

        builder.Services.AddQmp(JobSchema.Instance).ListenUnixSocket(path);
        builder.Services.AddSingleton<IHostedService>(starting);
        IHost host = builder.Build();
        Task start = host.StartAsync();
        await starting.Begun.Task.WaitAsync(Hang);
        Job job = await host.Services.GetRequiredService<JobManager>().StartAsync(new PatientDriver(), new JobOptions { Id = "j0" });
        using Socket? client = qmpIsFirst ? await ConnectAsync(path) : null;

        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start.WaitAsync(Hang));
        await ((IAsyncDisposable)host).DisposeAsync().AsTask().WaitAsync(Hang);

        Assert.False(File.Exists(path));
        Assert.Equal(JobOutcome.Cancelled, (await job.Completion.WaitAsync(Hang)).Outcome);
        Assert.DoesNotContain(log.Messages, static message => message.EndsWith("is given up", StringComparison.Ordinal));
        if (client is not null)
        {
            using var stream = new NetworkStream(client);
            using var reader = new StreamReader(stream, Encoding.ASCII);
            await reader.ReadToEndAsync().WaitAsync(Hang);
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Jobs_end_before_connections_and_clients_hear_of_it_when_a_start_fails(bool usesKestrel, bool jobsFirst)
    {
        string path = TestPeer.NewPath();
        var failing = new FailingStart();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (jobsFirst)
        {
            builder.Services.AddQapiJobs();
        }

        QmpHostingBuilder qmp = builder.Services.AddQmp(JobSchema.Instance);
        if (!jobsFirst)
        {
            builder.Services.AddQapiJobs();
        }

        builder.Services.AddSingleton<IHostedService>(failing);
        if (usesKestrel)
        {
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(path, static endpoint => endpoint.UseQmp()));
        }
        else
        {
            qmp.ListenUnixSocket(path);
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        }

        WebApplication application = builder.Build();
        Task start = application.StartAsync();
        await failing.Begun.Task.WaitAsync(Hang);
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(path));
        using var stream = new NetworkStream(client);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        await reader.ReadLineAsync().WaitAsync(Hang);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(TestPeer.Negotiation));
        Assert.Equal("{\"return\": {}}", await reader.ReadLineAsync().WaitAsync(Hang));
        Job job = await application.Services.GetRequiredService<JobManager>().StartAsync(new PatientDriver(), new JobOptions { Id = "j0" });

        failing.Fails.SetResult();
        await Assert.ThrowsAsync<IOException>(() => start.WaitAsync(Hang));
        await application.DisposeAsync().AsTask().WaitAsync(Hang);

        string heard = await reader.ReadToEndAsync().WaitAsync(Hang);
        Assert.Contains("\"concluded\"", heard);
        Assert.Contains("\"null\"", heard);
        Assert.Equal(JobOutcome.Cancelled, (await job.Completion.WaitAsync(Hang)).Outcome);
        Assert.False(File.Exists(path) && !usesKestrel);
    }

    private static async Task<Socket> ConnectAsync(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        byte[] greeting = new byte[1];
        await socket.ReceiveAsync(greeting);
        return socket;
    }

    private sealed class PatientDriver : JobDriver
    {
        public override Task RunAsync(JobContext job) => Task.Delay(Timeout.Infinite, job.CancellationToken);
    }

    /// <summary>Fails when everything else has started.</summary>
    private sealed class FailingStart : IHostedLifecycleService
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Fails { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task StartedAsync(CancellationToken cancellationToken)
        {
            Begun.TrySetResult();
            await Fails.Task;
            throw new IOException("no disk");
        }

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>Starts until it is told not to.</summary>
    private sealed class SlowStart : IHostedService
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task StartAsync(CancellationToken cancellationToken)
        {
            Begun.TrySetResult();
            return Task.Delay(Timeout.Infinite, cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
