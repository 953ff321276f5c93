using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;

namespace QapiGen.Hosting.Tests.Jobs;

/// <summary>A clock that stands still until somebody waits for a time that is known, and then goes on by that time.</summary>
internal sealed class WatchedClock : FakeTimeProvider
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _asked = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        TaskCompletionSource more;
        lock (_lock)
        {
            _asked.Add(dueTime);
            more = _more;
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        more.SetResult();
        return timer;
    }

    /// <summary>Waits until a timer of a time has been asked for, and lets that time pass; each timer counts once.</summary>
    public async Task PassWhenAskedForAsync(TimeSpan time)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (_asked.Remove(time))
                {
                    break;
                }

                more = _more.Task;
            }

            await more.WaitAsync(Hang);
        }

        Advance(time);
    }
}
