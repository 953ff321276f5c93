using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Client;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Jobs.Tests.Client;

/// <summary>Each kind of job that the storage daemon has, run to its end.</summary>
public sealed class RealDaemonTests
{
    private const string Daemon = "qemu-storage-daemon";
    private const int Size = 1024 * 1024;

    [ProgramFact(Daemon)]
    public async Task An_image_is_created()
    {
        await using var process = new OptionalProcess();
        await using QmpClient client = await ConnectAsync(process);
        var progress = new ProgressLog();

        QmpJobReport report = await CreateFileAsync(client, process.PathOf("image"), progress);

        Assert.Equal(Size, new FileInfo(process.PathOf("image")).Length);
        Assert.Equal([JobStatus.Created, JobStatus.Running], report.Statuses.Take(2));
        Assert.Equal(JobStatus.Concluded, progress.Seen[^1].Status);
        await AssertNoJobsAsync(client);
    }

    [ProgramFact(Daemon)]
    public async Task An_image_that_cannot_be_created_is_a_typed_failure()
    {
        await using var process = new OptionalProcess();
        await using QmpClient client = await ConnectAsync(process);

        QmpJobException error = await Assert.ThrowsAsync<QmpJobException>(() => CreateFileAsync(client, process.PathOf("no/such/folder"), null));

        Assert.Equal(QmpJobFailure.Failed, error.Failure);
        Assert.Contains("No such file or directory", error.Error, StringComparison.Ordinal);
        await AssertNoJobsAsync(client);
    }

    [ProgramTheory(Daemon)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task A_mirror_becomes_ready_and_is_completed(bool autoFinalize, bool autoDismiss)
    {
        await using var process = new OptionalProcess();
        await using QmpClient client = await ConnectAsync(process);
        await AddNullNodesAsync(client);
        bool wasReady = false;
        bool wasPending = false;

        QmpJobReport report = await client.RunJobAsync(
            "blockdev-mirror",
            Arguments($$"""{"job-id": "m", "device": "source", "target": "target", "sync": "full", "auto-finalize": {{Json(autoFinalize)}}, "auto-dismiss": {{Json(autoDismiss)}}}"""),
            new QmpJobRunOptions { WhenReady = (_, _) => Set(ref wasReady), WhenPending = (_, _) => Set(ref wasPending) });

        Assert.True(wasReady);
        Assert.Equal(!autoFinalize, wasPending);
        Assert.Contains(JobStatus.Ready, report.Statuses);
        await AssertNoJobsAsync(client);
    }

    [ProgramTheory(Daemon)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_backup_runs(bool autoDismiss)
    {
        await using var process = new OptionalProcess();
        await using QmpClient client = await ConnectAsync(process);
        await AddNullNodesAsync(client);

        await client.RunJobAsync(
            "blockdev-backup", Arguments($$"""{"job-id": "b", "device": "source", "target": "target", "sync": "full", "auto-dismiss": {{Json(autoDismiss)}}}"""));

        await AssertNoJobsAsync(client);
    }

    [ProgramFact(Daemon)]
    public async Task A_stream_runs()
    {
        await using var process = new OptionalProcess();
        await using QmpClient client = await ConnectAsync(process);
        await AddOverlayAsync(client, process);

        QmpJobReport report = await client.RunJobAsync("block-stream", Arguments("""{"job-id": "s", "device": "overlay", "auto-dismiss": false}"""));

        Assert.Equal(JobStatus.Concluded, report.Progress.Status);
        Assert.Equal(report.Progress.Total, report.Progress.Current);
    }

    [ProgramFact(Daemon)]
    public async Task A_commit_of_the_active_layer_becomes_ready_and_is_completed()
    {
        await using var process = new OptionalProcess();
        await using QmpClient client = await ConnectAsync(process);
        await AddOverlayAsync(client, process);

        QmpJobReport report = await client.RunJobAsync("block-commit", Arguments("""{"job-id": "c", "device": "overlay"}"""));

        Assert.Contains(JobStatus.Ready, report.Statuses);
        await AssertNoJobsAsync(client);
    }

    [ProgramTheory(Daemon)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_job_that_fails_at_work_is_a_typed_failure(bool autoDismiss)
    {
        await using var process = new OptionalProcess();
        await using QmpClient client = await ConnectAsync(process);
        await AddNullNodesAsync(client);
        await client.ExecuteAsync("blockdev-add", Arguments($$"""
            {"node-name": "bad", "driver": "blkdebug", "image": "target", "inject-error": [{"event": "none", "errno": 28}]}
            """));

        QmpJobException error = await Assert.ThrowsAsync<QmpJobException>(() => client.RunJobAsync(
            "blockdev-backup", Arguments($$"""{"job-id": "b", "device": "source", "target": "bad", "sync": "full", "auto-dismiss": {{Json(autoDismiss)}}}""")));

        Assert.Equal((QmpJobFailure.Failed, "No space left on device"), (error.Failure, error.Error));
        await AssertNoJobsAsync(client);
    }

    [ProgramFact(Daemon)]
    public async Task Cancelling_the_token_cancels_the_job()
    {
        await using var process = new OptionalProcess();
        await using QmpClient client = await ConnectAsync(process);
        await AddNullNodesAsync(client);
        using var cancelling = new CancellationTokenSource();

        Task<QmpJobReport> running = client.RunJobAsync(
            "blockdev-mirror",
            Arguments("""{"job-id": "m", "device": "source", "target": "target", "sync": "full", "speed": 1, "buf-size": 65536}"""),
            new QmpJobRunOptions { Progress = new CancelOnFirst(cancelling) },
            cancelling.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await AssertNoJobsAsync(client);
    }

    [ProgramFact(Daemon)]
    public async Task Many_jobs_at_once_are_told_apart()
    {
        await using var process = new OptionalProcess();
        await using QmpClient client = await ConnectAsync(process);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async x =>
        {
            string id = string.Create(CultureInfo.InvariantCulture, $"create{x}");
            string path = process.PathOf(x % 2 == 0 ? id : "no/such/folder");
            Task<QmpJobReport> running = client.RunJobAsync(
                "blockdev-create", Arguments($$"""{"job-id": "{{id}}", "options": {"driver": "file", "filename": "{{path}}", "size": 65536} }"""));
            if (x % 2 == 0)
            {
                await running;
            }
            else
            {
                Assert.Equal(id, (await Assert.ThrowsAsync<QmpJobException>(() => running)).JobId);
            }
        }));

        await AssertNoJobsAsync(client);
    }

    [ProgramFact(Daemon)]
    public async Task A_job_that_dismissed_itself_while_others_listened_is_known_to_who_follows_it_later()
    {
        await using var process = new OptionalProcess();
        await using QmpClient client = await ConnectAsync(process);
        await AddNullNodesAsync(client);
        using QmpEventSubscription<RawQmpEvent> others = client.Events(["JOB_STATUS_CHANGE"]);
        await client.ExecuteAsync("blockdev-backup", Arguments("{\"job-id\": \"b\", \"device\": \"source\", \"target\": \"target\", \"sync\": \"full\"}"));
        while ((await others.NextAsync())!.Value.Event.Data.GetProperty("status").GetString() != "null")
        {
            // Until nothing is left on the server.
        }

        QmpJobReport report = await client.FollowJobAsync("b");

        Assert.Equal((JobStatus.Created, JobStatus.Null, 1.0), (report.Statuses[0], report.Statuses[^1], report.Progress.Fraction));
    }

    [ProgramFact(Daemon)]
    public async Task The_compiled_in_schema_is_compared_with_the_daemons()
    {
        await using var process = new OptionalProcess();
        await using QmpClient client = await ConnectAsync(process);

        Assert.Empty(await client.CompareSchemaAsync(JobSchema.Instance));
        Assert.True(client.Supports(JobCommand.JobPause, "id"));
        Assert.False(client.Supports(JobCommand.JobPause, "force"));
        Assert.True(client.Supports(JobEvent.JobStatusChange, "status", "standby"));
    }

    private static async Task<QmpClient> ConnectAsync(OptionalProcess process)
    {
        string path = process.PathOf("qmp.sock");
        await using QmpListener listener = QmpListener.Bind(QmpAddress.Unix(path));
        process.Start(Daemon, "--chardev", $"socket,id=c,path={path},server=off", "--monitor", "chardev=c");
        return await QmpClient.AcceptAsync(listener);
    }

    private static Task<QmpJobReport> CreateFileAsync(QmpClient client, string path, IProgress<QmpJobProgress>? progress) =>
        client.RunJobAsync(
            "blockdev-create",
            Arguments($$"""{"job-id": "create", "options": {"driver": "file", "filename": "{{path}}", "size": {{Size}} } }"""),
            new QmpJobRunOptions { Progress = progress });

    private static async Task AddNullNodesAsync(QmpClient client)
    {
        foreach (string node in new[] { "source", "target" })
        {
            await client.ExecuteAsync("blockdev-add", Arguments($$"""{"node-name": "{{node}}", "driver": "null-co", "size": {{Size}}, "read-zeroes": true}"""));
        }
    }

    /// <summary>An overlay with a base, both qcow2: every step of making them is a job.</summary>
    private static async Task AddOverlayAsync(QmpClient client, OptionalProcess process)
    {
        foreach (string name in new[] { "base", "overlay" })
        {
            string path = process.PathOf(name + ".qcow2");
            await CreateFileAsync(client, path, null);
            await client.ExecuteAsync("blockdev-add", Arguments($$"""{"node-name": "{{name}}-file", "driver": "file", "filename": "{{path}}"}"""));
            await client.RunJobAsync(
                "blockdev-create", Arguments($$"""{"job-id": "format", "options": {"driver": "qcow2", "file": "{{name}}-file", "size": {{Size}} } }"""));
            string backing = name == "overlay" ? """, "backing": "base" """ : "";
            await client.ExecuteAsync("blockdev-add", Arguments($$"""{"node-name": "{{name}}", "driver": "qcow2", "file": "{{name}}-file"{{backing}}}"""));
        }
    }

    private static async Task AssertNoJobsAsync(QmpClient client) =>
        Assert.Equal(0, (await client.ExecuteAsync("query-jobs")).GetArrayLength());

    private static JsonElement Arguments(string json) => JsonElement.Parse(json);

    private static string Json(bool value) => value ? "true" : "false";

    private static ValueTask Set(ref bool flag)
    {
        flag = true;
        return default;
    }

    private sealed class CancelOnFirst(CancellationTokenSource source) : IProgress<QmpJobProgress>
    {
        public void Report(QmpJobProgress value) => source.Cancel();
    }
}
