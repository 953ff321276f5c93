using System;
using System.Collections.Generic;
using QapiGen.Jobs.Core;

namespace QapiGen.Jobs.Engine;

/// <summary>A transaction in an engine: its members, its state, and the lane in which whatever may call hooks goes one by one.</summary>
/// <remarks>A single job is a group of one, and needs no list for it.</remarks>
internal sealed class JobGroup(long number = 0)
{
    private long _number = number;
    private bool _isKept;
    private JobTransactionState _state;
    private Job? _only;
    private List<Job?>? _members;
    private bool _laneIsTaken;
    private Queue<JobTicket>? _line;

    public ref readonly JobTransactionState StateIn(JobLock.Held held)
    {
        held.Check();
        return ref _state;
    }

    /// <summary>Number in the store: that of its oldest member; 0 if no member is kept.</summary>
    public long NumberIn(JobLock.Held held)
    {
        held.Check();
        return _number;
    }

    /// <summary>Whether the store has a state of it.</summary>
    public bool IsKept(JobLock.Held held)
    {
        held.Check();
        return _isKept;
    }

    /// <summary>Whether its members alone don't say what was decided: there are several, or hooks to call.</summary>
    public bool HasToBeKept(JobLock.Held held)
    {
        held.Check();
        return _members is not null || (_only is { } only && only.StateIn(held).Has(JobFlags.HasTransactionHooks));
    }

    /// <summary>A member has its number: the first one's is the group's.</summary>
    public void NumberBy(JobLock.Held held, Job member)
    {
        held.Check();
        _number = _number == 0 ? member.Number : _number;
    }

    /// <summary>The store has a state of it from now on.</summary>
    public void Keep(JobLock.Held held)
    {
        held.Check();
        _isKept = true;
    }

    /// <summary>Those that haven't left, oldest first.</summary>
    public IEnumerable<Job> Members(JobLock.Held held)
    {
        held.Check();
        if (_members is null)
        {
            return _only is null ? [] : [_only];
        }

        return _members.FindAll(static member => member is not null)!;
    }

    /// <summary>The next thing to do after <paramref name="input"/>.</summary>
    public JobDirective Apply(JobLock.Held held, in JobTransactionInput input)
    {
        held.Check();
        JobTransactionStep step = JobTransactionCore.Apply(_state, input);
        _state = step.State;
        return step.Directive;
    }

    /// <exception cref="InvalidOperationException">Its members have begun to end, or are too many.</exception>
    public void Join(JobLock.Held held, Job job)
    {
        held.Check();
        int index = _state.Count;
        if (index == JobTransactionCore.MaxMembers)
        {
            throw new InvalidOperationException($"A transaction has at most {JobTransactionCore.MaxMembers} members.");
        }

        Apply(held, new JobTransactionInput(JobTransactionInputKind.Joined, index, job.StateIn(held).Has(JobFlags.AutoFinalize)));
        job.Join(held, index);
        if (index == 0)
        {
            _only = job;
            return;
        }

        _members ??= [_only];
        _members.Add(job);
    }

    /// <summary>Takes a member back that a store has kept, with the index that it has.</summary>
    /// <returns>False if another one has that index.</returns>
    public bool TryRejoin(JobLock.Held held, Job job)
    {
        held.Check();
        int index = job.MemberIndex;
        if (index < _state.Count && Member(held, index) is not null)
        {
            return false;
        }

        _state = _state with { Count = int.Max(_state.Count, index + 1) };
        if (index == 0 && _members is null)
        {
            _only = job;
            return true;
        }

        _members ??= [_only];
        while (_members.Count <= index)
        {
            _members.Add(null);
        }

        _members[index] = job;
        return true;
    }

    /// <summary>Takes the state that was kept, or that the members say.</summary>
    public void Restore(JobLock.Held held, in JobTransactionState state)
    {
        held.Check();
        _state = state;
        while (_members is not null && _members.Count < state.Count)
        {
            _members.Add(null);
        }
    }

    /// <summary>The member with an index; null if it has left.</summary>
    public Job? Member(JobLock.Held held, int index)
    {
        held.Check();
        return _members is null ? (index == 0 ? _only : null) : _members[index];
    }

    public void Leave(JobLock.Held held, Job job)
    {
        held.Check();
        if (_members is null)
        {
            _only = null;
        }
        else
        {
            _members[job.MemberIndex] = null;
        }
    }

    public bool TryEnterLane(JobLock.Held held)
    {
        held.Check();
        if (_laneIsTaken)
        {
            return false;
        }

        _laneIsTaken = true;
        return true;
    }

    public void StandInLine(JobLock.Held held, JobTicket ticket)
    {
        held.Check();
        (_line ??= new Queue<JobTicket>()).Enqueue(ticket);
    }

    /// <summary>Leaves the lane to the first in the line who still waits.</summary>
    /// <returns>Whose it is now; null if nobody's.</returns>
    public JobTicket? LeaveLane(JobLock.Held held)
    {
        held.Check();
        while (_line is not null && _line.TryDequeue(out JobTicket? ticket))
        {
            if (ticket.TryGrant())
            {
                return ticket;
            }
        }

        _laneIsTaken = false;
        return null;
    }
}
