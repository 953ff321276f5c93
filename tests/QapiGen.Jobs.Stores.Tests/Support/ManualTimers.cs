using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Jobs.Stores.Tests.Support;

/// <summary>A clock whose timers come when a test says so.</summary>
internal sealed class ManualTimers : TimeProvider
{
    private readonly List<Timer> _timers = [];

    /// <summary>When the timers were to come first, and how often then.</summary>
    public List<(TimeSpan First, TimeSpan Period)> Asked { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Asked.Add((dueTime, period));
        var timer = new Timer(() => callback(state));
        _timers.Add(timer);
        return timer;
    }

    public void Fire() => _timers.ForEach(static timer => timer.Fire());

    private sealed class Timer(Action fire) : ITimer
    {
        private volatile bool _hasEnded;

        public void Fire()
        {
            if (!_hasEnded)
            {
                fire();
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose() => _hasEnded = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
