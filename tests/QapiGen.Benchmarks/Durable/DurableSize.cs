using System;
using System.Diagnostics;
using System.Text;
using System.Threading.Tasks;
using QapiGen.Jobs;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;

namespace QapiGen.Benchmarks.Durable;

/// <summary>Many stored jobs, and many transitions of few.</summary>
internal static class DurableSize
{
    /// <summary>Opens a store with many jobs: half of them not started, half concluded.</summary>
    public static async Task<(double Seconds, double Processor, double BytesPerJob, double Megabytes)> OpenAsync(int count)
    {
        using var folder = new DurableFolder();
        await FillAsync(folder, count);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        using var self = Process.GetCurrentProcess();
        TimeSpan used = self.UserProcessorTime;
        long start = Stopwatch.GetTimestamp();
        await using JobManager manager = await DurableLoad.OpenAsync(folder, JobDurability.Machine);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        self.Refresh();
        double processor = (self.UserProcessorTime - used).TotalSeconds;
        long bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        if (manager.Count != count)
        {
            throw new InvalidOperationException($"{manager.Count} of {count} jobs are there.");
        }

        return (seconds, processor, (double)bytes / count, folder.Megabytes);
    }

    /// <summary>Pauses and resumes, and looks how large the files are.</summary>
    public static async Task<(long Transitions, double Megabytes)> GrowAsync(int active, long transitions)
    {
        const int Round = 1_000_000;
        using var folder = new DurableFolder();
        await using JobManager manager = await DurableLoad.OpenAsync(folder, JobDurability.Process);
        Job[] jobs = await DurableLoad.ParkAsync(manager, active);
        long made = 0;
        for (; made < transitions; made += Round)
        {
            await DurableLoad.SteerAsync(jobs, Round);
        }

        return (made, folder.Megabytes);
    }

    private static async Task FillAsync(DurableFolder folder, int count)
    {
        await using var store = new SqliteJobStore(new SqliteJobStoreOptions { Path = folder.Database, Durability = JobDurability.Process });
        await store.OpenAsync("fill");
        byte[] arguments = Encoding.UTF8.GetBytes("""{"id": "x"}""");
        for (int number = 1; number <= count; number++)
        {
            JobStatus status = number % 2 == 0 ? JobStatus.Created : JobStatus.Concluded;
            JobFlags flags = JobFlags.AutoFinalize | (status == JobStatus.Concluded ? JobFlags.Started | JobFlags.Returned : default);
            store.Append(new JobRecord(number, JobRecordKind.Created, number, DateTimeOffset.UnixEpoch)
            {
                Definition = new JobDefinition($"job{number}", "backup", "parked", arguments, number, 0, false),
                State = new StoredJobState(status, flags, 0, null, 0, false, 0),
                Input = JobInputKind.Create,
                Transition = number,
            });
            if (number % 100_000 == 0)
            {
                await store.WhenDurableAsync(number);
            }
        }

        await store.WhenDurableAsync(count);
    }
}
