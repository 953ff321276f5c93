using System;
using System.Threading;

namespace QapiGen.Runtime.Transport;

/// <summary>Says how often a reader that has found nothing looks again, before it waits and leaves its thread.</summary>
/// <remarks>
/// Such a wait takes two wake-ups, of the thread that polls sockets and of one of the pool: longer than a peer at work takes for its next message. Each look
/// offers the processor to the peer, which may be waiting for it. Where looking was in vain the next waits come without it, twice as many each time, so that
/// a slow peer costs little, and a silent one nothing; one of whom nothing is known is taken for slow. For half of the processors one thread each looks at the
/// same time, none while work is waiting for the pool, and each is given back now and then, so that whoever else needs it has its turn.
/// </remarks>
/// <param name="maxLookers">Threads of this process that may look at the same time.</param>
internal sealed class ReadLinger(int maxLookers)
{
    /// <summary>Looks for one wait: about as much of a processor as the wake-ups take.</summary>
    private const int MaxLooks = 64;

    /// <summary>Waits without a look, as a power of two.</summary>
    private const int MaxMisses = 6;

    /// <summary>Waits that ended with a look, one after the other.</summary>
    private const int MaxHits = 256;

    /// <summary>Looks that other threads of the pool have to wake up and take what waits.</summary>
    private const int LooksForOthers = 8;

    /// <summary>What waits for the pool all the same: .NET has a second thread see whether other sockets have something, too.</summary>
    private const int CommonWork = 1;

    private static int s_lookers;

    private int _looks;
    private int _hits;
    private int _misses = MaxMisses;
    private int _waitsToSkip;

    public ReadLinger()
        : this(Environment.ProcessorCount / 2)
    {
    }

    /// <summary>Whether the next read may look again: its thread is the reader's own, and has nothing else to do.</summary>
    public bool IsAllowed { get; set; }

    /// <summary>Begins with the looks of one wait, if there are to be any; then <see cref="End"/> has to come.</summary>
    public bool TryBegin()
    {
        if (!IsAllowed)
        {
            return false;
        }

        if (_waitsToSkip > 0)
        {
            _waitsToSkip--;
            return false;
        }

        if (Interlocked.Increment(ref s_lookers) > maxLookers)
        {
            Interlocked.Decrement(ref s_lookers);
            return false;
        }

        _looks = MaxLooks;
        return true;
    }

    /// <summary>Lets others go first, and says whether to look once more.</summary>
    public bool LooksAgain()
    {
        if (_looks == 0 || (_looks % LooksForOthers == 0 && _looks < MaxLooks && ThreadPool.PendingWorkItemCount > CommonWork))
        {
            return false;
        }

        _looks--;
        Thread.Yield();
        return true;
    }

    /// <summary>Ends the looks of one wait.</summary>
    /// <param name="hasCome">Whether they have found something.</param>
    public void End(bool hasCome)
    {
        Interlocked.Decrement(ref s_lookers);
        if (hasCome)
        {
            _misses /= 2;
            _hits++;
            if (_hits == MaxHits)
            {
                _hits = 0;
                _waitsToSkip = 1;
            }
        }
        else
        {
            _hits = 0;
            if (_looks == 0)
            {
                _misses = Math.Min(_misses + 1, MaxMisses);
                _waitsToSkip = (1 << _misses) - 1;
            }
        }
    }
}
