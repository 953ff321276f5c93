using System;
using QapiGen.Jobs.Core;

namespace QapiGen.Jobs.Events;

/// <summary>A job's status has changed.</summary>
/// <param name="Sequence">Number of the transition in its manager, from 1, without a gap.</param>
/// <param name="Job">Whose; null in a gap marker.</param>
/// <param name="From">The status before.</param>
/// <param name="State">The state after.</param>
/// <param name="Time">When, by the manager's clock.</param>
/// <param name="Missed">0; in a gap marker: how many transitions a slow watcher has missed just here.</param>
public readonly record struct JobTransition(
    long Sequence, Job? Job, JobStatus From, JobState State, DateTimeOffset Time, long Missed = 0)
{
    /// <summary>The new status.</summary>
    public JobStatus Status => State.Status;

    /// <summary>Id of the job; null in a gap marker.</summary>
    public string? Id => Job?.Id;

    /// <summary>Whether this stands for transitions that were missed, and is none itself.</summary>
    public bool IsGap => Missed > 0;
}
