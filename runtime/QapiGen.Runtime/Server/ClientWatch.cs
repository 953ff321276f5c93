using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;

namespace QapiGen.Runtime.Server;

/// <summary>Looks after clients whose connection isn't being read, since a command runs or they don't read: they may have left meanwhile.</summary>
/// <remarks>
/// Without <c>oob</c> nothing is read while a command runs (QMP spec 11.1), so the end of a connection isn't seen by itself. The timer runs only
/// while there is something to look after, and a command that is quick never comes to its notice.
/// </remarks>
internal sealed class ClientWatch : IDisposable
{
    /// <summary>How late a client's leaving is noticed at most.</summary>
    internal static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly Func<bool> _look;
    private readonly TimeProvider _time;
    private ITimer? _timer;
    private bool _isArmed;
    private bool _isDisposed;

    /// <param name="look">Sees to the clients that have left; says whether there are others that aren't read. On any thread.</param>
    /// <param name="time">What the period is measured by.</param>
    public ClientWatch(Func<bool> look, TimeProvider time)
    {
        _look = look;
        _time = time;
    }

    /// <summary>A connection has begun not to be read. Never fails.</summary>
    public void Arm()
    {
        // The connection says so before, and the timer disarms before it looks: one of the two sees the other.
        Interlocked.MemoryBarrier();
        if (!Volatile.Read(ref _isArmed))
        {
            Start();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _timer?.Dispose();
        }
    }

    /// <summary>Never fails: a clock without timers must not end a connection in the middle of a command, nor the process from a timer.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Without a timer a client's leaving is noticed later, when something is sent to it.")]
    private void Start()
    {
        try
        {
            StartTimer();
        }
        catch (Exception)
        {
            // The next connection that isn't read tries again.
        }
    }

    private void StartTimer()
    {
        lock (_lock)
        {
            if (_isDisposed || _isArmed)
            {
                return;
            }

            if (_timer is null)
            {
                _timer = _time.CreateTimer(static watch => ((ClientWatch)watch!).Look(), this, Period, Timeout.InfiniteTimeSpan);
            }
            else
            {
                _timer.Change(Period, Timeout.InfiniteTimeSpan);
            }

            _isArmed = true;
        }
    }

    private void Look()
    {
        lock (_lock)
        {
            _isArmed = false;
        }

        Interlocked.MemoryBarrier();
        if (_look())
        {
            Start();
        }
    }
}
