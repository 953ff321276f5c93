using System;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Jobs.Tests.Support;

/// <summary>A manager on one thread, stepped by the test, with a log of its transitions.</summary>
internal sealed class JobHost
{
    private readonly StepScheduler _scheduler = new();

    public JobHost(JobManagerOptions? options = null)
    {
        Manager = new JobManager((options ?? new JobManagerOptions()) with { Scheduler = _scheduler });
        Manager.AddSink(Log);
    }

    public JobManager Manager { get; }

    public StatusLog Log { get; } = new();

    public void Settle() => _scheduler.RunAll();

    /// <summary>Does something, and all that comes of it by itself.</summary>
    public async Task DoAsync(ValueTask what)
    {
        Settle();
        await what;
        Settle();
    }

    public async Task<Job> StartAsync(JobDriver driver, string id, JobTransaction? transaction = null, Func<JobOptions, JobOptions>? options = null)
    {
        Job job = await CreateAsync(driver, id, transaction, options);
        await DoAsync(job.StartAsync());
        return job;
    }

    public async Task<Job> CreateAsync(JobDriver driver, string id, JobTransaction? transaction = null, Func<JobOptions, JobOptions>? options = null)
    {
        var chosen = new JobOptions { Id = id, Transaction = transaction, AutoDismiss = false };
        return await Manager.CreateAsync(driver, options?.Invoke(chosen) ?? chosen);
    }

    /// <summary>A driver that parks until it is cancelled.</summary>
    public static JobDriver Parked() => new DelegateDriver(async job =>
    {
        while (true)
        {
            await job.YieldAsync();
        }
    });
}
