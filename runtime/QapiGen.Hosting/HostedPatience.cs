using System;
using System.Threading;

namespace QapiGen.Hosting;

/// <summary>
/// How long a service that stops waits for its commands: as long as its host has for its end, from when that began, less what those need that are cancelled then,
/// and those that are given up (<see cref="Runtime.Server.QmpService.StopAsync"/>). Otherwise a command that doesn't heed its cancellation would keep the host longer than it has.
/// </summary>
internal sealed class HostedPatience(TimeSpan time, TimeProvider clock)
{
    private static readonly TimeSpan s_timeToEnd = TimeSpan.FromSeconds(2);

    private long _start;

    /// <summary>The host begins to end. The first time counts.</summary>
    public void Begin() => Interlocked.CompareExchange(ref _start, clock.GetTimestamp(), 0);

    /// <summary>A source that is cancelled when the patience is over.</summary>
    public CancellationTokenSource NewSource()
    {
        Begin();
        if (time == Timeout.InfiniteTimeSpan)
        {
            return new CancellationTokenSource();
        }

        TimeSpan ofCommands = time - (time * 2 / 5 < s_timeToEnd ? time * 2 / 5 : s_timeToEnd) - clock.GetElapsedTime(Volatile.Read(ref _start));
        return new CancellationTokenSource(ofCommands > TimeSpan.Zero ? ofCommands : TimeSpan.Zero, clock);
    }
}
