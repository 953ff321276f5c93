using System;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Runtime.Tests.Faults;

/// <summary>Counts the calls of one kind that a scenario makes outwards, and lets one of them fail, or all from that one on.</summary>
internal sealed class FaultPlan
{
    /// <summary>What the exceptions say, to know them again.</summary>
    public const string Mark = "injected by a fault plan";

    private static readonly Func<Exception>[] Makers =
    [
        static () => new InvalidOperationException(Mark),
        static () => new InsufficientMemoryException(Mark),
        static () => new OperationCanceledException(Mark),
        static () => new TimeoutException(Mark),
    ];

    private readonly FaultStyle _style;
    private readonly int _at;
    private int _calls;
    private int _failures;
    private volatile bool _isArmed;

    /// <param name="site">Which calls.</param>
    /// <param name="style">How they fail.</param>
    /// <param name="at">Which of them is the first to fail, from 1.</param>
    /// <param name="kind">Which exception, from 0.</param>
    public FaultPlan(FaultSite site, FaultStyle style, int at, int kind)
    {
        Site = site;
        _style = style;
        _at = at;
        Kind = kind;
    }

    /// <summary>Which calls.</summary>
    public FaultSite Site { get; }

    /// <summary>How many exceptions there are to choose from.</summary>
    public static int Kinds => Makers.Length;

    /// <summary>Number of the exception that is thrown.</summary>
    public int Kind { get; }

    /// <summary>Calls that have failed.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <summary>Begins to count.</summary>
    public void Arm() => _isArmed = true;

    /// <summary>From here on nothing fails.</summary>
    public void Disarm() => _isArmed = false;

    /// <summary>A call that fails at once, if it is its turn.</summary>
    public void Hit(FaultSite site)
    {
        if (IsTurn(site))
        {
            throw Makers[Kind]();
        }
    }

    /// <summary>A call that may also fail after it has returned.</summary>
    public ValueTask HitAsync(FaultSite site)
    {
        if (!IsTurn(site))
        {
            return default;
        }

        return _style.HasFlag(FaultStyle.Late) ? FailLateAsync() : throw Makers[Kind]();
    }

    public override string ToString() => $"{Site} {_style} call {_at}, {Makers[Kind]().GetType().Name}";

    private bool IsTurn(FaultSite site)
    {
        if (!_isArmed || site != Site)
        {
            return false;
        }

        int call = Interlocked.Increment(ref _calls);
        bool fails = _style.HasFlag(FaultStyle.ForEver) ? call >= _at : call == _at;
        if (fails)
        {
            Interlocked.Increment(ref _failures);
        }

        return fails;
    }

    private async ValueTask FailLateAsync()
    {
        await Task.Yield();
        throw Makers[Kind]();
    }
}

/// <summary>Where a server calls out of itself.</summary>
public enum FaultSite
{
    /// <summary>The logger.</summary>
    Log,

    /// <summary>Listeners to metrics.</summary>
    Metrics,

    /// <summary>Listeners to activities.</summary>
    Activities,

    /// <summary>The transport of one client.</summary>
    Transport,

    /// <summary>The clock and its timers.</summary>
    Clock,

    /// <summary>A rule of who may do what.</summary>
    Rule,

    /// <summary>An interceptor, before and after the command.</summary>
    Interceptor,

    /// <summary>The implementation of a command, its cancellation included.</summary>
    Command,

    /// <summary>What writes results and the data of events.</summary>
    Codec,

    /// <summary>Memory for messages.</summary>
    Memory,
}

/// <summary>How a call fails.</summary>
[Flags]
public enum FaultStyle
{
    /// <summary>One call, and at once.</summary>
    Once = 0,

    /// <summary>From that call on.</summary>
    ForEver = 1,

    /// <summary>Calls that give a task fail after they have given it.</summary>
    Late = 2,
}
