using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Qemu.Processes;

/// <summary>Starts processes, all from one thread that lives as long as this process.</summary>
/// <remarks>
/// Linux sends a child its parent-death signal when the <em>thread</em> that started it ends, not the process (prctl(2), PR_SET_PDEATHSIG). A
/// thread of the pool ends when it has been idle for a while, and would take machines with it.
/// </remarks>
internal static class StarterThread
{
    private static readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Result)> Queue = [];
    private static readonly Lazy<Thread> Thread = new(Begin);

    /// <summary>Starts a process.</summary>
    public static Task<Process> StartAsync(ProcessStartInfo start)
    {
        _ = Thread.Value;
        var result = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Queue.Add((start, result));
        return result.Task;
    }

    private static Thread Begin()
    {
        var thread = new Thread(Run) { IsBackground = true, Name = "QEMU starter" };
        thread.Start();
        return thread;
    }

    private static void Run()
    {
        foreach ((ProcessStartInfo start, TaskCompletionSource<Process> result) in Queue.GetConsumingEnumerable())
        {
            try
            {
                result.SetResult(Process.Start(start)!);
            }
#pragma warning disable CA1031 // It is the caller's; the thread has to live.
            catch (Exception e)
#pragma warning restore CA1031
            {
                result.SetException(e);
            }
        }
    }
}
