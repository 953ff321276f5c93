using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.JobLab;

/// <summary>Runs the drivers of one engine, one after the other, and knows when nothing is left to run.</summary>
internal sealed class LabScheduler : TaskScheduler
{
    private readonly Queue<Task> _tasks = new();
    private TaskCompletionSource? _idle;
    private bool _isRunning;

    /// <summary>Completes when nothing is left to run.</summary>
    public Task WhenIdleAsync()
    {
        lock (_tasks)
        {
            if (!_isRunning)
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    protected override void QueueTask(Task task)
    {
        lock (_tasks)
        {
            _tasks.Enqueue(task);
            if (_isRunning)
            {
                return;
            }

            _isRunning = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static scheduler => scheduler.Run(), this, preferLocal: false);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_tasks)
        {
            return [.. _tasks];
        }
    }

    private void Run()
    {
        while (TryTake(out Task? task))
        {
            TryExecuteTask(task!);
        }
    }

    private bool TryTake(out Task? task)
    {
        TaskCompletionSource? idle;
        lock (_tasks)
        {
            if (_tasks.TryDequeue(out task))
            {
                return true;
            }

            _isRunning = false;
            idle = _idle;
            _idle = null;
        }

        idle?.SetResult();
        return false;
    }
}
