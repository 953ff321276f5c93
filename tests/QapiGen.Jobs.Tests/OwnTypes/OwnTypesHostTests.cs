using System;
using System.IO;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OwnHost;
using QapiGen.Hosting;
using QapiGen.Jobs.Client;
using QapiGen.Jobs.Hosting;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Wire;
using Xunit;

namespace QapiGen.Jobs.Tests.OwnTypes;

/// <summary>A <c>job.json</c> of its own in a .NET host: what the application says of it, and what the host does by itself.</summary>
public sealed class OwnTypesHostTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_host_serves_its_own_types_and_tells_why_a_job_failed(bool sendsError)
    {
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".sock");
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddQapiJobs(options => options.SendsError = sendsError)
            .ConfigureManager(static (_, options) => options with { JobTypes = OwnHost.JobTypeCodec.Table });
        builder.Services.AddQmp(OwnHostSchema.Instance)
            .AddDispatcher(static services => new JobDispatcher<OwnHost.JobInfo>(
                services.GetRequiredService<JobManager>(), OwnHost.JobModule.Instance, OwnTypesTests.Describe))
            .AddDispatcher(static services => new OwnHostDispatcher(new OwnTypesTests.Commands(services.GetRequiredService<JobManager>())))
            .ListenUnixSocket(path);
        using IHost host = builder.Build();
        await host.StartAsync();
        await using QmpClient client = await QmpClient.ConnectAsync(path, new QmpClientOptions { Schema = OwnHostSchema.Instance });
        var commands = new OwnHostCommandsClient(client);

        QmpJobException error = await Assert.ThrowsAsync<QmpJobException>(() =>
            client.RunJobAsync("bad", (_, token) => commands.TranscodeAsync("bad", "x", "no such codec", true, token)));
        await commands.TranscodeAsync("film", "A film", autoDismiss: false);
        OwnHost.JobInfo info = Assert.Single(await new OwnHost.JobCommandsClient(client).QueryJobsAsync());

        Assert.Equal("no such codec", error.Error);
        Assert.Equal((OwnHost.JobType.Transcode, "A film"), (info.Type, info.Label));
        await host.StopAsync();
    }

    [Fact]
    public async Task A_host_whose_jobs_lack_the_types_of_its_schema_does_not_start()
    {
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".sock");
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddQapiJobs();
        builder.Services.AddQmp(OwnHostSchema.Instance)
            .AddDispatcher(static services => new JobDispatcher<OwnHost.JobInfo>(
                services.GetRequiredService<JobManager>(), OwnHost.JobModule.Instance, OwnTypesTests.Describe))
            .AddDispatcher(static services => new OwnHostDispatcher(new OwnTypesTests.Commands(services.GetRequiredService<JobManager>())))
            .ListenUnixSocket(path);
        using IHost host = builder.Build();

        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.StartsWith("The function that AddDispatcher(...) of the QMP service 'qmp' was given failed: The JobManager knows no jobs of the type", refusal.Message, StringComparison.Ordinal);
        Assert.IsType<ArgumentException>(refusal.InnerException);
        Assert.Contains("'transcode'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("give JobManagerOptions.JobTypes the table of that enum, such as Host.JobTypeCodec.Table; in a host by ConfigureManager(...) of AddQapiJobs.", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_host_whose_jobs_may_be_of_types_that_the_schema_of_a_service_lacks_does_not_start()
    {
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".sock");
        using IHost host = Build(static qmp => qmp);

        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Equal(
            "The QMP service 'plain' has the job.json of QapiGen.Jobs, whose JobType lacks 'transcode', and jobs of this host may be of that type: "
            + "include the host's own job.json in its schema and add a JobDispatcher<TInfo>, or say WithoutCommandsOf(\"job.json\")",
            refusal.Message);
        Assert.False(File.Exists(path));

        using IHost other = Build(static qmp => qmp.WithoutCommandsOf("job.json"));
        await other.StartAsync();
        await other.StopAsync();

        IHost Build(Func<QmpHostingBuilder, QmpHostingBuilder> change)
        {
            HostApplicationBuilder builder = Host.CreateApplicationBuilder();
            builder.Logging.ClearProviders();
            builder.Services.AddQapiJobs().ConfigureManager(static (_, options) => options with { JobTypes = OwnHost.JobTypeCodec.Table });
            change(builder.Services.AddQmp(JobSchema.Instance, "plain")).ListenUnixSocket(path);
            return builder.Build();
        }
    }

    [Fact]
    public async Task Jobs_that_may_be_of_types_that_a_job_json_of_its_own_lacks_are_refused()
    {
        await using var jobs = new JobManager(new JobManagerOptions { JobTypes = new WireEnum("JobType", [.. OwnHost.JobTypeCodec.Table.Texts, "rewind"]) });

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => new JobDispatcher<OwnHost.JobInfo>(jobs, OwnHost.JobModule.Instance, OwnTypesTests.Describe));

        Assert.StartsWith("JobType of the module 'job.json' lacks the type 'rewind', which jobs of the JobManager may be of: ", refusal.Message, StringComparison.Ordinal);
    }
}
