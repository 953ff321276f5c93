using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Client;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Testing;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Jobs.Tests.Client;

/// <summary>Following a job whose name others had before it, or get after it.</summary>
public sealed class JobNameTests
{
    private static readonly QmpJobRunOptions AtOnce = QmpJobRunOptions.LookOn with { PollInterval = TimeSpan.FromMilliseconds(5) };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_end_of_an_earlier_job_of_that_name_is_not_the_end_of_the_one_that_the_server_has(bool wasFollowed)
    {
        await using var server = new FakeQmpServer();
        if (wasFollowed)
        {
            server.On("query-jobs").Returns("[]");
        }

        server.On("query-jobs").Returns(Jobs(("j", "running", 1))).Returns(Jobs(("j", "concluded", 10)));
        await using QmpClient client = await server.ConnectAsync();
        await EmitAsync(server, "j", "created", "running", "aborting", "concluded", "null");
        await client.ExecuteAsync("query-version");
        if (wasFollowed)
        {
            await Assert.ThrowsAsync<QmpJobException>(() => FollowAsync(client));
        }

        // What makes the next one isn't told, as where events are lost.
        QmpJobReport report = await FollowAsync(client);

        Assert.Equal((JobStatus.Concluded, 10L), (report.Progress.Status, report.Progress.Current));
        Assert.Empty(report.Statuses);
    }

    [Fact]
    public async Task A_job_whose_making_is_told_after_the_end_of_an_earlier_one_of_that_name_has_its_own_end()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs")
            .Answers(async call =>
            {
                await EmitAsync(server, "j", "null", "created", "running");
                await call.ReturnAsync(Jobs(("j", "running", 1)));
            })
            .Answers(async call =>
            {
                await EmitAsync(server, "j", "waiting", "pending", "concluded", "null");
                await call.ReturnAsync("[]");
            });
        await using QmpClient client = await server.ConnectAsync();
        await EmitAsync(server, "j", "created", "running", "aborting", "concluded");
        await client.ExecuteAsync("query-version");

        QmpJobReport report = await FollowAsync(client);

        Assert.Equal([JobStatus.Created, JobStatus.Running, JobStatus.Waiting, JobStatus.Pending, JobStatus.Concluded, JobStatus.Null], report.Statuses);
    }

    [Fact]
    public async Task The_end_of_a_later_job_of_that_name_is_not_the_end_of_the_one_that_was_there()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs")
            .Returns(Jobs(("j", "running", 1)))
            .Answers(async call =>
            {
                await EmitAsync(server, "j", "waiting", "pending", "concluded", "null", "created", "running", "aborting", "concluded", "null");
                await call.ReturnAsync("[]");
            });
        await using QmpClient client = await server.ConnectAsync();
        await EmitAsync(server, "j", "created", "running");
        await client.ExecuteAsync("query-version");

        QmpJobReport report = await FollowAsync(client);

        Assert.Equal([JobStatus.Created, JobStatus.Running, JobStatus.Waiting, JobStatus.Pending, JobStatus.Concluded, JobStatus.Null], report.Statuses);
    }

    [Fact]
    public async Task A_job_whose_end_was_lost_before_another_of_its_name_was_made_has_vanished()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs")
            .Returns(Jobs(("j", "running", 1)))
            .Answers(async call =>
            {
                await EmitAsync(server, "j", "created", "running");
                await call.ReturnAsync(Jobs(("j", "running", 1)));
            });
        await using QmpClient client = await server.ConnectAsync();
        await EmitAsync(server, "j", "created", "running");
        await client.ExecuteAsync("query-version");

        QmpJobException error = await Assert.ThrowsAsync<QmpJobException>(() => FollowAsync(client));

        Assert.Equal(QmpJobFailure.Vanished, error.Failure);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_reconnect_a_job_is_the_one_that_the_server_has_now(bool isThereAnother)
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns("[]");
        if (isThereAnother)
        {
            server.On("query-jobs").Returns(Jobs(("j", "running", 1))).Returns(Jobs(("j", "concluded", 10)));
        }

        await using QmpReconnectingClient reconnecting = QmpReconnectingClient.Start(
            _ => new(server.Connect()), reconnect: new QmpReconnectOptions { InitialDelay = TimeSpan.Zero });
        await reconnecting.WaitForConnectionAsync();
        QmpClient client = reconnecting.Client;
        await EmitAsync(server, "j", "created", "running", "waiting", "pending", "concluded", "null");
        await client.ExecuteAsync("query-version");
        Assert.Equal(JobStatus.Null, (await FollowAsync(client)).Progress.Status);

        await server.DisconnectAsync();
        while (reconnecting.ConnectionCount < 2)
        {
            await Task.Yield();
        }

        QmpJobReport report = await FollowAsync(client);
        Assert.Equal(isThereAnother ? JobStatus.Concluded : JobStatus.Null, report.Progress.Status);
    }

    [Fact]
    public async Task While_there_is_no_connection_nobody_says_that_the_last_job_of_a_name_is_the_one_that_is_meant()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns(Jobs(("j", "running", 1))).Returns(Jobs(("j", "concluded", 10)));
        var mayConnect = new SemaphoreSlim(1);
        await using QmpReconnectingClient reconnecting = QmpReconnectingClient.Start(
            async token =>
            {
                await mayConnect.WaitAsync(token);
                return server.Connect();
            },
            reconnect: new QmpReconnectOptions { InitialDelay = TimeSpan.Zero });
        await reconnecting.WaitForConnectionAsync();
        QmpClient client = reconnecting.Client;
        await EmitAsync(server, "j", "created", "running", "waiting", "pending", "concluded", "null");
        await client.ExecuteAsync("query-version");

        await server.DisconnectAsync();
        Task<QmpJobReport> following = FollowAsync(client);
        mayConnect.Release();

        Assert.Equal(JobStatus.Concluded, (await following).Progress.Status);
    }

    // What is asked changes nothing, so it is asked again.
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_connection_that_ends_while_jobs_are_asked_for_ends_no_following(int times)
    {
        await using var server = new FakeQmpServer();
        FakeCommand script = server.On("query-jobs");
        for (int i = 0; i < times; i++)
        {
            script.Tears(i);
        }

        script.Returns(Jobs(("j", "concluded", 10)));
        await using QmpReconnectingClient reconnecting = await StartAsync(server);

        Assert.Equal(JobStatus.Concluded, (await FollowAsync(reconnecting.Client)).Progress.Status);
    }

    [Fact]
    public async Task A_connection_that_takes_its_time_to_be_closed_ends_no_following()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Tears(0).Returns(Jobs(("j", "concluded", 10)));
        var mayClose = new TaskCompletionSource();
        await using QmpReconnectingClient reconnecting = QmpReconnectingClient.Start(
            _ => new(new SlowlyClosedTransport(server.Connect(), mayClose.Task)), reconnect: new QmpReconnectOptions { InitialDelay = TimeSpan.Zero });

        Task<QmpJobReport> following = FollowAsync(reconnecting.Client);
        await Task.WhenAny(following, Task.Delay(500));
        mayClose.SetResult();

        Assert.Equal(JobStatus.Concluded, (await following).Progress.Status);
    }

    [Fact]
    public async Task A_server_that_ends_whenever_jobs_are_asked_for_is_not_asked_for_ever()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Tears(0);
        await using QmpReconnectingClient reconnecting = await StartAsync(server);

        QmpConnectionException error = await Assert.ThrowsAsync<QmpConnectionException>(() => FollowAsync(reconnecting.Client));

        Assert.Contains("ended before 'query-jobs' was answered", error.Message, StringComparison.Ordinal);
    }

    private static async Task<QmpReconnectingClient> StartAsync(FakeQmpServer server)
    {
        QmpReconnectingClient reconnecting = QmpReconnectingClient.Start(_ => new(server.Connect()), reconnect: new QmpReconnectOptions { InitialDelay = TimeSpan.Zero });
        await reconnecting.WaitForConnectionAsync();
        return reconnecting;
    }

    [Fact]
    public async Task What_was_told_before_a_client_gave_up_connecting_counts()
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns("[]");
        int connects = 0;
        await using QmpReconnectingClient reconnecting = QmpReconnectingClient.Start(
            _ => Interlocked.Increment(ref connects) == 1 ? new(server.Connect()) : throw new QmpConnectionException("gone"),
            reconnect: new QmpReconnectOptions { InitialDelay = TimeSpan.Zero, MaxAttempts = 1 });
        await reconnecting.WaitForConnectionAsync();
        QmpClient client = reconnecting.Client;
        await EmitAsync(server, "j", "created", "running", "waiting", "pending", "concluded", "null");
        await client.ExecuteAsync("query-version");

        await server.DisconnectAsync();

        Assert.Equal(JobStatus.Null, (await FollowAsync(client)).Progress.Status);
    }

    private static Task<QmpJobReport> FollowAsync(QmpClient client) => client.FollowJobAsync("j", AtOnce).WaitAsync(TimeSpan.FromMinutes(2));

    private static string Jobs(params (string Id, string Status, int Current)[] jobs) => "[" + string.Join(", ", jobs.Select(job =>
        $$"""{"id": "{{job.Id}}", "type": "mirror", "status": "{{job.Status}}", "current-progress": {{job.Current}}, "total-progress": 10}""")) + "]";

    private static async Task EmitAsync(FakeQmpServer server, string id, params string[] statuses)
    {
        foreach (string status in statuses)
        {
            await server.EmitAsync("JOB_STATUS_CHANGE", $$"""{"id": "{{id}}", "status": "{{status}}"}""");
        }
    }
}
