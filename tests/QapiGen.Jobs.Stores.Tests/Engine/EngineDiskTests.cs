using System;
using System.Collections.Concurrent;
using System.Threading.Tasks;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Stores.Tests.Disk;
using QapiGen.Jobs.Tests.Durable;
using Xunit;
using Xunit.Abstractions;

namespace QapiGen.Jobs.Stores.Tests.Engine;

/// <summary>The scenario in a host on a disk that ends or fails.</summary>
/// <remarks>Failures come at every fifth operation, or with <c>QAPIGEN_FAULT_POINTS=all</c> at each.</remarks>
public sealed class EngineDiskTests(ITestOutputHelper output)
{
    private static readonly int s_stride = Environment.GetEnvironmentVariable("QAPIGEN_FAULT_POINTS") == "all" ? 1 : 5;

    [Fact]
    public async Task After_a_loss_of_power_nothing_told_is_missing_and_every_job_comes_to_its_end()
    {
        using var disk = new FaultyDisk();
        World world = NewWorld(disk);
        var told = new ConcurrentDictionary<string, string>();
        var faults = new ConcurrentQueue<string>();
        JobManager jobs = await world.OpenAsync();
        disk.Plan = (number, operation, file, change) =>
        {
            var known = new EveryPoint.Knowledge(world, told);
            for (int i = 0; i < 4; i++)
            {
                using FaultyDisk found = disk.After((DiskLoss)i, new Random(number), file, change);
                try
                {
                    Task.Run(() => CheckAsync(found, known)).GetAwaiter().GetResult();
                }
#pragma warning disable CA1031 // Nothing may be thrown into SQLite; the test throws it.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    faults.Enqueue($"{operation} {number} of {file.Name}, {(DiskLoss)i}: {e}");
                }
            }

            return default;
        };
        await EveryPoint.RunAsync(world, jobs, told);
        await jobs.DisposeAsync();
        output.WriteLine($"{disk.Operations} operations");
        Assert.True(faults.IsEmpty, $"{faults.Count} faults, the first: {(faults.TryPeek(out string? first) ? first : null)}");
        Assert.InRange(disk.Operations, 50, 5000);
    }

    [Fact]
    public async Task Whatever_fails_for_a_while_a_host_goes_on()
    {
        const int WriteError = 10 | (3 << 8);
        int points = 0;
        for (bool isMore = true; isMore; points += s_stride)
        {
            using var disk = new FaultyDisk();
            World world = NewWorld(disk);
            var told = new ConcurrentDictionary<string, string>();
            JobManager jobs = await world.OpenAsync();
            int point = points;
            disk.Plan = (number, _, _, change) => number >= point && number < point + 2 ? new DiskAnswer(WriteError, change.Bytes?.Length / 2 ?? 0) : default;
            await EveryPoint.RunAsync(world, jobs, told).WaitAsync(TimeSpan.FromMinutes(2));
            await jobs.WhenDurableAsync();
            Assert.Null(jobs.StoreTrouble);
            EveryPoint.CheckHistory((await world.Store!.ReadSinceAsync(0, 10_000)).Transitions);
            var known = new EveryPoint.Knowledge(world, told);
            isMore = disk.Operations > point;
            disk.Plan = null;
            await world.KillAsync(world.Store!);
            await CheckAsync(disk, known);
        }

        output.WriteLine($"{points} points");
        Assert.InRange(points, 50, 5000);
    }

    private static async Task CheckAsync(FaultyDisk found, EveryPoint.Knowledge known)
    {
        World next = NewWorld(found);
        foreach (string call in known.Calls)
        {
            // What drivers did outlives their host.
            next.Note(call);
        }

        await EveryPoint.CheckAsync(next, await next.OpenAsync(), known);
        await next.KillAsync(next.Store!);
    }

    private static World NewWorld(FaultyDisk disk) => new()
    {
        Configure = static options => options.MaxLosses = 100,
        NewStore = () => disk.NewStore(JobDurability.Machine),
        KillAsync = static store => ((SqliteJobStore)store).AbandonAsync(),
    };
}
