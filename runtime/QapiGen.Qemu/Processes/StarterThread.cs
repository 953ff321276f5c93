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
internal sealed class StarterThread(Action<ThreadStart> startThread)
{
    private static readonly StarterThread Only = new(static body => new Thread(body) { IsBackground = true, Name = "QEMU starter" }.Start());

#pragma warning disable CA2213 // Lives as long as the process.
    private readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Result)> _queue = [];
#pragma warning restore CA2213
    private readonly Lock _gate = new();
    private bool _hasBegun;

    /// <summary>Starts a process.</summary>
    /// <exception cref="OutOfMemoryException">The system has no thread to give just now.</exception>
    public static Task<Process> StartAsync(ProcessStartInfo start) => Only.QueueAsync(start);

    /// <summary>Has the thread start a process; the thread itself begins with the first.</summary>
    internal Task<Process> QueueAsync(ProcessStartInfo start)
    {
        lock (_gate)
        {
            if (!_hasBegun)
            {
                // Where the system has none just now, the next one to ask may have better luck.
                startThread(Run);
                _hasBegun = true;
            }
        }

        var result = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Add((start, result));
        return result.Task;
    }

    private void Run()
    {
        foreach ((ProcessStartInfo start, TaskCompletionSource<Process> result) in _queue.GetConsumingEnumerable())
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
