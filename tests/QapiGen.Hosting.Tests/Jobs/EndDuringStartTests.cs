using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
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
