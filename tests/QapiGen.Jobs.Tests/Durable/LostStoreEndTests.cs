using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Tests.Support;
using QapiGen.Runtime.Messages;
using QapiGen.Testing.Jobs;
using Xunit;

namespace QapiGen.Jobs.Tests.Durable;

/// <summary>A host whose store is lost comes to its end in each way that there is: jobs of the store are the next owner's, internal ones are its own.</summary>
public sealed class LostStoreEndTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(JobShutdownMode.Cancel)]
    [InlineData(JobShutdownMode.Wait)]
    [InlineData(JobShutdownMode.Leave)]
    public async Task Who_has_lost_the_store_ends_and_takes_internal_jobs_along(JobShutdownMode mode)
    {
        var world = new World();
        (JobManager jobs, Job kept, Job done) = await BeginAsync(world);
        JobDriver work = mode == JobShutdownMode.Wait ? new DelegateDriver(static _ => Task.CompletedTask) : JobHost.Parked();
        Job helper = await jobs.StartAsync(work, new JobOptions { IsInternal = true });
        await LoseAsync(world, kept);

        await Task.Run(() => jobs.ShutdownAsync(mode).AsTask()).WaitAsync(s_guard);

        if (mode != JobShutdownMode.Leave)
        {
            JobOutcome expected = mode == JobShutdownMode.Wait ? JobOutcome.Succeeded : JobOutcome.Cancelled;
            Assert.Equal(expected, (await helper.Completion.WaitAsync(s_guard)).Outcome);
        }

        Assert.Equal(JobStatus.Concluded, done.Status);
        await jobs.DisposeAsync().AsTask().WaitAsync(s_guard);
    }

    [Fact]
    public async Task A_store_object_that_is_given_to_a_second_host_stays_the_firsts()
    {
        var world = new World();
        var store = new MemoryJobStore(world.Data);
        JobManager first = await world.OpenAsync(store);

        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => JobManager.OpenAsync(new JobManagerOptions { Store = store }));
        await new JobManager(new JobManagerOptions { Store = store }).DisposeAsync();

        Assert.Equal("The store is another JobManager's, and stays that one's: give each manager a store object of its own.", refusal.Message);
        Job job = await first.StartAsync("steps", World.Steps("a", 1), World.Options("a"));
        world.Allow("a", 1);
        Assert.Equal(JobOutcome.Succeeded, (await job.Completion.WaitAsync(s_guard)).Outcome);
        await first.DisposeAsync();
    }

    [Theory]
    [InlineData(JobShutdownMode.Cancel)]
    [InlineData(JobShutdownMode.Leave)]
    public async Task A_store_that_does_not_close_is_given_up_when_the_time_is_up(JobShutdownMode mode)
    {
        var world = new World();
        var log = new ListLogger();
        var store = new UnclosableStore(new MemoryJobStore(world.Data));
        JobManager jobs = await world.OpenAsync(store, options => options with { Logger = log, ShutdownMode = mode, ShutdownTimeout = TimeSpan.FromSeconds(1) });
        await jobs.DisposeAsync().AsTask().WaitAsync(s_guard);
        Assert.Equal(18, Assert.Single(log.Entries).Id);
        store.End.SetResult();
        await jobs.DisposeAsync().AsTask().WaitAsync(s_guard);
    }

    [Fact]
    public async Task Who_gives_up_the_wait_for_a_store_that_does_not_close_waits_no_longer()
    {
        var world = new World();
        var log = new ListLogger();
        var store = new UnclosableStore(new MemoryJobStore(world.Data));
        JobManager jobs = await world.OpenAsync(store, options => options with { Logger = log, ShutdownTimeout = TimeSpan.FromDays(1) });
        using var patience = new CancellationTokenSource();
        Task ending = jobs.ShutdownAsync(patience.Token).AsTask();
        await store.Asked.Task.WaitAsync(s_guard);
        Assert.False(ending.IsCompleted);
        await patience.CancelAsync();
        await ending.WaitAsync(s_guard);
        Assert.Equal(18, Assert.Single(log.Entries).Id);
        store.End.SetResult();
    }

    [Theory]
    [InlineData(JobShutdownMode.Cancel)]
    [InlineData(JobShutdownMode.Wait)]
    public async Task A_store_that_is_lost_while_the_host_waits_for_its_jobs_ends_the_wait(JobShutdownMode mode)
    {
        var world = new World();
        (JobManager jobs, Job kept, _) = await BeginAsync(world);
        var deaf = new TaskCompletionSource();
        await jobs.StartAsync(new DelegateDriver(_ => deaf.Task), World.Options("deaf"));
        Task ending = Task.Run(() => jobs.ShutdownAsync(mode).AsTask());
        if (mode == JobShutdownMode.Cancel)
        {
            await World.UntilAsync(() => jobs.Find("deaf") is { } job && job.Snapshot().IsForced);
        }

        Assert.False(ending.IsCompleted);
        await LoseAsync(world, kept);

        await ending.WaitAsync(s_guard);
        deaf.SetResult();
        await jobs.DisposeAsync().AsTask().WaitAsync(s_guard);
    }

    [Theory]
    [InlineData(JobShutdownMode.Cancel)]
    [InlineData(JobShutdownMode.Wait)]
    public async Task Disposal_of_a_host_without_its_store_is_no_fault(JobShutdownMode mode)
    {
        var world = new World();
        (JobManager jobs, Job kept, _) = await BeginAsync(world, mode);
        await LoseAsync(world, kept);

        await jobs.DisposeAsync().AsTask().WaitAsync(s_guard);
    }

    /// <summary>A host with a job that is at work, and one that has concluded.</summary>
    private static async Task<(JobManager Jobs, Job Kept, Job Done)> BeginAsync(World world, JobShutdownMode mode = JobShutdownMode.Leave)
    {
        JobManager jobs = await world.OpenAsync(options => options with { ShutdownMode = mode });
        Job done = await jobs.StartAsync("steps", World.Steps("done", 0), World.Options("done"));
        await done.Completion.WaitAsync(s_guard);
        Job kept = await jobs.StartAsync("steps", World.Steps("kept", 2), World.Options("kept"));
        await World.UntilAsync(() => world.Drivers.Length == 2 && world.Drivers[1].BeganAt == 0);
        return (jobs, kept, done);
    }

    private static async Task LoseAsync(World world, Job job)
    {
        await world.Store!.DisposeAsync();
        await Assert.ThrowsAsync<QmpErrorException>(() => job.SetSpeedAsync(7).AsTask().WaitAsync(s_guard));
        await Assert.ThrowsAsync<TaskCanceledException>(() => job.Completion.WaitAsync(s_guard));
    }

    private sealed class UnclosableStore(IJobStore store) : PassingStore(store)
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async ValueTask CloseAsync()
        {
            Asked.TrySetResult();
            await End.Task;
            await base.CloseAsync();
        }

        public override async ValueTask DisposeAsync()
        {
            await CloseAsync();
            await base.DisposeAsync();
        }
    }
}
