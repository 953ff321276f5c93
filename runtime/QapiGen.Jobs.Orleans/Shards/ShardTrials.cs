using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Jobs.Orleans.Shards;

/// <summary>
/// Which of the shards that a node has set aside it tries again: one, and twice as many each time that all have lasted, and none while others may end the node. A node that is started again at
/// once takes up everything that it had, so that more is set aside than what has ended it: so that is told apart.
/// </summary>
internal sealed class ShardTrials
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<(int Losses, int Shard), TaskCompletionSource<bool>> _waiting = [];
    private readonly HashSet<int> _tried = [];
    private readonly HashSet<int> _others = [];
    private int _size = 1;
    private bool _hasLasted;

    /// <summary>Waits until it is a shard's turn, those first that were lost least often.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="losses">How many of its owners were lost.</param>
    /// <param name="cancellationToken">It isn't to be tried any more.</param>
    /// <returns>Whether others are tried with it, so that it needn't be the one that ends the node then.</returns>
    public async Task<bool> WaitAsync(int shard, int losses, CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting[(losses, shard)] = turn;
            Next();
        }

        try
        {
            return await turn.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
            {
                if (!_waiting.Remove((losses, shard)))
                {
                    Leave(shard, hasLasted: false);
                }
            }

            throw;
        }
    }

    /// <summary>Whether a shard is one of those that are tried just now.</summary>
    public bool IsTried(int shard)
    {
        lock (_gate)
        {
            return _tried.Contains(shard);
        }
    }

    /// <summary>An owner of a shard begins that is counted as lost if the node ends now.</summary>
    public void Begin(int shard)
    {
        lock (_gate)
        {
            if (!_tried.Contains(shard))
            {
                _others.Add(shard);
            }
        }
    }

    /// <summary>A shard has lasted, or is gone from the node.</summary>
    public void End(int shard, bool hasLasted)
    {
        lock (_gate)
        {
            Leave(shard, hasLasted);
        }
    }

    private void Leave(int shard, bool hasLasted)
    {
        if (_tried.Remove(shard))
        {
            _hasLasted &= hasLasted;
            _size = _tried.Count == 0 && _hasLasted ? int.Min(_size * 2, JobCluster.ShardCount) : _size;
        }

        _others.Remove(shard);
        Next();
    }

    private void Next()
    {
        if (_tried.Count > 0 || _others.Count > 0)
        {
            return;
        }

        KeyValuePair<(int Losses, int Shard), TaskCompletionSource<bool>>[] next = [.. _waiting.Take(_size)];
        _hasLasted = true;
        foreach (((int, int Shard) key, TaskCompletionSource<bool> turn) in next)
        {
            _waiting.Remove(key);
            _tried.Add(key.Shard);
            turn.SetResult(next.Length > 1);
        }
    }
}
