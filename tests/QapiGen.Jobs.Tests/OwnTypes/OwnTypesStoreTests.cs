using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Durable;
using OwnHost;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Wire;
using QapiGen.Testing.Jobs;
using Xunit;

namespace QapiGen.Jobs.Tests.OwnTypes;

/// <summary>A host whose next version has other job types.</summary>
public sealed class OwnTypesStoreTests
{
    [Fact]
    public async Task A_stored_job_of_a_type_that_is_gone_is_told_of_and_hides_no_other()
    {
        var data = new MemoryJobStoreData();
        await using (JobManager older = await OpenAsync(new MemoryJobStore(data), new WireEnum("JobType", [.. OwnHost.JobTypeCodec.Table.Texts, "bake"])))
        {
            await older.CreateAsync("steps", new StepsArguments { Name = "a", Steps = 1 }, new JobOptions { Id = "a", Type = "bake" });
            await older.CreateAsync("steps", new StepsArguments { Name = "b", Steps = 1 }, new JobOptions { Id = "b", Type = "transcode" });
        }

        await using JobManager newer = await OpenAsync(new MemoryJobStore(data), OwnHost.JobTypeCodec.Table);
        await using var service = new QmpService(
            OwnHostSchema.Instance, [new JobDispatcher<OwnHost.JobInfo>(newer, OwnHost.JobModule.Instance, Describe), new OwnHostDispatcher(new OwnTypesTests.Commands(newer))]);
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair();
        _ = service.ServeAsync(far);
        await using QmpClient client = await QmpClient.ConnectAsync(near, new QmpClientOptions { Schema = OwnHostSchema.Instance });
        IReadOnlyList<OwnHost.JobInfo> jobs = await new OwnHost.JobCommandsClient(client).QueryJobsAsync();

        Assert.Equal([("b", "transcode"), ("a", "bake")], jobs.Select(static job => (job.Id, job.Type.ToWire())));
        await newer.Find("a")!.StartAsync();
        Assert.Equal(JobOutcome.Succeeded, (await newer.Find("a")!.Completion.WaitAsync(TimeSpan.FromMinutes(2))).Outcome);
    }

    [Fact]
    public async Task Members_of_a_hosts_own_are_told_of_a_job_that_an_earlier_host_has_ended()
    {
        var data = new MemoryJobStoreData();
        OwnHost.JobInfo before;
        await using (JobManager first = await OpenAsync(new MemoryJobStore(data), OwnHost.JobTypeCodec.Table))
        {
            Job job = await first.StartAsync("steps", new StepsArguments { Name = "a film", Steps = 3 }, new JobOptions { Id = "a", Type = "transcode", AutoDismiss = false });
            Assert.Equal(JobOutcome.Succeeded, (await job.Completion.WaitAsync(TimeSpan.FromMinutes(2))).Outcome);
            before = await QueryOneAsync(first);
        }

        await using JobManager second = await OpenAsync(new MemoryJobStore(data), OwnHost.JobTypeCodec.Table);
        OwnHost.JobInfo after = await QueryOneAsync(second);

        Assert.Equal(("a film", "3 steps"), (after.Label, after.Result!.Value.GetString()));
        Assert.NotEqual(0, after.Started);
        Assert.Equal(before.ToString(), after.ToString());
        Job dismissed = second.Find("a")!;
        await dismissed.DismissAsync();
        await second.WhenDurableAsync();
        Assert.Null(await dismissed.ReadArgumentsAsync<StepsArguments>());
    }

    [Fact]
    public async Task Without_a_store_nothing_is_kept_of_a_job_but_what_its_driver_has()
    {
        await using var jobs = new JobManager(new JobManagerOptions { Drivers = new JobDriverRegistry().Add<StepsArguments>("steps", static arguments => new CountedWork(arguments)) });
        Job job = await jobs.StartAsync("steps", new StepsArguments { Name = "a film", Steps = 3 }, new JobOptions { Id = "a", AutoDismiss = false });
        await job.Completion.WaitAsync(TimeSpan.FromMinutes(2));

        Assert.Null(await job.ReadArgumentsAsync<StepsArguments>());
        Assert.Null(await job.ReadCheckpointAsync<StepsCursor>());
        Assert.IsType<CountedWork>(job.Driver);
        Assert.InRange(DateTimeOffset.UtcNow - job.Created, TimeSpan.Zero, TimeSpan.FromHours(1));
    }

    private static async Task<OwnHost.JobInfo> QueryOneAsync(JobManager jobs)
    {
        await using var service = new QmpService(
            OwnHostSchema.Instance,
            [
                new JobDispatcher<OwnHost.JobInfo>(
                    jobs,
                    OwnHost.JobModule.Instance,
                    static async (job, token) => Describe(job) with
                    {
                        Label = (await job.Job.ReadArgumentsAsync<StepsArguments>(token))!.Name,
                        Started = job.Created.ToUnixTimeMilliseconds(),
                        Result = await job.Job.ReadCheckpointAsync<StepsCursor>(token) is { } cursor ? JsonSerializer.SerializeToElement($"{cursor.Done} steps") : null,
                    }),
                new OwnHostDispatcher(new OwnTypesTests.Commands(jobs)),
            ]);
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair();
        _ = service.ServeAsync(far);
        await using QmpClient client = await QmpClient.ConnectAsync(near, new QmpClientOptions { Schema = OwnHostSchema.Instance });
        return Assert.Single(await new OwnHost.JobCommandsClient(client).QueryJobsAsync());
    }

    private static Task<JobManager> OpenAsync(IJobStore store, WireEnum types) => JobManager.OpenAsync(new JobManagerOptions
    {
        Store = store,
        JobTypes = types,
        Drivers = new JobDriverRegistry().Add<StepsArguments>("steps", static arguments => new CountedWork(arguments)),
    });

    private static OwnHost.JobInfo Describe(JobDescription job) => new()
    {
        Id = job.Id,
        Type = job.TypeAs<OwnHost.JobType>(OwnHost.JobTypeCodec.Table),
        Status = job.StatusAs<OwnHost.JobStatus>(OwnHost.JobStatusCodec.Table),
        CurrentProgress = job.Progress.Current,
        TotalProgress = job.Progress.Total,
        Error = job.Error,
        Label = "",
        Started = 0,
    };

    private sealed class CountedWork(StepsArguments arguments) : JobDriver
    {
        public override Task RunAsync(JobContext job) => job.SaveCheckpointAsync(new StepsCursor { Done = arguments.Steps }).AsTask();
    }
}
