using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Server.Input;

/// <summary>Lets one in-band command at a time run in a service, connections in turn (QMP spec 11.3).</summary>
/// <remarks>Each connection has at most one command waiting, so first come first served is round-robin.</remarks>
internal sealed class InBandGate
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();

    // The holder, and whoever waits: who changes 0 to 1 has the gate, who changes 1 to 0 gives it up.
    private int _users;

    /// <summary>For tests: the holder, and how many wait.</summary>
    internal int Users => Volatile.Read(ref _users);

    /// <summary>Takes the gate if it is free.</summary>
    public bool TryEnter() => Interlocked.CompareExchange(ref _users, 1, 0) == 0;

    /// <summary>Takes the gate when it is this caller's turn.</summary>
    public Task EnterAsync()
    {
        // All that may fail comes first: whoever is counted must be in the queue, or the gate would never open again.
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.EnsureCapacity(_waiting.Count + 1);
            if (Interlocked.Increment(ref _users) == 1)
            {
                return Task.CompletedTask;
            }

            _waiting.Enqueue(turn);
            return turn.Task;
        }
    }

    /// <summary>Gives the gate to the next.</summary>
    public void Exit()
    {
        if (Interlocked.CompareExchange(ref _users, 0, 1) == 1)
        {
            return;
        }

        TaskCompletionSource next;
        lock (_lock)
        {
            // Whoever counted itself did so under the lock, and is in the queue by now.
            Interlocked.Decrement(ref _users);
            next = _waiting.Dequeue();
        }

        next.SetResult();
    }
}
