using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs.Engine;

namespace QapiGen.Jobs.Tests.Interleaving;

/// <summary>Runs strands one at a time and decides at each point who goes on: one object is one schedule.</summary>
/// <remarks>
/// The engine's shared state is touched under its lock only, so that a point before each taking of the lock, and in foreign code,
/// gives every order of steps that threads could bring about. Odd schedules choose at random; even ones let the strand of the highest
/// rank go on, and change ranks at a few random points, which finds orders that chance rarely does.
/// </remarks>
#pragma warning disable CA1001 // A semaphore that is never waited for by a handle holds nothing to dispose of.
internal sealed class Interleaver : RunDispatcher
#pragma warning restore CA1001
{
    private readonly List<Strand> _strands = [];
    private readonly Random _random;
    private readonly bool _byRank;
    private readonly SemaphoreSlim _over = new(0);
    private HashCode _trace;
    private Exception? _failure;
    private int _points;

    public Interleaver(int seed)
    {
        _random = new Random(seed);
        _byRank = seed % 2 == 0;
    }

    /// <summary>Tells schedules apart.</summary>
    public int Fingerprint => _trace.ToHashCode();

    public int Points => _points;

    public override void Queue(IThreadPoolWorkItem item) => Spawn(item.Execute);

    public override void QueueToPool(IThreadPoolWorkItem item) => Queue(item);

    public override void WhenOver(Task task, Action action) => task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(action);

    /// <summary>Adds a strand.</summary>
    public void Spawn(Action body)
    {
        Strand? strand = null;
        strand = Strand.Rent(() =>
        {
            try
            {
                body();
            }
#pragma warning disable CA1031 // Is thrown again by the test.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _failure ??= exception;
            }

            End(strand!);
        });
        strand.Rank = _random.Next();
        _strands.Add(strand);
    }

    /// <summary>Another strand may go first.</summary>
    public void Point()
    {
        if (Strand.Current is { } current)
        {
            Switch(current);
        }
    }

    /// <summary>Lets others go until something is so.</summary>
    public void Wait(Func<bool> until)
    {
        Strand current = Strand.Current!;
        current.Until = until;
        Switch(current);
        current.Until = null;
    }

    /// <summary>An await after which another strand goes on.</summary>
    public SpawnAwaitable ElsewhereAsync() => new(this);

    /// <summary>Runs until no strand is left.</summary>
    /// <exception cref="InvalidOperationException">Strands are left that wait for ever.</exception>
    public void Run()
    {
        if (_strands.Count == 0)
        {
            return;
        }

        Choose()!.GiveTurn();
        _over.Wait();
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        if (_strands.Count > 0)
        {
            throw new InvalidOperationException($"Deadlock: {_strands.Count} strands wait for ever.");
        }
    }

    private void Switch(Strand current)
    {
        _points++;
        Strand? next = Choose();
        if (next == current)
        {
            return;
        }

        if (next is null)
        {
            _over.Release();
        }
        else
        {
            next.GiveTurn();
        }

        current.AwaitTurn();
    }

    private void End(Strand strand)
    {
        _strands.Remove(strand);
        Strand? next = Choose();
        strand.Return();
        if (next is null)
        {
            _over.Release();
        }
        else
        {
            next.GiveTurn();
        }
    }

    private Strand? Choose()
    {
        List<Strand> enabled = [.. _strands.Where(strand => strand.IsEnabled)];
        if (enabled.Count <= 1)
        {
            return enabled.FirstOrDefault();
        }

        Strand chosen;
        if (_byRank)
        {
            chosen = enabled.MaxBy(strand => strand.Rank)!;
            if (_random.Next(8) == 0)
            {
                chosen.Rank = -_random.Next();
                chosen = enabled.MaxBy(strand => strand.Rank)!;
            }
        }
        else
        {
            chosen = enabled[_random.Next(enabled.Count)];
        }

        _trace.Add(enabled.IndexOf(chosen) + (enabled.Count << 8));
        return chosen;
    }

    /// <summary>See <see cref="ElsewhereAsync"/>.</summary>
    public readonly struct SpawnAwaitable(Interleaver interleaver) : INotifyCompletion
    {
        public bool IsCompleted => false;

        public SpawnAwaitable GetAwaiter() => this;

        public void OnCompleted(Action continuation) => interleaver.Spawn(continuation);

        public void GetResult()
        {
        }
    }
}
