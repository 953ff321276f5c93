using System;
using System.Threading.Channels;

namespace QapiGen.Jobs.Events;

/// <summary>Transitions for one reader, of limited number, from one writer at a time.</summary>
/// <param name="capacity">How many it holds: two or more, or a marker would take the place of what follows it.</param>
/// <param name="mark">Makes the marker of so many that are missing, before a transition.</param>
/// <remarks>A reader that is too slow loses the newest transitions, never older ones, and finds a marker with their number where they are missing.</remarks>
internal sealed class TransitionBuffer<T>(int capacity, Func<T, long, T> mark)
    where T : struct
{
    private readonly Channel<T> _channel = Channel.CreateBounded<T>(new BoundedChannelOptions(capacity)
    {
        SingleReader = true,
        SingleWriter = true,
        AllowSynchronousContinuations = false,
    });

    private long _missed;

    public ChannelReader<T> Reader => _channel.Reader;

    public void Write(in T transition)
    {
        if (_missed > 0)
        {
            if (!_channel.Writer.TryWrite(mark(transition, _missed)))
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

    /// <summary>The stream ends behind what is there.</summary>
    public void End() => _channel.Writer.TryComplete();
}
