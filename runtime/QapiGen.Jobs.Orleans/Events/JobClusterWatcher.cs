using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;

namespace QapiGen.Jobs.Orleans.Events;

/// <summary>The transitions of the cluster's jobs since the watcher was made, for one reader, through a buffer of limited size.</summary>
/// <remarks>
/// A reader that is too slow loses the newest transitions, never older ones, and finds a marker (<see cref="JobClusterTransition.IsGap"/>) with their number
/// where they are missing. Dispose it to stop watching; the stream then ends.
/// </remarks>
public sealed class JobClusterWatcher : IAsyncEnumerable<JobClusterTransition>, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Channel<JobClusterTransition> _channel;
    private readonly Action<JobClusterWatcher> _detach;
    private long _missed;

    internal JobClusterWatcher(int capacity, Action<JobClusterWatcher> detach)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 2);
        _detach = detach;
        _channel = Channel.CreateBounded<JobClusterTransition>(new BoundedChannelOptions(capacity) { SingleReader = true, AllowSynchronousContinuations = false });
    }

    /// <inheritdoc/>
    public IAsyncEnumerator<JobClusterTransition> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        _channel.Reader.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>Takes a transition that is there already, without waiting.</summary>
    public bool TryRead(out JobClusterTransition transition) => _channel.Reader.TryRead(out transition);

    internal void Tell(in JobClusterTransition transition)
    {
        // Shards tell by themselves, and so at once.
        lock (_gate)
        {
            if (_missed > 0)
            {
                if (!_channel.Writer.TryWrite(new JobClusterTransition(transition.Shard, transition.Sequence, "", default, default, null, transition.Time, _missed)))
                {
                    _missed++;
                    return;
                }

                _missed = 0;
            }

            if (!_channel.Writer.TryWrite(transition))
            {
                _missed++;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _detach(this);
        _channel.Writer.TryComplete();
    }
}
