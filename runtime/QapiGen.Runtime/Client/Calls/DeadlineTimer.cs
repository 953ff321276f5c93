using System;
using System.Threading;

namespace QapiGen.Runtime.Client.Calls;

/// <summary>One timer for all deadlines of a connection, set to the earliest; calls are to be made under the owner's lock.</summary>
internal sealed class DeadlineTimer : IDisposable
{
    /// <summary>Deadlines that fall this close together are served at once.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _time;
    private readonly Action _onDue;
    private ITimer? _timer;
    private long _armedFor = long.MaxValue;
    private bool _isDisposed;

    public DeadlineTimer(TimeProvider time, Action onDue)
    {
        _time = time;
        _onDue = onDue;
    }

    /// <summary>Time stamp of now.</summary>
    public long Now => _time.GetTimestamp();

    /// <summary>Sees to it that the callback runs in a while; gives the time stamp of then.</summary>
    public long Schedule(TimeSpan wait)
    {
        long due = Now + (long)(wait.TotalSeconds * _time.TimestampFrequency);
        if (due < _armedFor)
        {
            Arm(due, wait);
        }

        return due;
    }

    /// <summary>The callback has run; the next deadline is at a time stamp, or never (<see cref="long.MaxValue"/>).</summary>
    public void Rearm(long due)
    {
        _armedFor = long.MaxValue;
        if (due != long.MaxValue)
        {
            Arm(due, _time.GetElapsedTime(Now, due));
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        _timer?.Dispose();
    }

    private void Arm(long due, TimeSpan wait)
    {
        if (_isDisposed)
        {
            return;
        }

        wait = wait < Grain ? Grain : wait;
        if (_timer is null)
        {
            // The timer outlives the call that needs it first, and shall not keep that call's context.
            using AsyncFlowControl flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
            _timer = _time.CreateTimer(static x => ((DeadlineTimer)x!)._onDue(), this, wait, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }

        // Not before: a clock that fails once must not hold back the deadlines of all calls to come.
        _armedFor = due;
    }
}
