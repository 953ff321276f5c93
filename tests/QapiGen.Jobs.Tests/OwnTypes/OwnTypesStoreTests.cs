using System;
using System.Collections.Generic;
using System.Linq;
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

    private static Task<JobManager> OpenAsync(IJobStore store, WireEnum types) => JobManager.OpenAsync(new JobManagerOptions
    {
        Store = store,
        JobTypes = types,
        Drivers = new JobDriverRegistry().Add<StepsArguments>("steps", static _ => new NoWork()),
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

    private sealed class NoWork : JobDriver
    {
        public override Task RunAsync(JobContext job) => Task.CompletedTask;
    }
}
