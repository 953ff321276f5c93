using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Orleans.Contract;
using QapiGen.Jobs.Storage;

namespace QapiGen.Jobs.Orleans.Shards;

/// <summary>The operations that a shard has carried out or is about to, so that a retry gets the answer of the first: also from the next owner, on another node.</summary>
/// <remarks>What is done is noted in the store with what it did, under as many keys as are remembered, used one after the other.</remarks>
internal sealed class ShardOperations
{
    /// <summary>How many are remembered in the store: more than a shard carries out while somebody may still ask again.</summary>
    internal const int Noted = 1024;

    /// <summary>How many are remembered here, with their answers.</summary>
    private const int Kept = 8192;

    private const string Prefix = "operation.";

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Task<ShardReply>> _known = [];
    private readonly Queue<Guid> _order = new();
    private readonly HashSet<Guid> _stored = [];
    private long _taken;
    private long _last;

    /// <summary>Number of the last operation that was noted.</summary>
    public long Last
    {
        get
        {
            lock (_gate)
            {
                return _last;
            }
        }
    }

    /// <summary>Takes up what owners before have noted.</summary>
    public void Load(IEnumerable<StoredNote> notes)
    {
        lock (_gate)
        {
            foreach (StoredNote note in notes)
            {
                if (note.Key.StartsWith(Prefix, StringComparison.Ordinal) && note.Value?.Split(' ') is [var number, var id]
                    && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long at) && Guid.TryParse(id, out Guid operation))
                {
                    _stored.Add(operation);
                    _taken = _last = long.Max(_last, at);
                }
            }
        }
    }

    /// <summary>The answer to an operation: of the first that asked for it.</summary>
    /// <param name="request">The operation.</param>
    /// <param name="done">What is answered if an owner before has carried it out.</param>
    /// <param name="run">Carries it out, and leaves a note with it; called without a lock.</param>
    /// <returns>Null if nobody can tell any more whether it was carried out.</returns>
    public Task<ShardReply>? Get(ShardRequest request, Func<ShardReply> done, Func<StoredNote, Task<ShardReply>> run)
    {
        TaskCompletionSource<ShardReply> source;
        long number;
        lock (_gate)
        {
            if (_known.TryGetValue(request.Operation, out Task<ShardReply>? known))
            {
                return known;
            }

            if (_stored.Contains(request.Operation))
            {
                return Task.FromResult(done());
            }

            if (request.IsRetry && request.Known < _last - Noted)
            {
                return null;
            }

            number = ++_taken;
            source = new TaskCompletionSource<ShardReply>(TaskCreationOptions.RunContinuationsAsynchronously);
            _known.Add(request.Operation, source.Task);
            _order.Enqueue(request.Operation);
            while (_order.Count > Kept && _known[_order.Peek()].IsCompleted)
            {
                _known.Remove(_order.Dequeue());
            }
        }

        _ = CompleteAsync(source, number, run(NoteOf(number, request.Operation)));
        return source.Task;
    }

    private static StoredNote NoteOf(long number, Guid operation) => new(
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number % Noted}"), string.Create(CultureInfo.InvariantCulture, $"{number} {operation}"));

    private async Task CompleteAsync(TaskCompletionSource<ShardReply> source, long number, Task<ShardReply> run)
    {
        ShardReply reply = await run.ConfigureAwait(false);
        if (reply.Outcome == ShardOutcome.Done)
        {
            lock (_gate)
            {
                _last = long.Max(_last, number);
            }
        }

        source.SetResult(reply with { Operations = Last });
    }
}
