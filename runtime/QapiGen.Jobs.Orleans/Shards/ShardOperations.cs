using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Orleans.Contract;

namespace QapiGen.Jobs.Orleans.Shards;

/// <summary>The operations that a shard has carried out or is about to, so that a retry gets the answer of the first.</summary>
internal sealed class ShardOperations
{
    /// <summary>How many are remembered: far more than are under way while somebody may still ask again.</summary>
    private const int Kept = 8192;

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Task<ShardReply>> _known = [];
    private readonly Queue<Guid> _order = new();

    /// <summary>The answer to an operation: of the first that asked for it.</summary>
    /// <param name="operation">Its number.</param>
    /// <param name="mayBegin">Whether it is begun if it isn't known.</param>
    /// <param name="run">Carries it out; called without a lock.</param>
    /// <returns>Null if it isn't known and may not begin.</returns>
    public Task<ShardReply>? Get(Guid operation, bool mayBegin, Func<Task<ShardReply>> run)
    {
        TaskCompletionSource<ShardReply> done;
        lock (_gate)
        {
            if (_known.TryGetValue(operation, out Task<ShardReply>? known))
            {
                return known;
            }

            if (!mayBegin)
            {
                return null;
            }

            done = new TaskCompletionSource<ShardReply>(TaskCreationOptions.RunContinuationsAsynchronously);
            _known.Add(operation, done.Task);
            _order.Enqueue(operation);
            while (_order.Count > Kept && _known[_order.Peek()].IsCompleted)
            {
                _known.Remove(_order.Dequeue());
            }
        }

        _ = CompleteAsync(done, run);
        return done.Task;
    }

    private static async Task CompleteAsync(TaskCompletionSource<ShardReply> done, Func<Task<ShardReply>> run) => done.SetResult(await run().ConfigureAwait(false));
}
