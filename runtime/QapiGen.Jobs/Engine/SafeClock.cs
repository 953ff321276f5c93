using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using Microsoft.Extensions.Logging;

namespace QapiGen.Jobs.Engine;

/// <summary>A clock that never fails to give the time or a timer: where the application's does, the system's steps in, so that no job gets stuck in the middle of a step.</summary>
/// <remarks>It is asked under the engine's lock: what is wrong with it is logged elsewhere, and once.</remarks>
[SuppressMessage("Design", "CA1031", Justification = "Whatever a clock throws, jobs must come to their end.")]
internal sealed class SafeClock : TimeProvider
{
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private int _isLogged;

    private SafeClock(TimeProvider clock, ILogger logger)
    {
        _clock = clock;
        _logger = logger;
    }

    public override TimeZoneInfo LocalTimeZone => _clock.LocalTimeZone;

    public override long TimestampFrequency => _clock.TimestampFrequency;

    /// <summary>Makes a clock safe.</summary>
    public static TimeProvider For(TimeProvider clock, ILogger logger) => new SafeClock(clock, logger);

    public override DateTimeOffset GetUtcNow()
    {
        try
        {
            return WithinCalendar(_clock.GetUtcNow());
        }
        catch (Exception fault)
        {
            Log(fault);
            return WithinCalendar(System.GetUtcNow());
        }
    }

    /// <summary>May throw: the system's is no substitute, as it counts from elsewhere.</summary>
    public override long GetTimestamp() => _clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        try
        {
            return _clock.CreateTimer(callback, state, dueTime, period);
        }
        catch (Exception fault)
        {
            Log(fault);
            return System.CreateTimer(callback, state, dueTime, period);
        }
    }

    /// <summary>The system's clock, too, may tell a time after the year 9999, which is none that can be calculated with or written down.</summary>
    private static DateTimeOffset WithinCalendar(DateTimeOffset time) => time.UtcTicks > DateTimeOffset.MaxValue.UtcTicks ? DateTimeOffset.MaxValue : time;

    private void Log(Exception fault)
    {
        if (Interlocked.Exchange(ref _isLogged, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static log => JobLog.ClockFailed(log._logger, log.fault), (_logger, fault), preferLocal: false);
        }
    }
}
