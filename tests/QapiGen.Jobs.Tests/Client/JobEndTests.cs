using System;
using System.Threading.Tasks;
using QapiGen.Jobs.Client;
using QapiGen.Runtime.Client;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Jobs.Tests.Client;

/// <summary>What is said of a job that is gone before its entry shows its end: nothing but what events have told (jobs spec 3).</summary>
public sealed class JobEndTests
{
    [Fact]
    public async Task A_job_that_its_server_took_back_has_failed()
    {
        QmpJobException error = await Assert.ThrowsAsync<QmpJobException>(() => FollowAsync("created", "null"));

        Assert.Equal(QmpJobFailure.Failed, error.Failure);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("concluded", "null")]
    [InlineData("running", "concluded", "null")]
    public async Task Of_a_job_whose_end_alone_was_told_nobody_knows_how_it_ended(params string[] statuses)
    {
        QmpJobException error = await Assert.ThrowsAsync<QmpJobException>(() => FollowAsync(statuses));

        Assert.Equal(QmpJobFailure.Vanished, error.Failure);
    }

    [Theory]
    [InlineData("waiting", "pending", "concluded", "null")]
    [InlineData("pending", "concluded", "null")]
    public async Task A_job_that_waited_for_its_end_has_succeeded(params string[] statuses) =>
        Assert.Equal((true, 1), ((await FollowAsync(statuses)).Progress.IsSuccess, (int)(await FollowAsync(statuses)).Progress.Fraction));

    [Theory]
    [InlineData("", true)]
    [InlineData(", \"error\": \"no room\"", false)]
    public async Task What_the_event_of_its_own_said_of_a_block_job_counts(string error, bool isSuccess)
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns("[]");
        await using QmpClient client = await server.ConnectAsync();
        await server.EmitAsync("JOB_STATUS_CHANGE", """{"id": "j", "status": "running"}""");
        await server.EmitAsync("BLOCK_JOB_COMPLETED", $$"""{"type": "mirror", "device": "j", "len": 10, "offset": 10, "speed": 0{{error}}}""");
        await server.EmitAsync("JOB_STATUS_CHANGE", """{"id": "j", "status": "concluded"}""");
        await server.EmitAsync("JOB_STATUS_CHANGE", """{"id": "j", "status": "null"}""");
        await client.ExecuteAsync("query-version");

        if (isSuccess)
        {
            Assert.True((await client.FollowJobAsync("j")).Progress.IsSuccess);
        }
        else
        {
            QmpJobException failure = await Assert.ThrowsAsync<QmpJobException>(() => client.FollowJobAsync("j"));
            Assert.Equal((QmpJobFailure.Failed, true), (failure.Failure, failure.Message.Contains("no room", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task A_job_that_was_pending_and_then_aborting_is_no_success()
    {
        const string Row = """[{"id": "j", "type": "mirror", "status": "STATUS", "current-progress": 1, "total-progress": 10}]""";
        await using var server = new FakeQmpServer();
        server.On("query-jobs")
            .Returns(Row.Replace("STATUS", "pending", StringComparison.Ordinal))
            .Returns(Row.Replace("STATUS", "aborting", StringComparison.Ordinal))
            .Answers(async call =>
            {
                await server.EmitAsync("JOB_STATUS_CHANGE", """{"id": "j", "status": "null"}""");
                await call.ReturnAsync("[]");
            });
        await using QmpClient client = await server.ConnectAsync();

        QmpJobException error = await Assert.ThrowsAsync<QmpJobException>(() =>
            client.FollowJobAsync("j", QmpJobRunOptions.LookOn with { PollInterval = TimeSpan.FromMilliseconds(5) }).WaitAsync(TimeSpan.FromMinutes(2)));

        Assert.Equal(QmpJobFailure.Vanished, error.Failure);
    }

    private static async Task<QmpJobReport> FollowAsync(params string[] statuses)
    {
        await using var server = new FakeQmpServer();
        server.On("query-jobs").Returns("[]");
        await using QmpClient client = await server.ConnectAsync();
        foreach (string status in statuses)
        {
            await server.EmitAsync("JOB_STATUS_CHANGE", $$"""{"id": "j", "status": "{{status}}"}""");
        }

        await client.ExecuteAsync("query-version");
        return await client.FollowJobAsync("j").WaitAsync(TimeSpan.FromMinutes(2));
    }
}
