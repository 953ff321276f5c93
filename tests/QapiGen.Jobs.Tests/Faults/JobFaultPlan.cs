using System;
using System.Threading;

namespace QapiGen.Jobs.Tests.Faults;

/// <summary>Where an engine calls out of itself. Its store has tests of its own.</summary>
public enum JobFaultSite
{
    /// <summary>What is told of transitions.</summary>
    Sink,

    /// <summary>The logger, and the scopes that it gives.</summary>
    Log,

    /// <summary>Listeners to metrics.</summary>
    Metrics,

    /// <summary>Listeners to activities.</summary>
    Activities,

    /// <summary>The clock and its timers.</summary>
    Clock,

    /// <summary>Where drivers run.</summary>
    Scheduler,

    /// <summary>The operations of drivers beside their work.</summary>
    Hook,

    /// <summary>The work of drivers.</summary>
    Work,
}

/// <summary>Counts an engine's calls of one kind, and lets one of them fail, or all from that one on.</summary>
internal sealed class JobFaultPlan(JobFaultSite site, bool forEver, int at)
{
    private int _calls;
    private int _failures;
    private volatile bool _isArmed = true;

    public JobFaultSite Site => site;

    /// <summary>Whether what fails is a driver's: then its job may.</summary>
    public bool IsDrivers => site is JobFaultSite.Hook or JobFaultSite.Work;

    /// <summary>Calls that have failed.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <summary>From here on nothing fails.</summary>
    public void Disarm() => _isArmed = false;

    public void Hit(JobFaultSite called)
    {
        if (!_isArmed || called != site)
        {
            return;
        }

        int call = Interlocked.Increment(ref _calls);
        if (forEver ? call >= at : call == at)
        {
            Interlocked.Increment(ref _failures);
            throw (call % 4) switch
            {
                0 => new InvalidOperationException("injected"),
                1 => new InsufficientMemoryException("injected"),
                2 => new OperationCanceledException("injected"),
                _ => new WordlessException(),
            };
        }
    }

    public override string ToString() => $"{site} call {at}{(forEver ? " and all after" : "")}";

    /// <summary>Can't even say what it is.</summary>
    private sealed class WordlessException : Exception
    {
        public override string Message => throw new InvalidOperationException("no words");
    }
}
