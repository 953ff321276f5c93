using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Client;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Jobs.Tests.Client;

/// <summary>Following a job, whatever it has done by the time that somebody looks.</summary>
public sealed class RunJobTests
{
    private static readonly QmpJobRunOptions Patient = new() { PollInterval = TimeSpan.FromMilliseconds(5) };

    [Fact]
    public async Task A_job_that_is_gone_before_its_command_returns_has_succeeded()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns("[]");
        await using QmpClient client = await server.ConnectAsync();

        QmpJobReport report = await client.RunJobAsync("j", Start(server, "created", "running", "waiting", "pending", "concluded", "null"));

        Assert.Equal(
            [JobStatus.Created, JobStatus.Running, JobStatus.Waiting, JobStatus.Pending, JobStatus.Concluded, JobStatus.Null],
            report.Statuses);
    }

    [Fact]
    public async Task A_block_job_that_failed_and_is_gone_tells_its_error_by_an_event()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns("[]");
        await using QmpClient client = await server.ConnectAsync();

        QmpJobException error = await Assert.ThrowsAsync<QmpJobException>(() => client.RunJobAsync("j", async (_, _) =>
        {
            await EmitAsync(server, "created", "running", "aborting");
            await server.EmitAsync("BLOCK_JOB_COMPLETED", """{"type": "mirror", "device": "other", "len": 0, "offset": 0, "speed": 0, "error": "not ours"}""");
            await server.EmitAsync("BLOCK_JOB_COMPLETED", """{"type": "mirror", "device": "j", "len": 0, "offset": 0, "speed": 0, "error": "No space left on device"}""");
            await EmitAsync(server, "concluded", "null");
        }));

        Assert.Equal((QmpJobFailure.Failed, "No space left on device"), (error.Failure, error.Error));
    }

    [Fact]
    public async Task A_block_job_that_was_cancelled_and_is_gone_is_told_from_one_that_failed()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns("[]");
        await using QmpClient client = await server.ConnectAsync();

        QmpJobException error = await Assert.ThrowsAsync<QmpJobException>(() => client.RunJobAsync("j", async (_, _) =>
        {
            await EmitAsync(server, "created", "running", "aborting");
            await server.EmitAsync("BLOCK_JOB_CANCELLED", """{"type": "mirror", "device": "j", "len": 0, "offset": 0, "speed": 0}""");
            await EmitAsync(server, "concluded", "null");
        }));

        Assert.Equal(QmpJobFailure.Cancelled, error.Failure);
    }

    [Fact]
    public async Task A_job_that_failed_and_is_gone_without_a_reason_says_how_to_keep_it()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns("[]");
        await using QmpClient client = await server.ConnectAsync();

        QmpJobException error = await Assert.ThrowsAsync<QmpJobException>(() =>
            client.RunJobAsync("j", Start(server, "created", "running", "aborting", "concluded", "null")));

        Assert.Equal((QmpJobFailure.Failed, null), (error.Failure, error.Error));
        Assert.Equal("Job 'j' failed, and was dismissed before its reason could be read: start it with auto-dismiss false", error.Message);
    }

    [Fact]
    public async Task A_job_is_completed_finalized_and_dismissed_once_each_though_no_event_comes()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns(Jobs("running", 1)).Returns(Jobs("ready", 5)).Returns(Jobs("ready", 5)).Returns(Jobs("waiting", 9))
            .Returns(Jobs("pending", 10)).Returns(Jobs("pending", 10)).Returns(Jobs("concluded", 10));
        foreach (string verb in new[] { "job-complete", "job-finalize", "job-dismiss" })
        {
            server.On(verb).Returns();
        }

        await using QmpClient client = await server.ConnectAsync();
        var progress = new ProgressLog();
        var hooks = new List<string>();

        QmpJobReport report = await client.RunJobAsync("j", (_, _) => default, Patient with
        {
            Progress = progress,
            WhenReady = (_, _) => Note(hooks, "ready"),
            WhenPending = (_, _) => Note(hooks, "pending"),
        });

        Assert.Equal(["job-complete", "job-finalize", "job-dismiss"], Verbs(server));
        Assert.Equal(["ready", "pending"], hooks);
        Assert.Equal([1, 5, 9, 10, 10], progress.Seen.Select(x => x.Current));
        Assert.Equal(1.0, report.Progress.Fraction);
    }

    [Fact]
    public async Task A_job_that_is_concluded_at_once_with_an_error_has_failed_and_is_dismissed()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns(Jobs("concluded", 0, "Permission denied"));
        server.On("job-dismiss").Returns();
        await using QmpClient client = await server.ConnectAsync();

        QmpJobException error = await Assert.ThrowsAsync<QmpJobException>(() =>
            client.RunJobAsync("j", Start(server, "created", "running", "aborting", "concluded")));

        Assert.Equal((QmpJobFailure.Failed, "Permission denied", "j"), (error.Failure, error.Error, error.JobId));
        Assert.Equal(["job-dismiss"], Verbs(server));
    }

    [Fact]
    public async Task What_is_not_asked_for_is_left_to_others()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns(Jobs("ready", 1)).Returns(Jobs("pending", 1)).Returns(Jobs("concluded", 1));
        await using QmpClient client = await server.ConnectAsync();

        await client.RunJobAsync("j", (_, _) => default, Patient with { Complete = false, Finalize = false, Dismiss = false });

        Assert.Empty(Verbs(server));
    }

    [Fact]
    public async Task A_job_nobody_knows_has_vanished()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns("[]");
        await using QmpClient client = await server.ConnectAsync();

        QmpJobException error = await Assert.ThrowsAsync<QmpJobException>(() => client.RunJobAsync("j", (_, _) => default));

        Assert.Equal(QmpJobFailure.Vanished, error.Failure);
    }

    [Fact]
    public async Task The_end_of_a_predecessor_with_the_same_id_is_not_this_jobs_end()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns(Jobs("running", 1)).Returns(Jobs("concluded", 1));
        server.On("job-dismiss").Returns();
        await using QmpClient client = await server.ConnectAsync();

        QmpJobReport report = await client.RunJobAsync("j", Start(server, "aborting", "concluded", "null", "created", "running"), Patient);

        Assert.Equal([JobStatus.Created, JobStatus.Running], report.Statuses);
    }

    [Fact]
    public async Task A_verb_that_came_too_late_is_no_failure()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns(Jobs("ready", 1)).Returns(Jobs("concluded", 1));
        server.On("job-complete").Fails(QmpErrorClass.GenericError, "Job 'j' in state 'concluded' cannot accept command verb 'complete'");
        server.On("job-dismiss").Returns();
        await using QmpClient client = await server.ConnectAsync();

        await client.RunJobAsync("j", (_, _) => default, Patient);
    }

    [Fact]
    public async Task A_job_that_refuses_to_complete_is_a_failure_of_the_command()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns(Jobs("ready", 1));
        server.On("job-complete").Fails(QmpErrorClass.GenericError, "not now");
        await using QmpClient client = await server.ConnectAsync();

        Assert.Equal("not now", (await Assert.ThrowsAsync<QmpErrorException>(() => client.RunJobAsync("j", (_, _) => default))).Description);
    }

    [Fact]
    public async Task A_command_that_is_refused_makes_no_job()
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync();

        await Assert.ThrowsAsync<QmpErrorException>(() => client.RunJobAsync("nope", System.Text.Json.JsonElement.Parse("""{"job-id": "j"}""")));
        await Assert.ThrowsAsync<ArgumentException>(() => client.RunJobAsync("nope", System.Text.Json.JsonElement.Parse("{}")));
    }

    [Fact]
    public async Task Cancelling_takes_the_job_along_and_waits_for_its_end()
    {
        using var cancelling = new CancellationTokenSource();
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Answers(async call =>
        {
            await call.ReturnAsync(Jobs("running", 1));
            await cancelling.CancelAsync();
        }).Returns(Jobs("concluded", 1, "Operation canceled"));
        server.On("job-cancel").Returns();
        server.On("job-dismiss").Returns();
        await using QmpClient client = await server.ConnectAsync();

        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            client.RunJobAsync("j", (_, _) => default, cancellationToken: cancelling.Token));

        Assert.Equal(cancelling.Token, error.CancellationToken);
        Assert.Equal(["job-cancel", "job-dismiss"], Verbs(server));
    }

    [Fact]
    public async Task A_fake_server_is_made_from_the_generated_schema()
    {
        await using var server = new FakeQmpServer(new FakeServerOptions { Schema = JobSchema.Instance });
        await using QmpClient client = await server.ConnectAsync(new QmpClientOptions { Schema = JobSchema.Instance });
        using QmpEventSubscription<QmpEvent> events = client.Events();

        Assert.Empty(await new JobCommandsClient(client).QueryJobsAsync());
        await server.EmitAsync("JOB_STATUS_CHANGE", """{"id": "j", "status": "brand-new"}""");

        JobStatusChangeEvent change = Assert.IsType<JobStatusChangeEvent>((await events.NextAsync())!.Value.Event);
        Assert.Equal("j", change.Id);
        Assert.False(Enum.IsDefined(change.Status));
    }

    private static Func<QmpClient, CancellationToken, ValueTask> Start(FakeQmpServer server, params string[] statuses) =>
        async (_, _) => await EmitAsync(server, statuses);

    private static async ValueTask EmitAsync(FakeQmpServer server, params string[] statuses)
    {
        foreach (string status in statuses)
        {
            await server.EmitAsync("JOB_STATUS_CHANGE", $$"""{"id": "j", "status": "{{status}}"}""");
        }
    }

    private static string Jobs(string status, int progress, string? error = null) =>
        $$"""[{"id": "other", "type": "backup", "status": "concluded", "current-progress": 0, "total-progress": 0},"""
        + $$"""{"id": "j", "type": "mirror", "status": "{{status}}", "current-progress": {{progress}}, "total-progress": 10{{(error is null ? "" : $", \"error\": \"{error}\"")}}}]""";

    private static IEnumerable<string> Verbs(FakeQmpServer server) =>
        server.Calls.Select(x => x.Command).Where(x => x.StartsWith("job-", StringComparison.Ordinal));

    private static ValueTask Note(List<string> list, string item)
    {
        list.Add(item);
        return default;
    }
}
