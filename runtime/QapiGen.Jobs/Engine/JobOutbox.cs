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
/// Who holds the lock gets at it (<see cref="JobLock.Held"/>); what is called without it says so.
/// </remarks>
internal sealed class JobOutbox(object gate, RunDispatcher dispatcher, ILogger logger, JobTelemetry telemetry, Action? schedulingPoint) : IThreadPoolWorkItem
{
    private readonly Queue<JobTicket> _waiters = new();
    private List<JobTransition> _filling = [];
    private List<JobTransition> _delivering = [];
    private Subscription[] _sinks = [];
    private bool _isDelivering;
    private long _delivered;

    /// <summary>Number of the last transition.</summary>
    public long Sequence { get; private set; }

    public void Add(Job job, JobStatus from, in JobState state, TimeProvider clock)
    {
        if (_sinks.Length > 0 || telemetry.WantsTransitions)
        {
            _filling.Add(new JobTransition(Sequence + 1, job, from, state, clock.GetUtcNow()));
        }

        Sequence++;
    }

    /// <summary>Whether anybody is told of transitions.</summary>
    public bool HasSinks => _sinks.Length > 0 || telemetry.WantsTransitions;

    /// <summary>The number of a transition that is told later, by <see cref="Take"/>.</summary>
    public long Next() => ++Sequence;

    /// <summary>Takes a transition that has its number.</summary>
    public void Take(in JobTransition transition) => _filling.Add(transition);

    /// <summary>Numbers go on after those of a store.</summary>
    public void StartAt(long sequence) => _delivered = Sequence = sequence;

    /// <summary>Has a ticket granted when what was taken up to now is delivered.</summary>
    /// <returns>False if all is.</returns>
    public bool TryKeep(JobTicket ticket)
    {
        if (!_isDelivering && _filling.Count == 0)
        {
            return false;
        }

        ticket.Number = (_filling.Count > 0 ? _filling : _delivering)[^1].Sequence;
        _waiters.Enqueue(ticket);
        return true;
    }

    /// <summary>A sink is told of what comes from now on.</summary>
    public void Attach(IJobEventSink sink) => _sinks = [.. _sinks, new Subscription(sink, Sequence)];

    public void Detach(IJobEventSink sink) => _sinks = Array.FindAll(_sinks, other => other.Sink != sink);

    /// <returns>True if the caller has to call <see cref="Deliver"/> once it has left the lock.</returns>
    public bool TryBegin()
    {
        if (_isDelivering || _filling.Count == 0)
        {
            return false;
        }

        _isDelivering = true;
        Swap();
        return true;
    }

    /// <summary>Null if everything up to now is delivered, or is delivered by the caller; else what to wait for.</summary>
    public JobTicket? WaitForDelivery()
    {
        if (!_isDelivering || (_filling.Count == 0 && _delivered >= Sequence))
        {
            return null;
        }

        var ticket = new JobTicket(dispatcher) { Number = Sequence };
        _waiters.Enqueue(ticket);
        return ticket;
    }

    /// <summary>Delivers one batch; what came meanwhile is left to somebody else, so that no caller is kept. Called without the lock.</summary>
    public void Deliver()
    {
        Subscription[] sinks = Volatile.Read(ref _sinks);
        long last = 0;
        foreach (JobTransition transition in _delivering)
        {
            last = transition.Sequence;
            if (telemetry.WantsTransitions)
            {
                telemetry.OnTransition(transition);
            }

            foreach (Subscription subscription in sinks)
            {
                if (subscription.After < last)
                {
                    Tell(subscription.Sink, transition);
                }
            }
        }

        schedulingPoint?.Invoke();
        bool more;
        JobTicket? granted = null;
        lock (gate)
        {
            _delivered = last;
            while (_waiters.TryPeek(out JobTicket? first) && (first.Number <= last || _filling.Count == 0))
            {
                _waiters.Dequeue();
                first.TryGrant();
                first.Next = granted;
                granted = first;
            }

            more = _filling.Count > 0;
            _isDelivering = more;
            if (more)
            {
                Swap();
            }
        }

        if (more)
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
        _delivering.Clear();
        (_filling, _delivering) = (_delivering, _filling);
    }

    private void Tell(IJobEventSink sink, in JobTransition transition)
    {
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
    }

    private readonly record struct Subscription(IJobEventSink Sink, long After);
}
