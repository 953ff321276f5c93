using System.Collections.Generic;
using System.Threading.Tasks;

namespace QapiGen.Jobs.Tests.Support;

/// <summary>Runs tasks on the thread of the test, in order, when the test says so.</summary>
internal sealed class StepScheduler : TaskScheduler
{
    private readonly Queue<Task> _tasks = new();

    /// <summary>Runs until nothing is left to do.</summary>
    public void RunAll()
    {
        while (TryDequeue(out Task? task))
        {
            TryExecuteTask(task!);
        }
    }

    protected override void QueueTask(Task task)
    {
        lock (_tasks)
        {
            _tasks.Enqueue(task);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [.. _tasks];

    private bool TryDequeue(out Task? task)
    {
        lock (_tasks)
        {
            return _tasks.TryDequeue(out task);
        }
    }
}
