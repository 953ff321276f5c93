using System;
using System.Collections.Generic;
using System.Threading;

namespace QapiGen.Jobs.Events;

/// <summary>The transitions since the watcher was made, for one reader, through a buffer of limited size.</summary>
/// <remarks>
/// A reader that is too slow loses the newest transitions, never older ones, and finds a marker (<see cref="JobTransition.IsGap"/>)
/// with their number where they are missing. Dispose it to stop watching; the stream then ends.
/// </remarks>
public sealed class JobWatcher : IAsyncEnumerable<JobTransition>, IJobEventSink, IDisposable
{
    private readonly TransitionBuffer<JobTransition> _buffer;
    private readonly Action<IJobEventSink> _detach;

    internal JobWatcher(int capacity, Action<IJobEventSink> detach)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 2);
        _detach = detach;
        _buffer = new TransitionBuffer<JobTransition>(capacity, static (next, missed) => next with { Job = null, Missed = missed });
    }

    /// <inheritdoc/>
    public IAsyncEnumerator<JobTransition> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        _buffer.Reader.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>Takes a transition that is there already, without waiting.</summary>
    public bool TryRead(out JobTransition transition) => _buffer.Reader.TryRead(out transition);

    /// <inheritdoc/>
    void IJobEventSink.OnTransition(in JobTransition transition) => _buffer.Write(transition);

    /// <inheritdoc/>
    public void Dispose()
    {
        _detach(this);
        _buffer.End();
    }
}
