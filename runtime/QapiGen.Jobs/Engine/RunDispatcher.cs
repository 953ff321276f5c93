using System;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Jobs.Engine;

/// <summary>Where drivers, and whoever waits inside the engine, go on.</summary>
internal abstract class RunDispatcher
{
    /// <summary>Has an item executed, soon, by somebody else than the caller.</summary>
    public abstract void Queue(IThreadPoolWorkItem item);

    /// <summary>Has an item executed that may block, and that no scheduler of the application's may hold up.</summary>
    public virtual void QueueToPool(IThreadPoolWorkItem item) => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);

    /// <summary>Has something done once a task is over.</summary>
    public abstract void WhenOver(Task task, Action action);

    /// <summary>Has something done on a thread of its own.</summary>
    /// <exception cref="OutOfMemoryException">The system gives none.</exception>
    /// <exception cref="ThreadStartException">The thread did not come up.</exception>
    public virtual void StartThread(ThreadStart body, string? name) => new Thread(body) { IsBackground = true, Name = name }.UnsafeStart();

    public static RunDispatcher For(TaskScheduler scheduler) =>
        scheduler == TaskScheduler.Default ? new PoolDispatcher() : new SchedulerDispatcher(scheduler);

    private sealed class PoolDispatcher : RunDispatcher
    {
        public override void Queue(IThreadPoolWorkItem item) => QueueToPool(item);

        public override void WhenOver(Task task, Action action) => task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(action);
    }

    /// <summary>What the scheduler doesn't take goes to the pool: what waits there waits for nothing else.</summary>
    private sealed class SchedulerDispatcher(TaskScheduler scheduler) : RunDispatcher
    {
        public override void Queue(IThreadPoolWorkItem item)
        {
            try
            {
                _ = Task.Factory.StartNew(
                    static state => ((IThreadPoolWorkItem)state!).Execute(), item, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
            }
            catch (TaskSchedulerException)
            {
                QueueToPool(item);
            }
        }

        public override void WhenOver(Task task, Action action)
        {
            Task done = task.ContinueWith(
                static (_, state) => ((Action)state!)(), action, CancellationToken.None, TaskContinuationOptions.DenyChildAttach, scheduler);
            done.ContinueWith(Retry, action, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.DenyChildAttach, TaskScheduler.Default);
        }

        private static void Retry(Task failed, object? action)
        {
            if (failed.Exception?.InnerException is TaskSchedulerException)
            {
                ((Action)action!)();
            }
        }
    }
}
