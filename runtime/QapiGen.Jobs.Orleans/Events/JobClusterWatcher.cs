using System;
using System.Collections.Generic;
using System.Threading;
using QapiGen.Jobs.Events;

namespace QapiGen.Jobs.Orleans.Events;

/// <summary>The transitions of the cluster's jobs since the watcher was made, for one reader, through a buffer of limited size.</summary>
/// <remarks>
/// A reader that is too slow loses the newest transitions, never older ones, and finds a marker (<see cref="JobClusterTransition.IsGap"/>) with their number
/// where they are missing. Dispose it to stop watching; the stream then ends.
/// </remarks>
public sealed class JobClusterWatcher : IAsyncEnumerable<JobClusterTransition>, IDisposable
{
    private readonly Lock _gate = new();
    private readonly TransitionBuffer<JobClusterTransition> _buffer;
    private readonly Action<JobClusterWatcher> _detach;

    internal JobClusterWatcher(int capacity, Action<JobClusterWatcher> detach)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 2);
        _detach = detach;
        _buffer = new TransitionBuffer<JobClusterTransition>(
            capacity, static (next, missed) => new JobClusterTransition(next.Shard, next.Sequence, "", default, default, null, next.Time, missed));
    }

    /// <inheritdoc/>
    public IAsyncEnumerator<JobClusterTransition> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        _buffer.Reader.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>Takes a transition that is there already, without waiting.</summary>
    public bool TryRead(out JobClusterTransition transition) => _buffer.Reader.TryRead(out transition);

    internal void Tell(in JobClusterTransition transition)
    {
        // Shards tell by themselves, and so at once.
        lock (_gate)
        {
            _buffer.Write(transition);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _detach(this);
        _buffer.End();
    }
}
