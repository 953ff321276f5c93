using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;

namespace QapiGen.Jobs.Events;

/// <summary>The transitions since the watcher was made, for one reader, through a buffer of limited size.</summary>
/// <remarks>
/// A reader that is too slow loses the newest transitions, never older ones, and finds a marker (<see cref="JobTransition.IsGap"/>)
/// with their number where they are missing. Dispose it to stop watching; the stream then ends.
/// </remarks>
public sealed class JobWatcher : IAsyncEnumerable<JobTransition>, IJobEventSink, IDisposable
{
    private readonly Channel<JobTransition> _channel;
    private readonly Action<IJobEventSink> _detach;
    private long _missed;

    internal JobWatcher(int capacity, Action<IJobEventSink> detach)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 2);
        _detach = detach;
        _channel = Channel.CreateBounded<JobTransition>(new BoundedChannelOptions(capacity)
        {
            SingleReader = true,
            SingleWriter = true,
            AllowSynchronousContinuations = false,
        });
    }

    /// <inheritdoc/>
    public IAsyncEnumerator<JobTransition> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        _channel.Reader.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>Takes a transition that is there already, without waiting.</summary>
    public bool TryRead(out JobTransition transition) => _channel.Reader.TryRead(out transition);

    /// <inheritdoc/>
    void IJobEventSink.OnTransition(in JobTransition transition)
    {
        if (_missed > 0)
        {
            if (!_channel.Writer.TryWrite(transition with { Job = null, Missed = _missed }))
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

    /// <inheritdoc/>
    public void Dispose()
    {
        _detach(this);
        _channel.Writer.TryComplete();
    }
}
