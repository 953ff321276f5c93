using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading.Tasks;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Stores.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace QapiGen.Jobs.Stores.Tests.Disk;

/// <summary>Power or process is lost before, and in the middle of, every single write, sync and deletion of a script.</summary>
public sealed class PowerLossTests(ITestOutputHelper output)
{
    private const int Samples = 3;

    [Theory]
    [InlineData(JobDurability.Machine)]
    [InlineData(JobDurability.Process)]
    public async Task What_is_found_is_all_that_was_acknowledged_and_nothing_by_half(JobDurability durability)
    {
        ConcurrentQueue<string> faults = await LookEverywhereAsync(durability, default);
        Assert.True(faults.IsEmpty, $"{faults.Count} faults, the first: {(faults.TryPeek(out string? first) ? first : null)}");
    }

    [Fact]
    public async Task A_disk_that_only_says_that_it_has_synced_is_found_out() =>
        Assert.Contains(await LookEverywhereAsync(JobDurability.Machine, new DiskAnswer(0, IsLie: true)), fault => fault.Contains("were durable", StringComparison.Ordinal));

    [Fact]
    public async Task The_header_of_a_log_that_begins_anew_may_be_torn_at_any_byte()
    {
        const int Jobs = 4;
        using var first = new FaultyDisk();
        await using SqliteJobStore store = first.NewStore();
        Records records = await Records.OpenAsync(store);
        for (int job = 1; job <= Jobs; job++)
        {
            records.Create(job);
            await records.FlushAsync();
        }

        // Its owner is killed, and all of its log goes into the database when the next one opens it.
        using FaultyDisk disk = first.After(DiskLoss.None, new Random(0));
        var looks = new List<FaultyDisk>();
        disk.Plan = (_, _, file, change) =>
        {
            for (int torn = 0; change is { Offset: 0, Bytes.Length: 32 } && torn <= change.Bytes.Length; torn++)
            {
                looks.Add(disk.After(DiskLoss.LastTorn, new Random(0), file, change, torn));
            }

            return default;
        };
        await using (SqliteJobStore next = disk.NewStore())
        {
            Records after = await Records.OpenAsync(next);
            after.Create(Jobs + 1);
            await after.FlushAsync();
        }

        Assert.Equal(33, looks.Count);
        foreach (FaultyDisk found in looks)
        {
            using (found)
            {
                await using var last = new SqliteJobStore(found.Database);
                Assert.Equal(Jobs, (await Records.OpenAsync(last)).Content.JobCount);
            }
        }
    }

    private async Task<ConcurrentQueue<string>> LookEverywhereAsync(JobDurability durability, DiskAnswer answer)
    {
        using var disk = new FaultyDisk();
        var script = new StoreScript(() => disk.NewStore(durability));
        var faults = new ConcurrentQueue<string>();
        int looks = 0;
        disk.Plan = (number, operation, file, change) =>
        {
            // What is known now; this thread is the one that writes, and stands still.
            (long acknowledged, long epoch, List<JobRecord> appended) = (script.Acknowledged, script.Epoch, script.Appended);
            foreach (DiskLoss loss in Enum.GetValues<DiskLoss>())
            {
                // At level process no more is promised to outlive the power than that it is whole.
                bool isPromised = durability == JobDurability.Machine || loss is DiskLoss.None or DiskLoss.LastTorn;
                for (int sample = 0; sample < (loss == DiskLoss.Some ? Samples : 1); sample++)
                {
                    looks++;
                    using FaultyDisk found = disk.After(loss, new Random((number * 10) + sample), file, change);
                    if (SqliteLog.FindDamage(found.Database + "-wal", found.Database) is { } damage)
                    {
                        faults.Enqueue($"{operation} {number} of {file.Name}, {loss} {sample}: {damage}");
                    }

                    try
                    {
                        Task.Run(async () =>
                        {
                            await using SqliteJobStore store = found.NewStore();
                            await script.CheckAsync(store, isPromised ? acknowledged : 0, epoch, appended);
                        }).GetAwaiter().GetResult();
                    }
#pragma warning disable CA1031 // Nothing may be thrown into SQLite; the test throws it.
                    catch (Exception e)
#pragma warning restore CA1031
                    {
                        faults.Enqueue($"{operation} {number} of {file.Name}, {loss} {sample}: {e.Message}");
                    }
                }
            }

            return operation == DiskOperation.Sync ? answer : default;
        };
        await script.RunAsync();

        output.WriteLine($"{disk.Operations} operations, {looks} looks");
        Assert.InRange(disk.Operations, 50, 1000);
        Assert.Equal(script.Appended.Count, script.Acknowledged);
        return faults;
    }
}
