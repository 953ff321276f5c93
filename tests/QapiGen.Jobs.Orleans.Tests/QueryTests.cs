using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Orleans.Tests.Support;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;
using Xunit;

namespace QapiGen.Jobs.Orleans.Tests;

/// <summary>What any node tells people, dashboards and monitors of the jobs of all.</summary>
public sealed class QueryTests : IAsyncLifetime
{
    private static readonly string[] s_ids = [.. Enumerable.Range(0, 30).Select(static i => $"job{i}")];

    private JobTestCluster _cluster = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync() => _cluster = await JobTestCluster.StartAsync(2);

    /// <inheritdoc/>
    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Pages_have_every_job_once_though_jobs_go_meanwhile_and_a_filter_leaves_out_the_others()
    {
        await Task.WhenAll(s_ids.Select((id, i) => i < 20 ? CreateAsync(id) : _cluster.Jobs(0).StartAsync(TestDriver.Name, new Note(id), Kept(id))));
        await ClusterJobs.ForAsync(_cluster, 0, s_ids[20..], JobStatus.Ready);
        var listed = new List<JobClusterEntry>();
        var filter = new JobClusterFilter { Limit = 7 };
        JobClusterPage page;
        do
        {
            page = await _cluster.Jobs(1).ListPageAsync(filter);
            listed.AddRange(page.Jobs);
            Assert.True(page.Jobs.Count == 7 || page.Next is null);
            await _cluster.Jobs(0).JobCancelAsync(page.Jobs[^1].Id);
            filter = filter with { After = page.Next };
        }
        while (page.Next is not null);

        Assert.Equal(s_ids.Order(StringComparer.Ordinal), listed.Select(static job => job.Id).Order(StringComparer.Ordinal));
        Assert.All(listed, job => Assert.Equal(_cluster.Nodes.MaxBy(node => ShardKey.Weight(ShardKey.Of(job.Id), node.Name))!.Name, job.Node));
        Assert.Equal(
            listed.Where(static job => job.Status == JobStatus.Ready).Select(static job => job.Id),
            (await _cluster.Jobs(1).ListPageAsync(new JobClusterFilter { Limit = 10 + 20, Type = JobType.Create })).Jobs
                .Select(static job => job.Id).Where(s_ids[20..].Contains));
        Assert.Empty((await _cluster.Jobs(1).ListPageAsync(new JobClusterFilter { Type = JobType.Backup })).Jobs);
        Assert.All((await _cluster.Jobs(1).ListPageAsync(new JobClusterFilter { Status = JobStatus.Created })).Jobs, static job => Assert.Equal(JobStatus.Created, job.Status));
    }

    [Fact]
    public async Task The_list_of_jobs_streams_from_the_shards_into_the_reply_and_ends_early_if_nobody_reads_on()
    {
        string[] ids = [.. Enumerable.Range(0, 700).Select(static i => $"many{i}")];
        await Task.WhenAll(ids.Select(CreateAsync));
        await using QmpClient client = await _cluster.ConnectAsync(1);

        IReadOnlyList<JobInfo> all = await new JobClient(client).QueryJobsAsync();
        Assert.Equal(ids.Order(StringComparer.Ordinal), all.Select(static job => job.Id).Order(StringComparer.Ordinal));
        Assert.Equal((await _cluster.Jobs(0).ListAsync()).Select(static job => job.Id), all.Select(static job => job.Id));
        Assert.All(all, static job => Assert.Equal((JobType.Create, JobStatus.Created, null), (job.Type, job.Status, job.Error)));
        Assert.Equal(3, await _cluster.Jobs(0).StreamAsync().Take(3).CountAsync());

        // A shard that can't be asked makes it an error as a whole, and no part of a list.
        using var gone = new System.Threading.CancellationTokenSource();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _cluster.Jobs(0).ListAsync(gone.Token).AsTask());
    }

    [Theory]
    [InlineData("")]
    [InlineData("job0")]
    [InlineData("64.1")]
    [InlineData("-1.1")]
    public async Task A_page_goes_on_from_what_the_page_before_says_and_from_nothing_else(string after)
    {
        QmpErrorException refusal = await Assert.ThrowsAsync<QmpErrorException>(() => _cluster.Jobs(0).ListPageAsync(new JobClusterFilter { After = after }).AsTask());
        Assert.Equal($"'{after}' is no place in the list of jobs to go on from", refusal.Description);
    }

    [Fact]
    public async Task A_host_tells_what_its_own_schema_has_of_a_job()
    {
        await CreateAsync("a");
        JobDispatcher<JobInfo> dispatcher = _cluster.Jobs(1).CreateDispatcher(JobModule.Instance, static job => new JobInfo
        {
            Id = job.Id,
            Type = job.TypeAs<JobType>(JobTypeCodec.Table),
            Status = job.StatusAs<JobStatus>(JobStatusCodec.Table),
            CurrentProgress = job.Progress.Current,
            TotalProgress = job.Progress.Total,
            Error = $"on {job.Node}",
        });
        await using var service = new QmpService(JobSchema.Instance, [dispatcher]);
        (IQmpTransport clientSide, IQmpTransport serverSide) = QmpTransports.CreateInMemoryPair();
        Task serving = service.ServeAsync(serverSide);
        await using (QmpClient client = await QmpClient.ConnectAsync(clientSide, new QmpClientOptions { Schema = JobSchema.Instance }))
        {
            JobInfo job = Assert.Single(await new JobClient(client).QueryJobsAsync());
            Assert.Equal(("a", JobType.Create, JobStatus.Created), (job.Id, job.Type, job.Status));
            Assert.StartsWith("on ", job.Error, StringComparison.Ordinal);
            await Assert.ThrowsAnyAsync<QmpErrorException>(() => new JobClient(client).JobDismissAsync("a").AsTask());
            await new JobClient(client).JobCancelAsync("a");
            Assert.Empty(await new JobClient(client).QueryJobsAsync());
        }

        await serving;
    }

    [Fact]
    public async Task One_trace_leads_from_the_command_on_one_node_to_the_work_on_another()
    {
        string id = s_ids.First(id => ShardKey.Weight(ShardKey.Of(id), _cluster.Nodes[1].Name) > ShardKey.Weight(ShardKey.Of(id), _cluster.Nodes[0].Name));
        var seen = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == JobDiagnostics.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = seen.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using Activity command = new Activity("command").SetIdFormat(ActivityIdFormat.W3C).Start();

        await _cluster.Jobs(0).StartAsync(TestDriver.Name, new Note(id), Kept(id));

        await JobTestCluster.ForAsync(() => Task.FromResult(seen.Any(activity => activity.OperationName == "job create" && Equals(activity.GetTagItem("qmp.job.id"), id))));
        Activity[] trace = [.. seen.Where(activity => activity.TraceId == command.TraceId)];
        Activity carried = Assert.Single(trace, static activity => activity.OperationName.StartsWith("shard ", StringComparison.Ordinal));
        Assert.Equal(("shard Create", command.SpanId, _cluster.Nodes[1].Name), (carried.OperationName, carried.ParentSpanId, carried.GetTagItem("qmp.jobs.node")));
        Activity work = Assert.Single(trace, static activity => activity.OperationName.StartsWith("job ", StringComparison.Ordinal));
        Assert.Equal(("job create", id, carried.SpanId), (work.OperationName, work.GetTagItem("qmp.job.id"), work.ParentSpanId));
    }

    [Fact]
    public async Task Shards_and_commands_are_measured()
    {
        var measured = new ConcurrentQueue<(string Name, long Value, object? Outcome)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == JobDiagnostics.SourceName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) => measured.Enqueue((instrument.Name, value, tags.Length == 1 ? tags[0].Value : null)));
        listener.Start();

        await CreateAsync("a");
        await Assert.ThrowsAsync<QmpErrorException>(() => CreateAsync("a"));
        int shard = ShardKey.Of("a");
        await using (Storage.IJobStore lost = _cluster.StoreOf(shard))
        {
            await lost.OpenAsync("somebody who is lost");
            await JobTestCluster.ForAsync(() => Task.FromResult(measured.Contains(("qmp.jobs.shards.opened", 1L, true))));
        }

        await _cluster.Nodes[0].ServiceProvider.GetShard(shard).LeaveAsync();
        await JobTestCluster.ForAsync(() => Task.FromResult(measured.Contains(("qmp.jobs.shards.opened", 1L, false))));

        // A shard counts a moment after it was opened.
        await JobTestCluster.ForAsync(() =>
        {
            listener.RecordObservableInstruments();
            return Task.FromResult(measured.Any(static item => item.Name == "qmp.jobs.shards" && item.Value >= JobCluster.ShardCount));
        });

        // Clusters of other tests are in this process, too.
        Assert.Contains(("qmp.jobs.operations", 1L, (object?)"done"), measured);
        Assert.Contains(("qmp.jobs.operations", 1L, (object?)"refused"), measured);
    }

    [Fact]
    public async Task A_node_is_healthy_while_it_is_a_part_of_the_cluster()
    {
        HealthCheckService health = _cluster.Nodes[0].ServiceProvider.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Entries["jobs"].Status);
    }

    private static JobOptions Kept(string id) => new() { Id = id, AutoDismiss = false };

    private Task CreateAsync(string id) => _cluster.Jobs(0).CreateAsync(TestDriver.Name, new Note(id), Kept(id));
}
