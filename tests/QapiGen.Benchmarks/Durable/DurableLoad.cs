using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using QapiGen.Benchmarks.Jobs;
using QapiGen.Jobs;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;

namespace QapiGen.Benchmarks.Durable;

/// <summary>What one level measured; one figure of each round.</summary>
/// <param name="TransitionsPerSecond">Of many jobs that are paused and resumed at once, each answered when it is durable.</param>
/// <param name="JobsPerSecond">Jobs that are made, do nothing, end and are dismissed, as many at once.</param>
/// <param name="LoneVerbsPerSecond">Pauses and resumes of one job, each after the answer to the one before.</param>
internal sealed record DurableRates(List<double> TransitionsPerSecond, List<double> JobsPerSecond, List<double> LoneVerbsPerSecond);

/// <summary>Steers, makes and ends jobs that are kept.</summary>
internal static class DurableLoad
{
    private const int LoneVerbs = 200;

    /// <summary>A manager over a store in a folder.</summary>
    public static Task<JobManager> OpenAsync(DurableFolder folder, JobDurability level) => JobManager.OpenAsync(new JobManagerOptions
    {
        Store = new SqliteJobStore(new SqliteJobStoreOptions { Path = folder.Database, Durability = level }),
        Drivers = new JobDriverRegistry()
            .Add<JobPauseArguments>("parked", static _ => new ParkedDriver())
            .Add<JobPauseArguments>("nothing", static _ => new IdleDriver()),
    });

    /// <summary>Takes the rates.</summary>
    public static async Task<DurableRates> RunAsync(JobDurability level, int rounds, int active, int verbs, int lives)
    {
        using var folder = new DurableFolder();
        await using JobManager manager = await OpenAsync(folder, level);
        Job[] jobs = await ParkAsync(manager, active);
        var rates = new DurableRates([], [], []);
        for (int round = -1; round < rounds; round++)
        {
            double steered = await SteerAsync(jobs, verbs);
            double lived = await LiveAsync(manager, active, lives);
            double alone = await SteerAsync(jobs[..1], LoneVerbs);
            if (round >= 0)
            {
                rates.TransitionsPerSecond.Add(steered);
                rates.JobsPerSecond.Add(lived);
                rates.LoneVerbsPerSecond.Add(alone);
            }
        }

        return rates;
    }

    /// <summary>Starts jobs that are then parked.</summary>
    public static async Task<Job[]> ParkAsync(JobManager manager, int count)
    {
        Job[] jobs = await Task.WhenAll(Enumerable.Range(0, count).Select(number => manager.StartAsync("parked", new JobPauseArguments("x"), Options($"parked{number}")).AsTask()));
        foreach (Job job in jobs)
        {
            while (job.Snapshot().Has(QapiGen.Jobs.Core.JobFlags.Busy))
            {
                await Task.Yield();
            }
        }

        return jobs;
    }

    /// <summary>Each client pauses and resumes its job; each verb is a transition.</summary>
    /// <returns>Transitions per second.</returns>
    public static async Task<double> SteerAsync(Job[] jobs, int verbs)
    {
        int each = verbs / jobs.Length / 2;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(jobs.Select(job => Task.Run(async () =>
        {
            for (int i = 0; i < each; i++)
            {
                await job.PauseAsync();
                await job.ResumeAsync();
                while (job.Snapshot().Has(QapiGen.Jobs.Core.JobFlags.Busy))
                {
                    await Task.Yield();
                }
            }
        })));
        return 2.0 * each * jobs.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<double> LiveAsync(JobManager manager, int clients, int lives)
    {
        int each = lives / clients;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            for (int i = 0; i < each; i++)
            {
                Job job = await manager.CreateAsync("nothing", new JobPauseArguments("x"), Options($"c{client}"));
                Task<JobResult> end = job.Completion;
                await job.StartAsync();
                await end;
                await job.DismissAsync();
            }
        })));
        return (double)each * clients / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static JobOptions Options(string id) => new() { Id = id, Type = JobType.Backup, AutoDismiss = false };

    private sealed class IdleDriver : JobDriver
    {
        public override Task RunAsync(JobContext job) => Task.CompletedTask;
    }
}
