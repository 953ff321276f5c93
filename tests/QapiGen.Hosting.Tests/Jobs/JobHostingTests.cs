using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QapiGen.Hosting.AspNetCore;
using QapiGen.Jobs;
using QapiGen.Jobs.Client;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Hosting;
using QapiGen.Runtime.Client;
using Xunit;

namespace QapiGen.Hosting.Tests.Jobs;

/// <summary>Jobs that belong to a host.</summary>
public sealed class JobHostingTests
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);
    private static readonly TimeSpan Time = TimeSpan.FromHours(10);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Jobs_are_served_whatever_is_added_first(bool jobsFirst)
    {
        string path = TestPeer.NewPath();
        HostApplicationBuilder builder = NewBuilder();
        if (jobsFirst)
        {
            builder.Services.AddQapiJobs();
        }

        builder.Services.AddQmp(JobSchema.Instance).ListenUnixSocket(path);
        if (!jobsFirst)
        {
            builder.Services.AddQapiJobs();
        }

        using IHost host = builder.Build();
        await host.StartAsync();
        await host.Services.GetRequiredService<JobManager>().StartAsync(new PatientDriver(), new JobOptions { Id = "j0" });

        Assert.Contains("\"id\": \"j0\"", await TestPeer.AskAsync(path, TestPeer.Negotiation + "{\"execute\":\"query-jobs\"}"));
        await host.StopAsync();
    }

    [Fact]
    public async Task A_dispatcher_of_the_applications_own_stays_the_only_one()
    {
        string path = TestPeer.NewPath();
        HostApplicationBuilder builder = NewBuilder();
        builder.Services.AddQapiJobs();
        builder.Services.AddQmp(JobSchema.Instance)
            .AddDispatcher(static services => new JobDispatcher(services.GetRequiredService<JobManager>()))
            .ListenUnixSocket(path);
        using IHost host = builder.Build();
        await host.StartAsync();

        Assert.EndsWith("{\"return\": []}\r\n", await TestPeer.AskAsync(path, TestPeer.Negotiation + "{\"execute\":\"query-jobs\"}"));
        await host.StopAsync();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task At_the_end_of_the_host_jobs_end_first_and_clients_hear_of_it(bool usesKestrel, bool jobsFirst)
    {
        string path = TestPeer.NewPath();
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

        if (usesKestrel)
        {
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(path, static endpoint => endpoint.UseQmp()));
        }
        else
        {
            qmp.ListenUnixSocket(path);
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        }

        await using WebApplication application = builder.Build();
        await application.StartAsync();
        await application.Services.GetRequiredService<JobManager>().StartAsync(new PatientDriver(), new JobOptions { Id = "j0" });
        Task<string> listening = await ListenAsync(path);

        await application.StopAsync();

        AssertEnded(await listening, "j0");
    }

    [Fact]
    public async Task At_quit_jobs_end_before_the_reply_and_clients_hear_of_it()
    {
        string path = TestPeer.NewPath();
        HostApplicationBuilder builder = NewBuilder();
        builder.Services.AddQmp(JobSchema.Instance).ListenUnixSocket(path);
        builder.Services.AddQapiJobs();
        using IHost host = builder.Build();
        await host.StartAsync();
        await host.Services.GetRequiredService<JobManager>().StartAsync(new PatientDriver(), new JobOptions { Id = "j0" });
        Task<string> listening = await ListenAsync(path);

        string asked = await TestPeer.AskAsync(path, TestPeer.Negotiation + "{\"execute\":\"quit\"}", keepsSending: true);
        await host.WaitForShutdownAsync();

        AssertEnded(await listening, "j0");
        AssertEnded(asked, "j0");
        Assert.EndsWith("{\"return\": {}}\r\n", asked);
    }

    [Fact]
    public async Task A_job_that_ignores_its_cancel_is_given_up_in_time_to_tell_clients_of_the_others()
    {
        string path = TestPeer.NewPath();
        var log = new ListLoggerProvider();
        var clock = new WatchedClock();
        HostApplicationBuilder builder = NewBuilder();
        builder.Logging.AddProvider(log);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromDays(1));
        builder.Services.AddQmp(JobSchema.Instance).ListenUnixSocket(path);
        builder.Services.AddQapiJobs(static options =>
        {
            options.ShutdownPatience = Patience;
            options.ShutdownTime = Time;
        });
        using IHost host = builder.Build();
        await host.StartAsync();
        JobManager jobs = host.Services.GetRequiredService<JobManager>();
        var deaf = new DeafDriver();
        Job good = await jobs.StartAsync(new PatientDriver(), new JobOptions { Id = "good" });
        await jobs.StartAsync(deaf, new JobOptions { Id = "deaf" });
        await deaf.Running.Task;
        using StreamReader client = await ConnectAsync(path);

        Task stopping = host.StopAsync();
        await clock.PassWhenAskedForAsync(Patience);
        string heard = "";
        while (!heard.Contains("\"null\"", StringComparison.Ordinal))
        {
            string? line = await client.ReadLineAsync().WaitAsync(Hang);
            Assert.NotNull(line);
            heard += line + "\r\n";
        }

        Assert.Equal(JobOutcome.Cancelled, (await good.Completion.WaitAsync(Hang)).Outcome);
        clock.Advance(Time);
        await stopping.WaitAsync(Hang);
        deaf.Released.SetResult();
        heard += await client.ReadToEndAsync().WaitAsync(Hang);
        AssertEnded(heard, "good");
        Assert.Contains("The time to end is up: job 'deaf' hasn't ended and is given up", log.Messages);
    }

    [Fact]
    public async Task Jobs_that_may_finish_do()
    {
        var finishing = new FinishingDriver();
        HostApplicationBuilder builder = NewBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Qapi:Jobs:ShutdownMode"] = "Wait" });
        builder.Services.AddQapiJobs();
        using IHost host = builder.Build();
        await host.StartAsync();
        Job job = await host.Services.GetRequiredService<JobManager>().StartAsync(finishing, new JobOptions { Id = "j0" });
        await finishing.Running.Task;

        Task stopping = host.StopAsync();
        finishing.Finished.SetResult();
        await stopping;

        Assert.Equal(JobOutcome.Succeeded, (await job.Completion).Outcome);
    }

    [Fact]
    public async Task Jobs_that_may_finish_and_do_not_are_cancelled_when_the_time_is_nearly_up()
    {
        var clock = new WatchedClock();
        HostApplicationBuilder builder = NewBuilder();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromDays(1));
        builder.Services.AddQapiJobs(static options =>
        {
            options.ShutdownMode = JobShutdownMode.Wait;
            options.ShutdownPatience = Patience;
            options.ShutdownTime = Time;
        });
        using IHost host = builder.Build();
        await host.StartAsync();
        Job job = await host.Services.GetRequiredService<JobManager>().StartAsync(new PatientDriver(), new JobOptions { Id = "j0" });

        Task stopping = host.StopAsync();
        await clock.PassWhenAskedForAsync(Time - (2 * Patience));
        await stopping.WaitAsync(Hang);

        Assert.Equal(JobOutcome.Cancelled, (await job.Completion).Outcome);
    }

    [Fact]
    public async Task The_manager_has_settings_clock_and_logger_of_the_application()
    {
        var clock = new FixedClock();
        JobManagerOptions? seen = null;
        HostApplicationBuilder builder = NewBuilder();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Qapi:Jobs:MaxRunningJobs"] = "3", ["Qapi:Jobs:ShutdownPatience"] = "00:00:07" });
        builder.Services.AddQapiJobs(static options => options.MaxRunningJobs = 4).ConfigureManager((_, options) => seen = options);
        Assert.Same(builder.Services.AddQapiJobs(), builder.Services.AddQapiJobs());
        using IHost host = builder.Build();
        await host.StartAsync();

        Assert.Same(clock, seen!.TimeProvider);
        Assert.Equal((4, TimeSpan.FromSeconds(7)), (seen.MaxRunningJobs, seen.ShutdownPatience));
        Assert.Equal(TimeSpan.FromSeconds(3), seen.ShutdownTimeout);
        Assert.Same(host.Services.GetRequiredService<ILogger<JobManager>>(), seen.Logger);
        await host.StopAsync();
    }

    [Theory]
    [InlineData(true, "no space")]
    [InlineData(false, null)]
    public async Task A_client_learns_why_a_job_failed_that_dismissed_itself_unless_settings_keep_to_QEMUs_event(bool sendsError, string? reason)
    {
        string path = TestPeer.NewPath();
        HostApplicationBuilder builder = NewBuilder();
        if (!sendsError)
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Qapi:Jobs:SendsError"] = "false" });
        }

        builder.Services.AddQapiJobs();
        builder.Services.AddQmp(JobSchema.Instance).ListenUnixSocket(path);
        using IHost host = builder.Build();
        await host.StartAsync();
        JobManager jobs = host.Services.GetRequiredService<JobManager>();
        await using QmpClient client = await QmpClient.ConnectAsync(path, new QmpClientOptions { Schema = JobSchema.Instance });

        QmpJobException error = await Assert.ThrowsAsync<QmpJobException>(() => client.RunJobAsync("j0", async (_, _) =>
        {
            Job job = await jobs.StartAsync(new FailingDriver(), new JobOptions { Id = "j0", AutoDismiss = true });
            await job.Completion;
        }));

        Assert.Equal((QmpJobFailure.Failed, reason), (error.Failure, error.Error));
        await host.StopAsync();
    }

    [Theory]
    [InlineData("MaxRunningJobs", "0", "Qapi:Jobs:MaxRunningJobs: 0 is less than 1")]
    [InlineData("ShutdownTime", "-00:00:01", "Qapi:Jobs:ShutdownTime: -00:00:01 is less than no time")]
    [InlineData("ShutdownTime", "30", "Qapi:Jobs:ShutdownTime: 30.00:00:00 is more than a day; a number by itself is days")]
    [InlineData("ShutdownTime", "00:00:30", "Qapi:Jobs:ShutdownTime: 00:00:30 is not less than the time that the host stops in, HostOptions.ShutdownTimeout (00:00:30)")]
    [InlineData("ShutdownTime:Seconds", "5", "Qapi:Jobs:ShutdownTime:Seconds is no setting: Qapi:Jobs:ShutdownTime is one value")]
    [InlineData("ShutdownMode", "Never", "Qapi:Jobs:ShutdownMode: 'Never' is none of Cancel, Wait, Leave")]
    [InlineData("MaxRunningJobs", "many", "Qapi:Jobs:MaxRunningJobs: 'many' is no whole number up to 2147483647")]
    [InlineData("", "4", "Qapi:Jobs: '4' stands where a section is meant")]
    [InlineData("../MaxRunningJobs", "4", "Qapi:MaxRunningJobs is no setting: those of jobs stand in their section, Qapi:Jobs:MaxRunningJobs")]
    [InlineData("MaxRuningJobs", "1", "Qapi:Jobs:MaxRuningJobs is no setting; there are MaxRunningJobs, ")]
    [InlineData("ShutdownMode", "17", "Qapi:Jobs:ShutdownMode: '17' is none of Cancel, Wait, Leave")]
    [InlineData("ShutdownPatience", "2", "Qapi:Jobs:ShutdownPatience: 2.00:00:00 is more than a day; a number by itself is days")]
    public async Task A_setting_that_makes_no_sense_is_refused_by_its_key(string setting, string value, string message)
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { [("Qapi:Jobs:" + setting).Replace("Jobs:../", "", StringComparison.Ordinal).TrimEnd(':')] = value });
        builder.Services.AddQapiJobs();
        using IHost host = builder.Build();

        Exception refusal = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());

        Assert.Contains(message, refusal.Message);
        Assert.True(refusal is InvalidOperationException or OptionsValidationException, refusal.ToString());
    }

    [Fact]
    public async Task A_setting_that_makes_no_sense_is_no_fault_of_the_function_that_asks_for_jobs()
    {
        HostApplicationBuilder builder = NewBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Qapi:Jobs:MaxRuningJobs"] = "5" });
        builder.Services.AddQapiJobs();
        builder.Services.AddQmp(JobSchema.Instance).AddDispatcher(static services => new JobDispatcher(services.GetRequiredService<JobManager>())).ListenUnixSocket(TestPeer.NewPath());
        using IHost host = builder.Build();

        OptionsValidationException refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.StartsWith("Qapi:Jobs:MaxRuningJobs is no setting", refusal.Message, StringComparison.Ordinal);
    }

    private static HostApplicationBuilder NewBuilder()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        return builder;
    }

    /// <summary>Connects and negotiates; the inner task gives everything that comes until the server closes.</summary>
    private static async Task<Task<string>> ListenAsync(string path)
    {
        StreamReader reader = await ConnectAsync(path);
        return Task.Run(async () =>
        {
            using (reader)
            {
                return await reader.ReadToEndAsync();
            }
        });
    }

    private static async Task<StreamReader> ConnectAsync(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        var stream = new NetworkStream(socket, ownsSocket: true);
        var reader = new StreamReader(stream);
        await reader.ReadLineAsync();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(TestPeer.Negotiation));
        Assert.Equal("{\"return\": {}}", await reader.ReadLineAsync());
        return reader;
    }

    private static void AssertEnded(string heard, string id)
    {
        string[] events = [.. heard.Split("\r\n").Where(line => line.Contains("JOB_STATUS_CHANGE", StringComparison.Ordinal) && line.Contains($"\"{id}\"", StringComparison.Ordinal))];
        Assert.True(events.Length != 0, "heard: " + heard);
        Assert.Contains(events, static line => line.Contains("\"concluded\"", StringComparison.Ordinal));
        Assert.Contains("\"null\"", events[^1]);
    }

    private sealed class PatientDriver : JobDriver
    {
        public override Task RunAsync(JobContext job) => Task.Delay(Timeout.Infinite, job.CancellationToken);
    }

    private sealed class FailingDriver : JobDriver
    {
        public override Task RunAsync(JobContext job) => throw new JobFailedException("no space");
    }

    private sealed class FinishingDriver : JobDriver
    {
        public TaskCompletionSource Running { get; } = new();

        public TaskCompletionSource Finished { get; } = new();

        public override Task RunAsync(JobContext job)
        {
            Running.SetResult();
            return Finished.Task;
        }
    }

    private sealed class DeafDriver : JobDriver
    {
        public TaskCompletionSource Running { get; } = new();

        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Task RunAsync(JobContext job)
        {
            Running.SetResult();
            return Released.Task;
        }
    }

    private sealed class FixedClock : TimeProvider;
}
