using System;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Tests.Faults;

/// <summary>A clock that, like its timers, fails as planned; otherwise the system's.</summary>
internal sealed class FaultyClock(FaultPlan plan) : TimeProvider
{
    public override DateTimeOffset GetUtcNow()
    {
        plan.Hit(FaultSite.Clock);
        return base.GetUtcNow();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        plan.Hit(FaultSite.Clock);
        return new FaultyTimer(base.CreateTimer(callback, state, dueTime, period), plan);
    }

    private sealed class FaultyTimer(ITimer inner, FaultPlan plan) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            plan.Hit(FaultSite.Clock);
            return inner.Change(dueTime, period);
        }

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
