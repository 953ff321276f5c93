using System;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Jobs.Engine;

/// <summary>Where drivers, and whoever waits inside the engine, go on.</summary>
internal abstract class RunDispatcher
{
    /// <summary>Has an item executed, soon, by somebody else than the caller.</summary>
    public abstract void Queue(IThreadPoolWorkItem item);

    /// <summary>Has something done once a task is over.</summary>
    public abstract void WhenOver(Task task, Action action);

    public static RunDispatcher For(TaskScheduler scheduler) =>
        scheduler == TaskScheduler.Default ? new PoolDispatcher() : new SchedulerDispatcher(scheduler);

    private sealed class PoolDispatcher : RunDispatcher
    {
        public override void Queue(IThreadPoolWorkItem item) => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);

        public override void WhenOver(Task task, Action action) => task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(action);
    }

    private sealed class SchedulerDispatcher(TaskScheduler scheduler) : RunDispatcher
    {
        public override void Queue(IThreadPoolWorkItem item) =>
            Task.Factory.StartNew(
                static state => ((IThreadPoolWorkItem)state!).Execute(), item, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);

        public override void WhenOver(Task task, Action action) =>
            task.ContinueWith(
                static (_, state) => ((Action)state!)(), action, CancellationToken.None, TaskContinuationOptions.DenyChildAttach, scheduler);
    }
}
