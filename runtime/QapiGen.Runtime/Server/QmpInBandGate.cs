using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Server;

/// <summary>Lets one in-band command at a time run in a service, connections in turn (QMP spec 11.3).</summary>
/// <remarks>Each connection has at most one command waiting, so first come first served is round-robin.</remarks>
internal sealed class QmpInBandGate
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private bool _isTaken;

    /// <summary>Takes the gate if it is free.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            bool isMine = !_isTaken;
            _isTaken = true;
            return isMine;
        }
    }

    /// <summary>Takes the gate when it is this caller's turn.</summary>
    public Task EnterAsync()
    {
        lock (_lock)
        {
            if (!_isTaken)
            {
                _isTaken = true;
                return Task.CompletedTask;
            }

            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn);
            return turn.Task;
        }
    }

    /// <summary>Gives the gate to the next.</summary>
    public void Exit()
    {
        TaskCompletionSource? next;
        lock (_lock)
        {
            _isTaken = _waiting.TryDequeue(out next);
        }

        next?.SetResult();
    }
}
