using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using OwnHost;
using QapiGen.Jobs.Client;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Events;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;
using Xunit;

namespace QapiGen.Jobs.Tests.OwnTypes;

/// <summary>A host with a <c>job.json</c> of its own: more job types, more members; served by the engine, followed by the client.</summary>
public sealed class OwnTypesTests : IAsyncDisposable
{
    private readonly JobManager _jobs = new(new JobManagerOptions { JobTypes = OwnHost.JobTypeCodec.Table });
    private readonly QmpService _service;

    public OwnTypesTests()
    {
        _service = new QmpService(
            OwnHostSchema.Instance,
            [new JobDispatcher<OwnHost.JobInfo>(_jobs, OwnHost.JobModule.Instance, Describe), new OwnHostDispatcher(new Commands(_jobs))]);
        _jobs.AddSink(new JobStatusChangeSender(_service));
    }

    [Fact]
    public async Task Its_types_and_members_are_served()
    {
        await using QmpClient client = await ConnectAsync();
        await new OwnHostCommandsClient(client).TranscodeAsync("film", "A film", autoDismiss: false);
        await _jobs.Find("film")!.Completion;

        OwnHost.JobInfo info = Assert.Single(await new OwnHost.JobCommandsClient(client).QueryJobsAsync());
        Assert.Equal(
            ("film", OwnHost.JobType.Transcode, OwnHost.JobStatus.Concluded, "A film", 42L, 7),
            (info.Id, info.Type, info.Status, info.Label, info.Started, info.Result!.Value.GetInt32()));
        await new OwnHost.JobCommandsClient(client).JobDismissAsync("film");
        Assert.Empty(await new OwnHost.JobCommandsClient(client).QueryJobsAsync());
    }

    [Fact]
    public async Task Every_command_of_the_engine_reaches_it()
    {
        await using QmpClient client = await ConnectAsync();
        var commands = new OwnHost.JobCommandsClient(client);
        IEnumerable<Func<ValueTask>> verbs =
        [
            () => commands.JobPauseAsync("no"), () => commands.JobResumeAsync("no"), () => commands.JobCancelAsync("no"),
            () => commands.JobCompleteAsync("no"), () => commands.JobDismissAsync("no"), () => commands.JobFinalizeAsync("no"),
        ];
        foreach (Func<ValueTask> verb in verbs)
        {
            var refusal = await Assert.ThrowsAsync<QapiGen.Runtime.Messages.QmpErrorException>(async () => await verb());
            Assert.Equal("Job not found", refusal.Description);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_client_runs_its_jobs_and_learns_why_one_failed_whoever_dismisses_it(bool autoDismiss)
    {
        await using QmpClient client = await ConnectAsync();
        var host = new OwnHostCommandsClient(client);
        QmpJobReport report = await client.RunJobAsync("good", (_, token) => host.TranscodeAsync("good", "x", null, autoDismiss, token));
        Assert.Equal(1.0, report.Progress.Fraction);

        QmpJobException error = await Assert.ThrowsAsync<QmpJobException>(() =>
            client.RunJobAsync("bad", (_, token) => host.TranscodeAsync("bad", "x", "no such codec", autoDismiss, token)));
        Assert.Equal((QmpJobFailure.Failed, "no such codec"), (error.Failure, error.Error));
        Assert.Equal(0, _jobs.Count);
    }

    [Fact]
    public async Task A_reason_survives_where_the_command_dismisses_by_default()
    {
        await using QmpClient client = await ConnectAsync();
        JsonElement arguments = JsonElement.Parse("""{"job-id": "bad", "label": "x", "fails": "no such codec"}""");
        QmpJobException error = await Assert.ThrowsAsync<QmpJobException>(() => client.RunJobAsync("transcode", arguments));
        Assert.Equal("no such codec", error.Error);
    }

    [Fact]
    public async Task A_type_that_the_host_does_not_have_is_refused_when_a_job_is_made()
    {
        await using var service = new QmpService(OwnHostSchema.Instance, [new OwnHostDispatcher(new TypeByLabel(_jobs))]);
        await using QmpClient client = await ConnectAsync(service);

        var error = await Assert.ThrowsAsync<QapiGen.Runtime.Messages.QmpErrorException>(async () =>
            await new OwnHostCommandsClient(client).TranscodeAsync("j", "bake"));

        Assert.Equal(QapiGen.Runtime.Messages.QmpErrorClass.GenericError, error.ErrorClass);
        Assert.StartsWith("'bake' is no job type here; there are '", error.Description, StringComparison.Ordinal);
        Assert.Contains("'transcode'", error.Description, StringComparison.Ordinal);
        Assert.Equal(0, _jobs.Count);
    }

    [Fact]
    public void A_module_with_a_command_that_the_engine_does_not_know_is_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => new JobDispatcher<OwnHost.JobInfo>(_jobs, OwnHostModule.Instance, Describe));
        Assert.Contains("'transcode' of own-host.json", error.Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _jobs.DisposeAsync();
        await _service.DisposeAsync();
    }

    internal static OwnHost.JobInfo Describe(JobDescription job) => new()
    {
        Id = job.Id,
        Type = job.TypeAs<OwnHost.JobType>(OwnHost.JobTypeCodec.Table),
        Status = job.StatusAs<OwnHost.JobStatus>(OwnHost.JobStatusCodec.Table),
        CurrentProgress = job.Progress.Current,
        TotalProgress = job.Progress.Total,
        Error = job.Error,
        Label = ((Transcode)job.Job.Driver!).Label,
        Started = 42,
        Result = JsonElement.Parse("7"),
    };

    private Task<QmpClient> ConnectAsync() => ConnectAsync(_service);

    private static async Task<QmpClient> ConnectAsync(QmpService service)
    {
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair();
        _ = service.ServeAsync(far);
        return await QmpClient.ConnectAsync(near, new QmpClientOptions { Schema = OwnHostSchema.Instance });
    }

    internal sealed class Commands(JobManager jobs) : IOwnHostCommands
    {
        public async ValueTask TranscodeAsync(string jobId, string label, string? fails = null, bool? autoDismiss = null, CancellationToken cancellationToken = default) =>
            await jobs.StartAsync(
                new Transcode(label, fails),
                new JobOptions { Id = jobId, Type = OwnHost.JobType.Transcode.ToWire(), AutoDismiss = autoDismiss ?? true });
    }

    private sealed class TypeByLabel(JobManager jobs) : IOwnHostCommands
    {
        public async ValueTask TranscodeAsync(string jobId, string label, string? fails = null, bool? autoDismiss = null, CancellationToken cancellationToken = default) =>
            await jobs.StartAsync(new Transcode(label, fails), new JobOptions { Id = jobId, Type = label });
    }

    private sealed class Transcode(string label, string? fails) : JobDriver
    {
        public string Label => label;

        public override async Task RunAsync(JobContext job)
        {
            job.SetRemaining(10);
            await job.PausePointAsync();
            if (fails is not null)
            {
                throw new JobFailedException(fails);
            }
        }
    }
}
