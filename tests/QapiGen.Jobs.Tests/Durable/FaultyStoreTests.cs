using System;
using System.Collections.Concurrent;
using System.Threading.Tasks;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Tests.Support;
using QapiGen.Runtime.Messages;
using QapiGen.Testing.Jobs;
using Xunit;
using Xunit.Abstractions;

namespace QapiGen.Jobs.Tests.Durable;

/// <summary>A store goes wrong at every single call of a scenario: the host neither hangs nor falls, and the next one finds all that was told.</summary>
public sealed class FaultyStoreTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(nameof(StoreFault.Throws))]
    [InlineData(nameof(StoreFault.Breaks))]
    [InlineData(nameof(StoreFault.Hangs))]
    public async Task Whichever_call_goes_wrong_the_host_comes_to_its_end_and_nothing_told_is_missing(string fault)
    {
        int calls = 0;
        while (await GoWrongAtAsync(calls, Enum.Parse<StoreFault>(fault)))
        {
            calls++;
        }

        output.WriteLine($"{calls} calls");
        Assert.InRange(calls, 60, 2000);
    }

    [Fact]
    public async Task A_store_that_somebody_disposed_of_stops_the_drivers_and_the_host_says_so()
    {
        var world = new World();
        JobManager jobs = await world.OpenAsync();
        Job job = await jobs.StartAsync("steps", World.Steps("a", 2), World.Options("a"));
        await World.UntilAsync(() => world.Drivers[0].BeganAt == 0);
        await world.Store!.DisposeAsync();
        world.Allow("a", 2);
        await Assert.ThrowsAsync<TaskCanceledException>(() => job.Completion.WaitAsync(TimeSpan.FromMinutes(3)));
        QmpErrorException refusal = await Assert.ThrowsAsync<QmpErrorException>(() => job.PauseAsync().AsTask());
        Assert.Equal("The store of the jobs can't be used any more", refusal.Description);
        Assert.DoesNotContain("a has done 1", world.Calls);
        await jobs.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task A_store_that_finds_itself_lost_while_it_is_being_closed_ends_nobody()
    {
        var store = new ClosingStore(new MemoryJobStore(new MemoryJobStoreData()));
        JobManager jobs = await JobManager.OpenAsync(new JobManagerOptions { Store = store });
        store.IsClosed = true;

        // What is thrown here is thrown on a thread of the store's, and ends the process.
        store.Lose();

        Assert.Equal(JobStoreFault.OwnershipLost, Assert.IsType<JobStoreException>(jobs.StoreLoss).Fault);
        QmpErrorException refusal = await Assert.ThrowsAsync<QmpErrorException>(() => jobs.CreateAsync(new DelegateDriver(static _ => Task.CompletedTask), World.Options("a")).AsTask());
        Assert.StartsWith("The store of the jobs is lost to this host", refusal.Description, StringComparison.Ordinal);
        await jobs.DisposeAsync();
    }

    /// <returns>Whether there were as many calls.</returns>
    private static async Task<bool> GoWrongAtAsync(int call, StoreFault fault)
    {
        var world = new World { Configure = static options => options.MaxLosses = 100 };

        // So that the first host has something to read.
        JobManager before = await world.OpenAsync();
        await (await before.StartAsync("steps", World.Steps("old", 9), World.Options("old"))).SetSpeedAsync(3);
        var told = new ConcurrentDictionary<string, string> { ["old"] = "started" };
        var store = new FaultyStore(new MemoryJobStore(world.Data), call, fault);
        try
        {
            Task run = RunAsync(world, store, told);
            await World.UntilAsync(() => run.IsCompleted || (fault == StoreFault.Hangs && store.HasMet));
            if (run.IsCompleted)
            {
                await run;
            }
        }
        catch (Exception e) when (e is JobStoreException or InvalidOperationException or QmpErrorException or OperationCanceledException)
        {
            // The host says so.
            Assert.True(store.HasMet, e.ToString());
        }

        bool isMet = store.HasMet;
        var known = new EveryPoint.Knowledge(world, told);
        JobManager next = await world.OpenAsync();
        world.Allow("old", 9);
        Assert.Equal(3, next.Find("old")!.Snapshot().SpeedBytesPerSecond);
        await EveryPoint.CheckAsync(world, next, known);
        return isMet;
    }

    private static async Task RunAsync(World world, FaultyStore store, ConcurrentDictionary<string, string> told)
    {
        JobManager first = await world.OpenAsync(store, static options => options with
        {
            ShutdownTimeout = TimeSpan.FromMilliseconds(200),
            ShutdownPatience = TimeSpan.FromMilliseconds(100),
        });
        try
        {
            await EveryPoint.RunAsync(world, first, told);
        }
        finally
        {
            await first.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(3));
        }
    }
}
