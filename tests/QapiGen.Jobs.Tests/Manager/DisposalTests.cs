using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using QapiGen.Jobs.Events;
using QapiGen.Jobs.Tests.Support;
using QapiGen.Testing.Jobs;
using Xunit;

namespace QapiGen.Jobs.Tests.Manager;

/// <summary>A manager is disposed of in its time, whatever its drivers do.</summary>
public sealed class DisposalTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ListLogger _log = new();

    [Theory]
    [InlineData(JobShutdownMode.Cancel, null, 30, 2)]
    [InlineData(JobShutdownMode.Cancel, 60, 60, 2)]
    [InlineData(JobShutdownMode.Wait, 130, 130, 60)]
    public async Task Jobs_that_do_not_end_are_given_up_and_named(JobShutdownMode mode, int? timeoutSeconds, int expectedSeconds, int patienceSeconds)
    {
        TimeSpan? timeout = timeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        JobManager manager = NewManager(mode, timeout, TimeSpan.FromSeconds(patienceSeconds));
        var deaf = new TaskCompletionSource();
        Job good = await manager.StartAsync(JobHost.Parked(), new JobOptions { Id = "good" });
        await manager.StartAsync(new DelegateDriver(_ => deaf.Task), new JobOptions { Id = "deaf" });
        DateTimeOffset start = _clock.GetUtcNow();

        Task disposal = manager.DisposeAsync().AsTask();
        await AdvanceUntilAsync(disposal);

        Assert.InRange(_clock.GetUtcNow() - start, TimeSpan.FromSeconds(expectedSeconds), TimeSpan.FromHours(1));
        Assert.Equal(JobOutcome.Cancelled, (await good.Completion).Outcome);
        Assert.Equal(["deaf"], GivenUp());
        await manager.DisposeAsync();
        Assert.Equal(["deaf"], GivenUp());
        deaf.SetResult();
    }

    [Fact]
    public async Task A_job_that_holds_up_the_others_is_named_in_a_time_that_is_shorter_than_the_patience_too()
    {
        JobManager manager = NewManager(JobShutdownMode.Cancel, TimeSpan.FromSeconds(1));
        var deaf = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await manager.StartAsync(JobHost.Parked(), new JobOptions { Id = "good" });
        await manager.StartAsync(
            new DelegateDriver(job =>
            {
                job.CancellationToken.Register(told.SetResult);
                begun.SetResult();
                return deaf.Task;
            }),
            new JobOptions { Id = "deaf" });
        await begun.Task;

        Task disposal = manager.DisposeAsync().AsTask();
        await told.Task;
        await AdvanceUntilAsync(disposal);

        Assert.Equal(["deaf"], Named(4));
        Assert.Contains("deaf", GivenUp());
        deaf.SetResult();
    }

    [Fact]
    public async Task Drivers_that_do_not_stop_for_the_next_host_are_given_up_and_named_and_internal_jobs_are_stopped()
    {
        var manager = new JobManager(new JobManagerOptions { Store = new MemoryJobStore(new MemoryJobStoreData()), TimeProvider = _clock, Logger = _log });
        await manager.OpenAsync();
        var deaf = new TaskCompletionSource();
        var deafBegun = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        var told = new TaskCompletionSource();
        await manager.StartAsync(
            new DelegateDriver(_ =>
            {
                deafBegun.SetResult();
                return deaf.Task;
            }),
            new JobOptions { Id = "deaf" });
        await manager.StartAsync(JobHost.Parked(), new JobOptions { Id = "good" });
        Job helper = await manager.StartAsync(
            new DelegateDriver(async job =>
            {
                begun.SetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, job.CancellationToken);
                }
                finally
                {
                    told.SetResult();
                }
            }),
            new JobOptions { IsInternal = true });
        await deafBegun.Task;
        await begun.Task;

        await AdvanceUntilAsync(manager.DisposeAsync().AsTask());

        await told.Task;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => helper.Completion);
        Assert.Equal(["deaf"], _log.Entries.Where(static entry => entry.Id == 16).Select(static entry => entry.Message.Split('\'')[1]));
        deaf.SetResult();
    }

    [Fact]
    public async Task Work_that_may_finish_without_a_bound_does()
    {
        JobManager manager = NewManager(JobShutdownMode.Wait, timeout: null);
        var end = new TaskCompletionSource();
        Job job = await manager.StartAsync(new DelegateDriver(_ => end.Task), new JobOptions { Id = "long" });

        Task disposal = manager.DisposeAsync().AsTask();
        for (int day = 0; day < 30; day++)
        {
            _clock.Advance(TimeSpan.FromDays(1));
            await Task.Yield();
        }

        Assert.False(disposal.IsCompleted);
        end.SetResult();
        await disposal;
        Assert.Equal(JobOutcome.Succeeded, (await job.Completion).Outcome);
        Assert.Empty(GivenUp());
    }

    [Fact]
    public async Task A_shutdown_is_cut_short_by_its_token_and_names_what_is_left()
    {
        JobManager manager = NewManager(JobShutdownMode.Cancel, Timeout.InfiniteTimeSpan);
        var deaf = new TaskCompletionSource();
        await manager.StartAsync(new DelegateDriver(_ => deaf.Task), new JobOptions { Id = "deaf" });
        using var patience = new CancellationTokenSource();

        Task disposal = manager.DisposeAsync().AsTask();
        Task shutdown = manager.ShutdownAsync(patience.Token).AsTask();
        Assert.False(shutdown.IsCompleted);
        await patience.CancelAsync();
        await shutdown;
        await disposal;

        Assert.Equal(["deaf"], GivenUp());
        deaf.SetResult();
    }

    [Fact]
    public async Task A_hook_that_never_ends_does_not_hold_up_a_token()
    {
        var manager = new JobManager();
        var never = new TaskCompletionSource();
        var driver = new HookedDriver("j", []) { OnHook = _ => new ValueTask(never.Task) };
        await manager.CreateAsync(driver, new JobOptions { Id = "j" });
        using var patience = new CancellationTokenSource();

        Task shutdown = manager.ShutdownAsync(JobShutdownMode.Cancel, patience.Token).AsTask();
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => shutdown);
        never.SetResult();
    }

    [Theory]
    [InlineData(JobShutdownMode.Cancel, false)]
    [InlineData(JobShutdownMode.Wait, false)]
    [InlineData(JobShutdownMode.Cancel, true)]
    public async Task Sinks_that_block_are_given_up_and_named_and_the_others_are_told_of_what_is_left(JobShutdownMode mode, bool isKept)
    {
        var manager = new JobManager(new JobManagerOptions
        {
            ShutdownMode = mode,
            ShutdownTimeout = TimeSpan.FromSeconds(30),
            Store = isKept ? new MemoryJobStore(new MemoryJobStoreData()) : null,
            TimeProvider = _clock,
            Logger = _log,
        });
        await manager.OpenAsync();
        var first = new StatusLog();
        var last = new StatusLog();
        using var blocking = new BlockingSink();
        using var another = new BlockingSink();
        manager.AddSink(first);
        manager.AddSink(blocking);
        manager.AddSink(another);
        manager.AddSink(last);
        await manager.StartAsync(JobHost.Parked(), new JobOptions { Id = "a" });
        await manager.StartAsync(JobHost.Parked(), new JobOptions { Id = "b" });
        blocking.Blocks = another.Blocks = true;
        DateTimeOffset start = _clock.GetUtcNow();

        await AdvanceUntilAsync(manager.DisposeAsync().AsTask());

        int told = blocking.Told + another.Told;
        blocking.Go.Set();
        another.Go.Set();
        Assert.All(["a", "b"], id => Assert.Equal("null", first.Of(id).Last()));
        Assert.Equal(first.Lines, last.Lines);
        Assert.Equal([typeof(BlockingSink).FullName, typeof(BlockingSink).FullName], _log.Entries.Where(static entry => entry.Id == 21).Select(static entry => entry.Message.Split(' ')[1]));
        Assert.Empty(Named(4));
        Assert.Empty(GivenUp());
        Assert.InRange(_clock.GetUtcNow() - start, TimeSpan.Zero, TimeSpan.FromSeconds(29));
        await Task.WhenAll(blocking.Returned.Task, another.Returned.Task);
        Assert.Equal(told, blocking.Told + another.Told);
    }

    [Fact]
    public void A_time_that_cant_be_waited_for_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new JobManager(new JobManagerOptions { ShutdownTimeout = TimeSpan.FromSeconds(-2) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new JobManager(new JobManagerOptions { ShutdownPatience = TimeSpan.FromSeconds(-2) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new JobManager(new JobManagerOptions { ShutdownPatience = TimeSpan.MaxValue }));
    }

    private JobManager NewManager(JobShutdownMode mode, TimeSpan? timeout, TimeSpan? patience = null) =>
        new(new JobManagerOptions { ShutdownMode = mode, ShutdownTimeout = timeout, ShutdownPatience = patience ?? TimeSpan.FromSeconds(2), TimeProvider = _clock, Logger = _log });

    private string[] GivenUp() => Named(5);

    private string[] Named(int id) =>
        [.. _log.Entries.Where(entry => entry.Id == id).Select(static entry => entry.Message.Split('\'')[1])];

    // Slowly enough that what is to happen at a moment has happened well before the next one.
    private async Task AdvanceUntilAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(0.25));
            await Task.Delay(10);
        }

        await task;
    }

    private sealed class BlockingSink : IJobEventSink, IDisposable
    {
        public TaskCompletionSource Returned { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ManualResetEventSlim Go { get; } = new();

        public bool Blocks { get; set; }

        public int Told { get; private set; }

        public void OnTransition(in JobTransition transition)
        {
            Told++;
            if (Blocks)
            {
                Go.Wait();
                Returned.TrySetResult();
            }
        }

        public void Dispose() => Go.Dispose();
    }
}
