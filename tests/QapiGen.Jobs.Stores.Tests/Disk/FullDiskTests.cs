using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Sqlite;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Stores.Tests.Support;
using Xunit;

namespace QapiGen.Jobs.Stores.Tests.Disk;

/// <summary>A disk without room for a log that grows, while there is room in the log itself: all of it can be moved into the database.</summary>
public sealed class FullDiskTests
{
    private const int Full = 13;
    private const int Jobs = 100;
    private const long LogSize = 64 * 4096;

    [Fact]
    public async Task A_host_whose_log_has_filled_the_disk_goes_on_in_the_room_that_the_log_has()
    {
        using var disk = new FaultyDisk();
        await using SqliteJobStore store = disk.NewStore();
        Records records = await Records.OpenAsync(store);
        int refused = 0;
        disk.Plan = (_, operation, file, change) => Limit(operation, file, change, LogSize, ref refused);
        for (int job = 1; job <= Jobs; job++)
        {
            records.Create(job);
            await records.FlushAsync();
        }

        Assert.True(refused > 0);
        Assert.Null(store.Trouble);
    }

    [Fact]
    public async Task The_next_host_opens_such_a_store_in_the_room_that_the_log_has()
    {
        using var disk = new FaultyDisk();
        await using SqliteJobStore store = disk.NewStore();
        Records records = await Records.OpenAsync(store);
        int refused = 0;
        long size = 0;
        disk.Plan = (_, operation, file, change) =>
        {
            size = IsLog(file) ? long.Max(size, change.Offset + (change.Bytes?.Length ?? 0)) : size;
            return default;
        };
        for (int job = 1; job <= Jobs; job++)
        {
            records.Create(job);
        }

        await records.FlushAsync();

        // As it is found when the process is killed.
        using FaultyDisk found = disk.After(DiskLoss.None, new Random(1));
        found.Plan = (_, operation, file, change) => Limit(operation, file, change, size, ref refused);
        await using SqliteJobStore next = found.NewStore();
        Assert.Equal(Jobs, (await Records.OpenAsync(next)).Content.JobCount);
        Assert.True(refused > 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stop_on_a_full_disk_is_no_loss_and_what_is_left_is_told_to_nobody(bool isRecordLeft)
    {
        using var disk = new FaultyDisk();
        bool isFull = false;
        var sizes = new ConcurrentDictionary<string, long>();
        disk.Plan = (_, operation, file, change) =>
        {
            long end = change.Offset + (change.Bytes?.Length ?? 0);
            if (operation == DiskOperation.Write && IsLog(file) && Volatile.Read(ref isFull) && end > sizes.GetValueOrDefault(file.Name))
            {
                return new DiskAnswer(Full);
            }

            sizes.AddOrUpdate(file.Name, end, (_, size) => long.Max(size, end));
            return default;
        };
        SqliteJobStore store = disk.NewStore();
        Records records = await Records.OpenAsync(store);
        for (int job = 1; job <= Jobs; job++)
        {
            records.Create(job);
            await records.FlushAsync();
        }

        Volatile.Write(ref isFull, true);
        if (isRecordLeft)
        {
            records.Create(Jobs + 1, argumentBytes: 8_000_000);
            Assert.Equal(JobStoreFault.Full, (await Wait.ForTroubleAsync(store)).Reason.Fault);
        }

        await store.DisposeAsync();

        disk.Plan = null;
        await using SqliteJobStore next = disk.NewStore();
        JobStoreContent content = await next.OpenAsync("next");
        Assert.Equal((true, Jobs, Jobs), (content.WasClosed, content.JobCount, content.LastJob));
    }

    private static DiskAnswer Limit(DiskOperation operation, DiskFile file, DiskChange change, long size, ref int refused)
    {
        if (operation != DiskOperation.Write || !IsLog(file) || change.Offset + change.Bytes!.Length <= size)
        {
            return default;
        }

        refused++;
        return new DiskAnswer(Full);
    }

    private static bool IsLog(DiskFile file) => file.Name.EndsWith("-wal", StringComparison.Ordinal);
}
