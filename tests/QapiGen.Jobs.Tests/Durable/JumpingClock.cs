using System;
using System.Threading;

namespace QapiGen.Jobs.Tests.Durable;

/// <summary>A clock that is somewhere else whenever it is looked at: an hour or years before or after, and at the ends of what a time can be. Timers go on as ever.</summary>
internal sealed class JumpingClock : TimeProvider
{
    private static readonly TimeSpan[] s_jumps = [default, TimeSpan.FromHours(1), TimeSpan.FromHours(-1), TimeSpan.FromDays(9000), TimeSpan.FromDays(-9000)];

    private int _looks;

    public override DateTimeOffset GetUtcNow()
    {
        int look = Interlocked.Increment(ref _looks);
        return (look % 7) switch
        {
            5 => DateTimeOffset.MaxValue,
            6 => DateTimeOffset.MinValue,
            int index => System.GetUtcNow() + s_jumps[index],
        };
    }
}
