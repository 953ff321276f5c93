using System;

namespace QapiGen.Jobs.Engine;

/// <summary>How long a driver has to wait to keep its speed: what was done beyond it is a debt that time pays off.</summary>
/// <remarks>A little may be paid in advance, so that timers that end late don't make a driver slower than its limit.</remarks>
internal sealed class JobRateLimit(TimeProvider clock)
{
    private const double AdvanceSeconds = 0.1;

    private long _paidAt = clock.GetTimestamp();
    private double _debt;

    /// <summary>Some more was done.</summary>
    public void Add(long amount, long perSecond)
    {
        Pay(perSecond);
        _debt += amount;
    }

    /// <summary>How long to wait at this speed; zero if nothing is owed, or speed is unlimited (0).</summary>
    public TimeSpan DelayAt(long perSecond)
    {
        Pay(perSecond);
        if (_debt <= 0)
        {
            return TimeSpan.Zero;
        }

        double seconds = _debt / perSecond;
        return seconds < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromTicks((long)Math.Ceiling(seconds * TimeSpan.TicksPerSecond)) : TimeSpan.MaxValue;
    }

    private void Pay(long perSecond)
    {
        long now = clock.GetTimestamp();
        double paid = clock.GetElapsedTime(_paidAt, now).TotalSeconds * perSecond;
        _debt = perSecond == 0 ? 0 : Math.Max(-AdvanceSeconds * perSecond, _debt - paid);
        _paidAt = now;
        if (Math.Abs(_debt) < 1e-6)
        {
            _debt = 0;
        }
    }
}
