using System;
using System.Collections.Concurrent;
using System.Threading;

namespace QapiGen.Jobs.Tests.Interleaving;

/// <summary>A thread that runs only when it is its turn; threads are used again and again.</summary>
#pragma warning disable CA1001 // A semaphore that is never waited for by a handle holds nothing to dispose of.
internal sealed class Strand
#pragma warning restore CA1001
{
    private static readonly ConcurrentBag<Strand> s_idle = [];

    private readonly SemaphoreSlim _turn = new(0);
    private Action? _body;

    [ThreadStatic]
    private static Strand? s_current;

    private Strand() => new Thread(Run) { IsBackground = true }.Start();

    /// <summary>The strand that runs on this thread; null on others.</summary>
    public static Strand? Current => s_current;

    /// <summary>What it waits for; null if it can go on.</summary>
    public Func<bool>? Until { get; set; }

    /// <summary>Rank among the others where the schedule goes by rank.</summary>
    public int Rank { get; set; }

    public bool IsEnabled => Until is null || Until();

    public static Strand Rent(Action body)
    {
        Strand strand = s_idle.TryTake(out Strand? idle) ? idle : new Strand();
        strand._body = body;
        strand.Until = null;
        return strand;
    }

    public void GiveTurn() => _turn.Release();

    public void AwaitTurn() => _turn.Wait();

    private void Run()
    {
        s_current = this;
        while (true)
        {
            AwaitTurn();
            _body!();
        }
    }

    /// <summary>Its body has ended and it takes no turn any more; call just before the turn goes to another.</summary>
    public void Return() => s_idle.Add(this);
}
