using System;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Jobs;

/// <summary>How fast drivers of stored jobs are made again: 32 at once, then twice as many with each second, since whatever ended the host before may end it again.</summary>
/// <remarks>Managers of one host can share one, so that it counts for the host.</remarks>
/// <param name="clock">The clock.</param>
public sealed class JobTakeUpPace(TimeProvider clock)
{
    private const int First = 32;

    private const long IdleMilliseconds = 10_000;

    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task _turn = Task.CompletedTask;
    private long _last = Environment.TickCount64;
    private long _many = First;
    private long _made;

    /// <summary>Completes when one more may be made.</summary>
    public ValueTask NextAsync()
    {
        lock (_gate)
        {
            long now = Environment.TickCount64;
            if (now - _last > IdleMilliseconds)
            {
                // A new loss.
                (_made, _many) = (0, First);
            }

            _last = now;
            if (_made >= _many && _turn.IsCompleted)
            {
                _turn = Task.Delay(s_step, clock);
                _many *= 2;
            }

            _made++;
            return _turn.IsCompleted ? default : new ValueTask(_turn);
        }
    }
}
