using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Engine;
using QapiGen.Jobs.Storage;
using QapiGen.Jobs.Tests.Support;
using Xunit;

namespace QapiGen.Jobs.Tests.Manager;

/// <summary>The system has no thread for a job that is to have its own: that job fails, and the engine goes on.</summary>
public sealed class NoThreadTests
{
    public static TheoryData<Exception> Faults => [new InsufficientMemoryException(), Hindered()];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Job_without_a_thread_fails_with_the_reason_and_the_engine_goes_on(Exception fault)
    {
        var logger = new ListLogger();
        var starter = new Starter { Fault = fault };
        await using var manager = new JobManager(new JobManagerOptions { Dispatcher = starter, Logger = logger });
        await using JobTransaction together = manager.BeginTransaction();
        Job[] jobs = new Job[3];
        for (int i = 0; i < jobs.Length; i++)
        {
            jobs[i] = await together.CreateAsync(
                new DelegateDriver(static job => Task.Delay(Timeout.Infinite, job.CancellationToken)), new JobOptions { Id = $"job{i}", IsBlocking = i == 0, AutoDismiss = false });
        }

        await together.StartAsync();

        JobResult failed = await jobs[0].Completion;
        Assert.Equal(JobOutcome.Failed, failed.Outcome);
        Assert.Equal("No thread could be started for the job", failed.Error);
        Assert.Equal(JobOutcome.Cancelled, (await jobs[1].Completion).Outcome);
        Assert.Equal(JobOutcome.Cancelled, (await jobs[2].Completion).Outcome);
        Assert.Contains(logger.Entries, static entry => entry.Message.Contains("job0", StringComparison.Ordinal));

        starter.Fault = null;
        Job next = await manager.StartAsync(new DelegateDriver(static _ => Task.CompletedTask), new JobOptions { Id = "next", IsBlocking = true });
        Assert.Equal(JobOutcome.Succeeded, (await next.Completion).Outcome);
    }

    [Fact]
    public async Task Writer_without_a_thread_is_a_store_that_does_not_open_and_can_be_closed()
    {
        using var queue = new JobStoreQueue();
        queue.Open(0);
        var medium = new BlockingMedium();
        var writer = new JobStoreWriter(queue, medium);

        var fault = Assert.Throws<JobStoreException>(() => writer.Start(static _ => throw new InsufficientMemoryException()));

        Assert.Equal(JobStoreFault.Unavailable, fault.Fault);
        Assert.Equal("No thread could be started to write the store", fault.Message);
        await writer.Ended;
        Assert.True(medium.IsDisposed);
    }

    // Has no constructor for others than the system.
    private static ThreadStartException Hindered() =>
        (ThreadStartException)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(typeof(ThreadStartException));

    private sealed class Starter : RunDispatcher
    {
        public Exception? Fault { get; set; }

        public override void Queue(IThreadPoolWorkItem item) => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);

        public override void WhenOver(Task task, Action action) => task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(action);

        public override void StartThread(ThreadStart body, string? name)
        {
            if (Fault is not null)
            {
                throw Fault;
            }

            base.StartThread(body, name);
        }
    }

    private sealed class BlockingMedium : JobStoreMedium
    {
        public override bool IsBlocking => true;

        public bool IsDisposed { get; private set; }

        public override ValueTask WriteAsync(IReadOnlyList<JobRecord> records) => default;

        public override ValueTask CheckOwnerAsync(CancellationToken closing) => default;

        public override ValueTask CloseAsync() => default;

        public override ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return base.DisposeAsync();
        }
    }
}
