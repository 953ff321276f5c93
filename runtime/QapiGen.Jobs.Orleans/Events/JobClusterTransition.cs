using System;

namespace QapiGen.Jobs.Orleans.Events;

/// <summary>A job's status has changed, on some node.</summary>
/// <param name="Shard">The shard of the job: order counts within one.</param>
/// <param name="Sequence">Number of the transition in its shard, from 1, without a gap.</param>
/// <param name="Id">Id of the job; empty in a gap marker.</param>
/// <param name="From">The status before.</param>
/// <param name="Status">The new status.</param>
/// <param name="Error">Why the job failed; null while it hasn't, or if that isn't known any more.</param>
/// <param name="Time">When, by the clock of the job's node.</param>
/// <param name="Missed">0; in a gap marker: how many transitions this node, or a slow reader, has missed just here.</param>
public readonly record struct JobClusterTransition(
    int Shard, long Sequence, string Id, JobStatus From, JobStatus Status, string? Error, DateTimeOffset Time, long Missed = 0)
{
    /// <summary>Whether this stands for transitions that were missed, and is none itself.</summary>
    public bool IsGap => Missed > 0;
}
