using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Extensions.Logging;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Events;

namespace QapiGen.Jobs.Engine;

/// <summary>Takes transitions in their order, and hands them to the sinks in that order, without the engine's lock.</summary>
/// <remarks>
/// One thread at a time delivers. Who has to answer a command waits until what the command caused is delivered.
/// What needs the lock takes the token that only taking it gives (<see cref="JobLock.Held"/>).
/// </remarks>
internal sealed class JobOutbox(JobLock shared, RunDispatcher dispatcher, ILogger logger, JobTelemetry telemetry) : IThreadPoolWorkItem
{
    private readonly Queue<JobTicket> _waiters = new();
    private List<JobTransition> _filling = [];
    private List<JobTransition> _delivering = [];
    private Subscription[] _sinks = [];
    private bool _isDelivering;
    private bool _isEnding;
    private long _sequence;
    private long _delivered;

    // Who delivers has these: the sinks of its batch, and which is next to be told of what.
    private Subscription[] _told = [];
    private int _transition;
    private int _sink;

    // Odd while a sink is told. Who makes it even goes on with the batch: who has told that sink, or who gives it up.
    private long _step;

    public void Add(JobLock.Held held, Job job, JobStatus from, in JobState state, TimeProvider clock)
    {
        if (HasSinks(held))
        {
            _filling.Add(new JobTransition(_sequence + 1, job, from, state, clock.GetUtcNow()));
        }

        _sequence++;
    }

    /// <summary>Whether anybody is told of transitions.</summary>
    public bool HasSinks(JobLock.Held held)
    {
        held.Check();
        return _sinks.Length > 0 || telemetry.WantsTransitions;
    }

    /// <summary>The number of a transition that is told later, by <see cref="Take"/>.</summary>
    public long Next(JobLock.Held held)
    {
        held.Check();
        return ++_sequence;
    }

    /// <summary>Takes a transition that has its number.</summary>
    public void Take(JobLock.Held held, in JobTransition transition)
    {
        held.Check();
        _filling.Add(transition);
    }

    /// <summary>Numbers go on after those of a store.</summary>
    public void StartAt(JobLock.Held held, long sequence)
    {
        held.Check();
        _delivered = _sequence = sequence;
    }

    /// <summary>Has a ticket granted when what was taken up to now is delivered.</summary>
    /// <returns>False if all is.</returns>
    public bool TryKeep(JobLock.Held held, JobTicket ticket)
    {
        held.Check();
        if (!_isDelivering && _filling.Count == 0)
        {
            return false;
        }

        ticket.Number = (_filling.Count > 0 ? _filling : _delivering)[^1].Sequence;
        _waiters.Enqueue(ticket);
        return true;
    }

    /// <summary>A sink is told of what comes from now on.</summary>
    public void Attach(JobLock.Held held, IJobEventSink sink)
    {
        held.Check();
        _sinks = [.. _sinks, new Subscription(sink, _sequence)];
    }

    public void Detach(JobLock.Held held, IJobEventSink sink)
    {
        held.Check();
        _sinks = Array.FindAll(_sinks, other => other.Sink != sink);
    }

    /// <summary>From now on nobody tells sinks but threads of the pool: a sink that blocks keeps no caller, nor what has to end.</summary>
    public void BeginEnd(JobLock.Held held)
    {
        held.Check();
        _isEnding = true;
    }

    /// <returns>True if the caller has to call <see cref="Deliver"/> once it has left the lock.</returns>
    public bool TryBegin(JobLock.Held held)
    {
        held.Check();
        if (_isDelivering || _filling.Count == 0)
        {
            return false;
        }

        _isDelivering = true;
        Swap();
        if (_isEnding)
        {
            dispatcher.QueueToPool(this);
        }

        return !_isEnding;
    }

    /// <summary>Another number for every call of a sink; an even one while none is told.</summary>
    public long Step => Volatile.Read(ref _step);

    /// <summary>Goes on without the sink that is being told: the others get what is left, in order.</summary>
    /// <param name="held">The lock.</param>
    /// <param name="step">The call that isn't waited for, see <see cref="Step"/>.</param>
    /// <returns>The sink, which is told of nothing more; null if that call is over.</returns>
    public IJobEventSink? TryPass(JobLock.Held held, long step)
    {
        held.Check();
        if (step % 2 == 0 || Interlocked.CompareExchange(ref _step, step + 1, step) != step)
        {
            return null;
        }

        IJobEventSink sink = _told[_sink - 1].Sink;
        _told = Array.ConvertAll(_told, other => other.Sink == sink ? other with { After = long.MaxValue } : other);
        Detach(held, sink);
        dispatcher.QueueToPool(this);
        return sink;
    }

    /// <summary>Null if everything up to now is delivered, or is delivered by the caller; else what to wait for.</summary>
    public JobTicket? WaitForDelivery(JobLock.Held held)
    {
        held.Check();
        if (!_isDelivering || (_filling.Count == 0 && _delivered >= _sequence))
        {
            return null;
        }

        var ticket = new JobTicket(dispatcher) { Number = _sequence };
        _waiters.Enqueue(ticket);
        return ticket;
    }

    /// <summary>Delivers one batch; what came meanwhile is left to somebody else, so that no caller is kept. Called without the lock.</summary>
    public void Deliver()
    {
        if (_transition == 0 && _sink == 0)
        {
            _told = Volatile.Read(ref _sinks);
        }

        for (; _transition < _delivering.Count; _transition++, _sink = 0)
        {
            JobTransition transition = _delivering[_transition];
            if (_sink == 0 && telemetry.WantsTransitions)
            {
                telemetry.OnTransition(transition);
            }

            while (_sink < _told.Length)
            {
                Subscription subscription = _told[_sink++];
                if (subscription.After < transition.Sequence && !TryTell(subscription.Sink, transition))
                {
                    return;
                }
            }
        }

        bool more;
        bool isEnding;
        JobTicket? granted = null;
        JobLock.Held held = shared.Take();
        try
        {
            long last = _delivering[^1].Sequence;
            _delivered = last;
            while (_waiters.TryPeek(out JobTicket? first) && (first.Number <= last || _filling.Count == 0))
            {
                _waiters.Dequeue();
                first.TryGrant();
                first.Next = granted;
                granted = first;
            }

            more = _filling.Count > 0;
            isEnding = _isEnding;
            _isDelivering = more;
            if (more)
            {
                Swap();
            }
        }
        finally
        {
            held.Exit();
        }

        if (more && isEnding)
        {
            dispatcher.QueueToPool(this);
        }
        else if (more)
        {
            dispatcher.Queue(this);
        }

        for (; granted is not null; granted = granted.Next)
        {
            granted.Publish();
        }
    }

    void IThreadPoolWorkItem.Execute() => Deliver();

    private void Swap()
    {
        _transition = _sink = 0;
        _delivering.Clear();
        (_filling, _delivering) = (_delivering, _filling);
    }

    /// <returns>False if the sink was given up meanwhile, and somebody else goes on.</returns>
    private bool TryTell(IJobEventSink sink, in JobTransition transition)
    {
        long step = _step + 1;
        Volatile.Write(ref _step, step);
        try
        {
            sink.OnTransition(transition);
        }
#pragma warning disable CA1031 // Whatever a sink throws is its own affair.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            JobLog.SinkFailed(logger, transition.Id, exception);
        }

        return Interlocked.CompareExchange(ref _step, step + 1, step) == step;
    }

    private readonly record struct Subscription(IJobEventSink Sink, long After);
}
