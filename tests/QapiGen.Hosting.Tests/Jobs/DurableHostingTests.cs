using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QapiGen.Jobs;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Hosting;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Transport;
using QapiGen.Testing.Jobs;
using Xunit;

namespace QapiGen.Hosting.Tests.Jobs;

/// <summary>Jobs that outlive their host.</summary>
public sealed class DurableHostingTests : IDisposable
{
    private readonly MemoryJobStoreData _data = new();
    private readonly SemaphoreSlim _step = new(0);
    private readonly SemaphoreSlim _begun = new(0);

    [Fact]
    public async Task A_host_that_is_stopped_leaves_its_jobs_to_the_next_one()
    {
        using (IHost first = NewHost())
        {
            await first.StartAsync();
            JobManager jobs = first.Services.GetRequiredService<JobManager>();
            await jobs.StartAsync("wait", Value("x"), new JobOptions { Id = "j0", AutoDismiss = false });
            await _begun.WaitAsync();
            Task stopping = first.StopAsync();
            await Assert.ThrowsAsync<TimeoutException>(() => stopping.WaitAsync(TimeSpan.FromMilliseconds(100)));
            _step.Release();
            await stopping;
            Assert.Equal(JobStatus.Running, jobs.Find("j0")!.Status);
        }

        using IHost second = NewHost();
        await second.StartAsync();
        Job job = second.Services.GetRequiredService<JobManager>().Find("j0")!;
        _step.Release(2);
        Assert.Equal(new JobResult(JobOutcome.Succeeded, null, 0), await job.Completion);
        Assert.Equal(0, job.Losses);
        await second.StopAsync();
    }

    [Fact]
    public async Task What_a_job_was_made_with_is_told_as_long_as_there_are_connections()
    {
        string path = TestPeer.NewPath();
        var slow = new SlowService();
        HostApplicationBuilder builder = NewBuilder();
        builder.Services.AddQmp(JobSchema.Instance)
            .AddDispatcher(static services => new JobDispatcher<JobInfo>(services.GetRequiredService<JobManager>(), JobModule.Instance, DescribeAsync))
            .ListenUnixSocket(path);
        builder.Services.AddHostedService(_ => slow);
        Job job;
        using (IHost host = builder.Build())
        {
            await host.StartAsync();
            job = await host.Services.GetRequiredService<JobManager>().StartAsync("wait", Value("made with"), new JobOptions { Id = "j0" });
            await _begun.WaitAsync();
            await using QmpClient client = await QmpClient.ConnectAsync("unix:" + path);

            Task stopping = host.StopAsync();
            _step.Release();
            await slow.IsStopping.Task;
            JobInfo told = Assert.Single(await new JobCommandsClient(client).QueryJobsAsync());

            Assert.Equal(("j0", "made with, stepped"), (told.Id, told.Error));
            slow.End.SetResult();
            await stopping;
        }

        JobStoreException closed = await Assert.ThrowsAsync<JobStoreException>(() => job.ReadArgumentsAsync<JobInfo>().AsTask());
        Assert.Equal("The store of the jobs is closed, with their host", closed.Message);

        static async ValueTask<JobInfo> DescribeAsync(JobDescription job, CancellationToken token) => Value(job.Id) with
        {
            Error = $"{(await job.Job.ReadArgumentsAsync<JobInfo>(token))!.Id}, {(await job.Job.ReadCheckpointAsync<JobInfo>(token))!.Id}",
        };
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_second_host_at_the_same_address_takes_no_jobs_from_the_first(bool overTcp, bool startsSideBySide)
    {
        string path = TestPeer.NewPath();
        using IHost first = NewHost(overTcp ? "tcp:127.0.0.1:0" : "unix:" + path);
        await first.StartAsync();
        JobManager jobs = first.Services.GetRequiredService<JobManager>();
        string address = first.Services.GetRequiredKeyedService<QmpHostedEndpoints>("qmp").All[0].Description;
        using IHost second = NewHost(address, startsSideBySide);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => second.StartAsync());

        Assert.Contains($"Listening on {address} failed: ", refused.Message, StringComparison.Ordinal);
        Assert.False(jobs.OwnershipLost.IsCancellationRequested);
        _step.Release(2);
        Job job = await jobs.StartAsync("wait", Value("x"), new JobOptions { Id = "j0", AutoDismiss = false });
        Assert.Equal(JobOutcome.Succeeded, (await job.Completion).Outcome);
        await first.StopAsync();
    }

    [Fact]
    public async Task A_store_that_cannot_write_is_told_by_a_health_check()
    {
        using IHost host = NewHost();
        await host.StartAsync();
        HealthCheckService health = host.Services.GetRequiredService<HealthCheckService>();
        JobManager jobs = host.Services.GetRequiredService<JobManager>();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);

        _data.Fault = new JobStoreException(JobStoreFault.Full, "No room in memory");
        Task creating = jobs.CreateAsync("wait", Value("x"), new JobOptions { Id = "j0" }).AsTask();
        Assert.True(SpinWait.SpinUntil(() => jobs.StoreTrouble is not null, TimeSpan.FromSeconds(60)));
        HealthReportEntry entry = (await health.CheckHealthAsync()).Entries["jobs"];
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Matches("^The store of the jobs can't write since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ, and 1 record waits: No room in memory$", entry.Description);
        Assert.Equal(JobStoreFault.Full, Assert.IsType<JobStoreException>(entry.Exception).Fault);
        Assert.False(creating.IsCompleted);

        _data.Fault = null;
        await creating;
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);

        await using var other = new MemoryJobStore(_data);
        await other.OpenAsync("another host");
        await Assert.ThrowsAnyAsync<Exception>(() => jobs.CreateAsync("wait", Value("x"), new JobOptions { Id = "j1" }).AsTask());
        HealthReportEntry lost = (await health.CheckHealthAsync()).Entries["jobs"];
        Assert.Equal(HealthStatus.Unhealthy, lost.Status);
        Assert.StartsWith("The store of the jobs is lost, and this host can't go on: ", lost.Description, StringComparison.Ordinal);
        Assert.EndsWith(jobs.StoreLoss!.Message, lost.Description, StringComparison.Ordinal);
        await host.StopAsync();
    }

    [Fact]
    public async Task A_driver_gets_services_of_the_application()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddKeyedSingleton("of the application", _step);
        QapiJobsBuilder jobs = builder.Services.AddQapiJobs(options => options.UseStore(_ => new MemoryJobStore(_data)))
            .AddDriver<JobInfo>("wait", (services, _) => new WaitingDriver(services.GetRequiredKeyedService<SemaphoreSlim>("of the application"), _begun));
        ArgumentException taken = Assert.Throws<ArgumentException>(() => jobs.AddDriver<JobInfo>("wait", _ => new WaitingDriver(_step, _begun)));
        Assert.StartsWith("A driver is registered as 'wait' already.", taken.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => jobs.AddDriver<JobInfo>("other", _ => new WaitingDriver(_step, _begun), static options => options.MaxLosses = -1));

        using IHost host = builder.Build();
        await host.StartAsync();
        Job job = await host.Services.GetRequiredService<JobManager>().StartAsync("wait", Value("x"), new JobOptions { Id = "j0" });
        _step.Release(2);
        Assert.Equal(new JobResult(JobOutcome.Succeeded, null, 0), await job.Completion);
        await host.StopAsync();
    }

    public void Dispose()
    {
        _step.Dispose();
        _begun.Dispose();
    }

    // Any type of a schema will do.
    private static JobInfo Value(string id) => new() { Id = id, Type = JobType.Create, Status = JobStatus.Created, CurrentProgress = 0, TotalProgress = 0 };

    private HostApplicationBuilder NewBuilder()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.Services.AddQapiJobs(options => options.UseStore(_ => new MemoryJobStore(_data)))
            .AddDriver<JobInfo>("wait", _ => new WaitingDriver(_step, _begun), static options => options.MaxLosses = 0);
        return builder;
    }

    private IHost NewHost(string? address = null, bool startsSideBySide = false)
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.Services.AddHealthChecks().AddQapiJobs();
        builder.Services.Configure<HostOptions>(options => options.ServicesStartConcurrently = startsSideBySide);
        if (address is not null)
        {
            builder.Services.AddQmp(JobSchema.Instance).Listen(QmpAddress.Parse(address));
        }

        return builder.Build();
    }

    /// <summary>A service of the application's that takes its time to stop.</summary>
    private sealed class SlowService : IHostedService
    {
        public TaskCompletionSource IsStopping { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            IsStopping.SetResult();
            return End.Task;
        }
    }

    /// <summary>Saves a checkpoint after each of two steps.</summary>
    private sealed class WaitingDriver(SemaphoreSlim step, SemaphoreSlim begun) : JobDriver
    {
        public override async Task RunAsync(JobContext job)
        {
            await job.SaveCheckpointAsync(Value("begun"));
            begun.Release();
            for (int i = 0; i < 2; i++)
            {
                await step.WaitAsync(job.CancellationToken);
                await job.SaveCheckpointAsync(Value("stepped"));
            }
        }
    }
}
