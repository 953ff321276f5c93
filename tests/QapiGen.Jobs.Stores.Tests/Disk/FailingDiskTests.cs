using System;
using System.Threading.Tasks;
using QapiGen.Jobs.Sqlite;
using Xunit;
using Xunit.Abstractions;

namespace QapiGen.Jobs.Stores.Tests.Disk;

/// <summary>A write, sync, truncation or deletion fails, at every single one of a script, and the host goes on.</summary>
/// <remarks>Each point meets one of the faults; with <c>QAPIGEN_FAULT_POINTS=all</c> it meets each.</remarks>
public sealed class FailingDiskTests(ITestOutputHelper output)
{
    private const int Full = 13;
    private const int WriteError = 10 | (3 << 8);
    private const int SyncError = 10 | (4 << 8);
    private const int TruncateError = 10 | (6 << 8);
    private const int DeleteError = 10 | (10 << 8);

    private static readonly bool s_isWhole = Environment.GetEnvironmentVariable("QAPIGEN_FAULT_POINTS") == "all";

    /// <summary>What meets the operations from a point on.</summary>
    private static readonly Func<int, DiskOperation, DiskChange, DiskAnswer>[] s_faults =
    [
        // One fails.
        static (since, operation, _) => since == 0 ? new DiskAnswer(ErrorOf(operation)) : default,

        // One fails in its middle.
        static (since, operation, change) => since == 0 ? new DiskAnswer(ErrorOf(operation), change.Bytes?.Length / 2 ?? 0) : default,

        // No room for a while (attempts come at growing intervals): what takes none is done.
        static (since, operation, _) => since < 3 && operation == DiskOperation.Write ? new DiskAnswer(Full) : default,

        // Nothing goes for a while.
        static (since, operation, _) => since < 4 ? new DiskAnswer(ErrorOf(operation)) : default,
    ];

    [Fact]
    public async Task Whatever_fails_all_records_are_there_in_the_end()
    {
        int points = 0;
        int runs = 0;
        for (bool isMore = true; isMore; points++)
        {
            for (int fault = 0; fault < s_faults.Length; fault++)
            {
                if (s_isWhole || fault == points % s_faults.Length)
                {
                    runs++;
                    isMore = await FailAtAsync(points, fault);
                }
            }
        }

        output.WriteLine($"{points} points, {runs} runs");
        Assert.InRange(points, 100, 1000);
    }

    /// <returns>False if there weren't as many operations.</returns>
    private static async Task<bool> FailAtAsync(int point, int fault)
    {
        using var disk = new FaultyDisk();
        disk.Plan = (number, operation, _, change) => number < point ? default : s_faults[fault](number - point, operation, change);
        var script = new StoreScript(() => disk.NewStore());
        try
        {
            await script.RunAsync().WaitAsync(TimeSpan.FromMinutes(2));
            disk.Plan = null;
            Assert.Equal(script.Appended.Count, script.Acknowledged);
            await using (SqliteJobStore after = disk.NewStore())
            {
                await script.CheckAsync(after, script.Acknowledged, script.Epoch, script.Appended);
            }

            // And so it is after a loss of power.
            using FaultyDisk found = disk.After(DiskLoss.All, new Random(point));
            await using SqliteJobStore store = found.NewStore();
            await script.CheckAsync(store, script.Acknowledged, script.Epoch, script.Appended);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Fault {fault} at operation {point}: {e.Message}", e);
        }

        return disk.Operations > point;
    }

    private static int ErrorOf(DiskOperation operation) => operation switch
    {
        DiskOperation.Sync => SyncError,
        DiskOperation.Truncate => TruncateError,
        DiskOperation.Delete => DeleteError,
        _ => WriteError,
    };
}
