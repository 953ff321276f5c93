using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Events;

namespace QapiGen.Jobs.Tests.Interleaving;

/// <summary>A sink that checks the order of what it is told.</summary>
internal sealed class OrderCheck(Action point) : IJobEventSink
{
    private readonly Dictionary<Job, JobStatus> _statuses = [];
    private long _last;
    private bool _isInside;

    public List<string> Faults { get; } = [];

    public void OnTransition(in JobTransition transition)
    {
        if (_isInside)
        {
            Faults.Add("calls overlap");
        }

        _isInside = true;
        point();
        if (transition.Sequence != _last + 1)
        {
            Faults.Add($"{transition.Sequence} after {_last}");
        }

        JobStatus before = _statuses.GetValueOrDefault(transition.Job!, JobStatus.Undefined);
        if (transition.From != before || !JobTransitions.IsAllowed(before, transition.Status))
        {
            Faults.Add($"{transition.Id}: {before}, then {transition.From} to {transition.Status}");
        }

        _statuses[transition.Job!] = transition.Status;
        _last = transition.Sequence;
        _isInside = false;
    }

    /// <summary>The last status announced.</summary>
    public JobStatus StatusOf(Job job) => _statuses.GetValueOrDefault(job, JobStatus.Undefined);

    public IEnumerable<Job> Jobs => _statuses.Keys.ToList();
}
