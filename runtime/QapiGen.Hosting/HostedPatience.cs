using System;
using System.Threading;
using Microsoft.Extensions.Hosting;

namespace QapiGen.Hosting;

/// <summary>
/// How long the services of a host that stops wait for their commands: as long as the host has for its end, from when that began, less what those need that are cancelled then,
/// and those that are given up (<see cref="Runtime.Server.QmpService.StopAsync"/>). Otherwise a command that doesn't heed its cancellation would keep the host longer than it has.
/// </summary>
/// <remarks>One for the host, whoever listens for its services, and whatever its end is at by then: others may use up its time before it is a service's turn.</remarks>
internal sealed class HostedPatience(TimeSpan time, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan s_timeToEnd = TimeSpan.FromSeconds(2);

    // Nobody answers in no time.
    private static readonly TimeSpan s_leastTimeToCancel = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _over = new();
    private readonly Lock _lock = new();
    private ITimer? _timer;
    private bool _hasBegun;

    /// <summary>Cancelled when the patience is over.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>The host's time, for what isn't done by then.</summary>
    public TimeSpan Time => time;

    /// <summary>What of that is for commands that are cancelled, and again for those that are given up then.</summary>
    public TimeSpan TimeToCancel => TimeToEnd / 2 > s_leastTimeToCancel ? TimeToEnd / 2 : s_leastTimeToCancel;

    private TimeSpan TimeToEnd => time == Timeout.InfiniteTimeSpan || time * 2 / 5 > s_timeToEnd ? s_timeToEnd : time * 2 / 5;

    /// <summary>The host begins to end. The first time counts.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            if (_hasBegun)
            {
                return;
            }

            _hasBegun = true;
            if (time != Timeout.InfiniteTimeSpan)
            {
                _timer = clock.CreateTimer(
                    static state => _ = ((CancellationTokenSource)state!).CancelAsync(),
                    _over,
                    time - TimeToEnd,
                    Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Begins when a host is told that it stops.</summary>
    public void BeginWith(IHostApplicationLifetime lifetime) => lifetime.ApplicationStopping.Register(Begin);

    public void Dispose()
    {
        _timer?.Dispose();
        _over.Dispose();
    }
}
