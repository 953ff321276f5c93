using System;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Jobs.Stores.Tests.Support;

/// <summary>Has four effects, each in one transaction with its checkpoint. The first attempt rolls the third one back and is then stuck, until its host is gone.</summary>
internal sealed class EffectDriver(Func<JobContext, long, JobInfo, bool, Task> effect, TaskCompletionSource stuck) : JobDriver
{
    public override async Task RunAsync(JobContext job)
    {
        for (long number = job.LoadCheckpoint<JobInfo>()?.CurrentProgress ?? 0; number < 4; number++)
        {
            bool isLast = number == 2 && job.Attempt == 1;
            await effect(job, number, At(number + 1), !isLast);
            if (isLast)
            {
                stuck.SetResult();
                await Task.Delay(-1);
            }
        }
    }

    public static JobManagerOptions Options(QapiJobsOptions store, Func<JobContext, long, JobInfo, bool, Task> effect, TaskCompletionSource stuck) => new()
    {
        Store = store.CreateStore(),
        Drivers = new JobDriverRegistry().Add<JobInfo>("effects", _ => new EffectDriver(effect, stuck)),
    };

    /// <summary>A QAPI type that is there anyway, as arguments and checkpoint.</summary>
    public static JobInfo At(long done) => new() { Id = "a", Type = JobType.Backup, Status = JobStatus.Running, CurrentProgress = done, TotalProgress = 4 };

    /// <summary>Runs the job in a host that is then gone, and to its end in the next one.</summary>
    public static async Task RunTwiceAsync(QapiJobsOptions store, Func<JobContext, long, JobInfo, bool, Task> effect, Func<Storage.IJobStore, ValueTask> kill)
    {
        var stuck = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        JobManagerOptions options = Options(store, effect, stuck);
        JobManager first = await JobManager.OpenAsync(options);
        await first.StartAsync("effects", At(0), new JobOptions { Id = "a", Type = JobType.Backup, AutoDismiss = false });
        await stuck.Task.WaitAsync(TimeSpan.FromMinutes(2));
        await kill(options.Store!);

        await using JobManager second = await JobManager.OpenAsync(Options(store, effect, stuck));
        JobResult result = await second.Find("a")!.Completion.WaitAsync(TimeSpan.FromMinutes(2));
        Xunit.Assert.Equal(JobOutcome.Succeeded, result.Outcome);
    }

    /// <summary>Runs a job whose driver takes a transaction of another store, which has a job of the same number under the same epoch; gives what that said, and that job's checkpoint.</summary>
    public static async Task<(string? Refusal, bool IsTouched)> MistakeAsync(QapiJobsOptions mine, QapiJobsOptions other, Func<JobContext, JobInfo, Task> save)
    {
        await using Storage.IJobStore elsewhere = other.CreateStore()!;
        Records records = await Records.OpenAsync(elsewhere);
        records.Create(1);
        await records.FlushAsync();
        string? refusal = null;
        await using JobManager jobs = await JobManager.OpenAsync(new JobManagerOptions
        {
            Store = mine.CreateStore(),
            Drivers = new JobDriverRegistry().Add<JobInfo>("mistake", _ => new MistakenDriver(async job =>
            {
                Xunit.Assert.Equal((1L, records.Content.Epoch), (job.Number, job.Epoch));
                refusal = (await Xunit.Assert.ThrowsAsync<Storage.JobStoreException>(() => save(job, At(1)))).Message;
            })),
        });
        Job job = await jobs.StartAsync("mistake", At(0), new JobOptions { Id = "a", Type = JobType.Backup, AutoDismiss = false });
        JobResult result = await job.Completion.WaitAsync(TimeSpan.FromMinutes(2));
        Xunit.Assert.Equal((JobOutcome.Succeeded, null), (result.Outcome, result.Error));
        return (refusal, (await elsewhere.ReadBodiesAsync(1))!.Checkpoint is not null);
    }

    private sealed class MistakenDriver(Func<JobContext, Task> run) : JobDriver
    {
        public override Task RunAsync(JobContext job) => run(job);
    }
}
