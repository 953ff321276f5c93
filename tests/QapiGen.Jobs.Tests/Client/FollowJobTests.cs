using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Client;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Events;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Jobs.Tests.Client;

/// <summary>Following jobs that somebody else has started.</summary>
public sealed class FollowJobTests
{
    [Fact]
    public async Task A_job_of_somebody_else_is_followed_to_its_end_and_nothing_is_done_to_it()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns(Jobs(("j", "ready", 1))).Returns(Jobs(("j", "pending", 5))).Returns(Jobs(("j", "concluded", 5)));
        await using QmpClient client = await server.ConnectAsync();
        var progress = new ProgressLog();

        QmpJobReport report = await client.FollowJobAsync("j", QmpJobRunOptions.LookOn with { Progress = progress, PollInterval = TimeSpan.FromMilliseconds(5) });

        Assert.DoesNotContain(server.Calls, call => call.Command.StartsWith("job-", StringComparison.Ordinal));
        Assert.Equal((JobStatus.Concluded, 10L, 1.0, "j"), (report.Progress.Status, report.Progress.Current, report.Progress.Fraction, report.Progress.Id));
        Assert.Equal(1.0, progress.Seen[^1].Fraction);
    }

    [Fact]
    public async Task A_job_that_is_over_when_one_begins_to_follow_it_is_known_by_what_the_connection_was_told()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns("[]");
        await using QmpClient client = await server.ConnectAsync();
        await EmitAsync(server, "j", "created", "running", "waiting", "pending", "concluded", "null");
        await EmitAsync(server, "k", "created", "running", "aborting");
        await server.EmitAsync("BLOCK_JOB_COMPLETED", """{"type": "mirror", "device": "k", "len": 0, "offset": 0, "speed": 0, "error": "No space left on device"}""");
        await EmitAsync(server, "k", "concluded", "null");
        await client.ExecuteAsync("query-jobs");

        QmpJobReport report = await client.FollowJobAsync("j");
        Assert.Equal((JobStatus.Created, JobStatus.Null, 1.0), (report.Statuses[0], report.Statuses[^1], report.Progress.Fraction));
        QmpJobException error = await Assert.ThrowsAsync<QmpJobException>(() => client.FollowJobAsync("k"));
        Assert.Equal((QmpJobFailure.Failed, "No space left on device"), (error.Failure, error.Error));

        // And once it has listened, it goes on listening.
        using QmpEventSubscription<QmpEvent> others = client.Events();
        await EmitAsync(server, "l", "created", "running", "aborting", "concluded", "null");
        await client.ExecuteAsync("query-jobs");
        Assert.Equal(QmpJobFailure.Failed, (await Assert.ThrowsAsync<QmpJobException>(() => client.FollowJobAsync("l"))).Failure);
    }

    [Fact]
    public async Task What_others_have_read_of_a_job_counts_for_who_follows_it_first_and_late()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns("[]");
        await using QmpClient client = await server.ConnectAsync();
        using QmpEventSubscription<QmpEvent> others = client.Events();
        await EmitAsync(server, "j", "created", "running", "waiting", "pending", "concluded", "null");
        await EmitAsync(server, "k", "created", "running", "aborting", "concluded", "null");
        await client.ExecuteAsync("query-jobs");

        QmpJobReport report = await client.FollowJobAsync("j");

        Assert.Equal((JobStatus.Created, JobStatus.Null, 1.0), (report.Statuses[0], report.Statuses[^1], report.Progress.Fraction));
        Assert.Equal(QmpJobFailure.Failed, (await Assert.ThrowsAsync<QmpJobException>(() => client.FollowJobAsync("k"))).Failure);
        Assert.Equal(11, Drain(others));
    }

    [Fact]
    public async Task Who_follows_a_job_takes_no_events_from_who_listens_later()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns("[]");
        await using QmpClient client = await server.ConnectAsync();
        await EmitAsync(server, "j", "created", "running", "waiting", "pending", "concluded", "null");
        await client.ExecuteAsync("query-jobs");
        await client.FollowJobAsync("j");
        await EmitAsync(server, "k", "created");
        await client.ExecuteAsync("query-jobs");

        using QmpEventSubscription<QmpEvent> others = client.Events();

        Assert.Equal(7, Drain(others));
    }

    [Fact]
    public async Task A_job_whose_end_was_told_is_known_when_the_connection_has_ended()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns("[]");
        await using QmpClient client = await server.ConnectAsync();
        await EmitAsync(server, "j", "created", "running", "waiting", "pending", "concluded", "null");
        await client.ExecuteAsync("query-jobs");
        await client.DisposeAsync();

        Assert.Equal(JobStatus.Null, (await client.FollowJobAsync("j")).Progress.Status);
        await Assert.ThrowsAsync<QmpConnectionException>(() => client.FollowJobAsync("k"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task An_id_among_several_that_is_none_is_refused_by_the_parameters_name(string? id)
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await server.ConnectAsync();

        Assert.Equal("ids", (await Assert.ThrowsAsync<ArgumentException>(() => client.FollowJobsAsync(["a", id!]))).ParamName);
    }

    [Fact]
    public async Task A_job_that_was_never_heard_of_has_vanished()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns("[]");
        await using QmpClient client = await server.ConnectAsync();
        Assert.Equal(QmpJobFailure.Vanished, (await Assert.ThrowsAsync<QmpJobException>(() => client.FollowJobAsync("j"))).Failure);
    }

    [Fact]
    public async Task The_end_of_an_earlier_job_of_that_name_is_not_the_end_of_the_one_that_is_run()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns("[]").Returns("[]").Returns(Jobs(("j", "running", 1))).Returns(Jobs(("j", "concluded", 1)));
        server.On("job-dismiss").Returns();
        await using QmpClient client = await server.ConnectAsync();
        await EmitAsync(server, "j", "created", "running", "aborting", "concluded", "null");
        await client.ExecuteAsync("query-jobs");
        await Assert.ThrowsAsync<QmpJobException>(() => client.FollowJobAsync("j"));

        QmpJobReport report = await client.RunJobAsync(
            "j", async (_, _) => await EmitAsync(server, "j", "created", "running"), new QmpJobRunOptions { PollInterval = TimeSpan.FromMilliseconds(5) });
        Assert.Equal([JobStatus.Created, JobStatus.Running], report.Statuses);
    }

    [Fact]
    public async Task All_members_of_a_transaction_are_followed_with_one_query_at_a_time()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns(Jobs(("a", "waiting", 10), ("b", "running", 5))).Returns(Jobs(("a", "concluded", 10), ("b", "concluded", 10)));
        await using QmpClient client = await server.ConnectAsync();

        IReadOnlyList<QmpJobReport> reports = await client.FollowJobsAsync(["a", "b"], QmpJobRunOptions.LookOn with { PollInterval = TimeSpan.FromMilliseconds(5) });

        Assert.Equal(["a", "b"], reports.Select(report => report.Id));
        Assert.Equal(2, server.Calls.Count(call => call.Command == "query-jobs"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Why_a_job_failed_that_dismissed_itself_is_known_from_a_host_put_together_by_hand(bool sendsError)
    {
        await using var jobs = new JobManager();
        await using var service = new QmpService(JobSchema.Instance, [new JobDispatcher(jobs)]);
        jobs.AddSink(sendsError ? new JobStatusChangeSender(service) : new JobStatusChangeSender(service) { SendsError = false });
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair();
        _ = service.ServeAsync(far);
        await using QmpClient client = await QmpClient.ConnectAsync(near);

        QmpJobException error = await Assert.ThrowsAsync<QmpJobException>(() => client.RunJobAsync(
            "j", async (_, _) => await jobs.StartAsync(new Failing(Task.CompletedTask), new JobOptions { Id = "j", AutoDismiss = true })));

        Assert.Equal(("j", QmpJobFailure.Failed, sendsError ? "bad" : null), (error.JobId, error.Failure, error.Error));
        Assert.Equal(0, jobs.Count);
    }

    [Fact]
    public async Task Of_a_transaction_that_failed_the_member_that_did_is_told()
    {
        await using var jobs = new JobManager();
        await using var service = new QmpService(JobSchema.Instance, [new JobDispatcher(jobs)]);
        jobs.AddSink(new JobStatusChangeSender(service));
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair();
        _ = service.ServeAsync(far);
        await using QmpClient client = await QmpClient.ConnectAsync(near);
        var gate = new TaskCompletionSource();
        await using JobTransaction group = jobs.BeginTransaction();
        await group.CreateAsync(new Endless(), new JobOptions { Id = "endless", AutoDismiss = false });
        await group.CreateAsync(new Failing(gate.Task), new JobOptions { Id = "failing", AutoDismiss = false });
        await group.StartAsync();

        Task<IReadOnlyList<QmpJobReport>> following = client.FollowJobsAsync(["endless", "failing"], new QmpJobRunOptions { CancelJob = false });
        gate.SetResult();

        QmpJobException error = await Assert.ThrowsAsync<QmpJobException>(() => following);
        Assert.Equal(("failing", QmpJobFailure.Failed, "bad"), (error.JobId, error.Failure, error.Error));
        Assert.Equal(0, jobs.Count);
    }

    [Fact]
    public async Task Several_may_follow_over_one_connection_and_one_that_gives_up_leaves_the_others_waiting()
    {
        await using var jobs = new JobManager();
        await using var service = new QmpService(JobSchema.Instance, [new JobDispatcher(jobs)]);
        jobs.AddSink(new JobStatusChangeSender(service));
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair();
        _ = service.ServeAsync(far);
        await using QmpClient client = await QmpClient.ConnectAsync(near);
        var gate = new TaskCompletionSource();
        await jobs.StartAsync(new Waiting(gate.Task), new JobOptions { Id = "j" });
        using var givingUp = new CancellationTokenSource();
        QmpJobRunOptions patient = QmpJobRunOptions.LookOn with { PollInterval = TimeSpan.FromMinutes(10) };

        Task<QmpJobReport>[] all = [client.FollowJobAsync("j", patient, givingUp.Token), client.FollowJobAsync("j", patient), client.FollowJobAsync("j", patient)];
        await givingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => all[0]);
        gate.SetResult();

        Assert.All(await Task.WhenAll(all[1..]).WaitAsync(TimeSpan.FromMinutes(3)), report => Assert.Equal(1.0, report.Progress.Fraction));
    }

    // Whichever of them takes an event in, the others hear of it, too.
    [Fact]
    public async Task What_one_of_several_is_told_all_are_told()
    {
        await using var server = new FakeQmpServer();
        await using QmpClient client = await QmpClient.ConnectAsync(server.Connect());
        JobMemory memory = JobMemory.Of(client);
        const int Last = 4000;
        int[] seen = new int[6];
        using var told = new SemaphoreSlim(0);
        Task[] waiting = [.. Enumerable.Range(0, seen.Length).Select(i => Task.Run(async () =>
        {
            while (seen[i] < Last)
            {
                await memory.WaitAsync(() => memory.Newest("j").Version != seen[i], TimeSpan.FromHours(1), TimeProvider.System, default);
                seen[i] = memory.Look(() => memory.Newest("j").Version);
                told.Release();
            }
        }))];

        for (int version = 1; version <= Last; version++)
        {
            await server.EmitAsync("JOB_STATUS_CHANGE", $$"""{"id":"j","status":"{{(version % 2 == 0 ? "paused" : "running")}}"}""");
            for (int i = 0; i < seen.Length; i++)
            {
                Assert.True(await told.WaitAsync(TimeSpan.FromMinutes(1)), $"after {version} events: {string.Join(' ', seen)}");
            }
        }

        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task Job_types_members_and_statuses_that_nobody_knows_do_no_harm()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs")
            .Returns("""[{"id": "j", "type": "bake", "status": "proving", "current-progress": 1, "total-progress": 10, "oven": {"t": [1]}}]""")
            .Returns("""[{"id": "j", "type": "bake", "status": "concluded", "current-progress": 1, "total-progress": 0}]""");
        await using QmpClient client = await server.ConnectAsync();
        QmpJobReport report = await client.FollowJobAsync("j", QmpJobRunOptions.LookOn with { PollInterval = TimeSpan.FromMilliseconds(5) });
        Assert.Equal(1.0, report.Progress.Fraction);
    }

    private static string Jobs(params (string Id, string Status, int Current)[] jobs) => "[" + string.Join(", ", jobs.Select(job =>
        $$"""{"id": "{{job.Id}}", "type": "mirror", "status": "{{job.Status}}", "current-progress": {{job.Current}}, "total-progress": 10}""")) + "]";

    // What a connection's events tell of jobs is kept for who follows them later: not without an end, and not if it is no text at all.
    [Fact]
    public async Task Ids_and_errors_without_an_end_are_forgotten_and_half_a_character_is_nobodys_id()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns(Jobs(("j", "running", 1))).Returns("[]");
        await using QmpClient client = await server.ConnectAsync();
        JobMemory memory = JobMemory.Of(client);
        await EmitAsync(server, "j", "created", "running");
        await EmitAsync(server, "nobodys", "created", "running");
        await client.ExecuteAsync("query-jobs");
        using (new Following(memory, "j"))
        {
            Assert.NotNull(memory.Follow("nobodys"));
            memory.Unfollow("nobodys");
            string text = new('x', 100_000);
            for (int i = 0; i < 100; i++)
            {
                await EmitAsync(server, $"{i}{text}", "running");
                await EmitAsync(server, "\\ud800", "running");
                await server.EmitAsync("BLOCK_JOB_COMPLETED", $$"""{"device": "{{i}}", "error": "{{text}}"}""");
                await client.ExecuteAsync("query-jobs");
            }

            // Far fewer than it remembers of those with short names.
            Assert.Null(memory.Follow("nobodys"));
            memory.Unfollow("nobodys");
        }

        await EmitAsync(server, "j", "waiting", "pending", "concluded", "null");
        await client.ExecuteAsync("query-jobs");
        QmpJobReport report = await client.FollowJobAsync("j");
        Assert.Equal((JobStatus.Created, JobStatus.Null), (report.Statuses[0], report.Statuses[^1]));
    }

    private static int Drain(QmpEventSubscription<QmpEvent> events)
    {
        int count = 0;
        while (events.TryRead(out _))
        {
            count++;
        }

        return count;
    }

    private static async Task EmitAsync(FakeQmpServer server, string id, params string[] statuses)
    {
        foreach (string status in statuses)
        {
            await server.EmitAsync("JOB_STATUS_CHANGE", $$"""{"id": "{{id}}", "status": "{{status}}"}""");
        }
    }

    private sealed class Following(JobMemory memory, string id) : IDisposable
    {
        private readonly JobTrace? _trace = memory.Follow(id);

        public void Dispose()
        {
            Assert.NotNull(_trace);
            memory.Unfollow(id);
        }
    }

    private sealed class Endless : JobDriver
    {
        public override async Task RunAsync(JobContext job) => await job.DelayAsync(TimeSpan.FromDays(1));
    }

    private sealed class Failing(Task gate) : JobDriver
    {
        public override async Task RunAsync(JobContext job)
        {
            await gate;
            throw new JobFailedException("bad");
        }
    }

    private sealed class Waiting(Task gate) : JobDriver
    {
        public override Task RunAsync(JobContext job) => gate;
    }
}
