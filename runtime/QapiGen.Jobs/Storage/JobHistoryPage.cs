using System;
using System.Collections.Generic;
using QapiGen.Jobs.Core;

namespace QapiGen.Jobs.Storage;

/// <summary>A transition as it is kept.</summary>
/// <param name="Transition">Its number.</param>
/// <param name="Job">Number of the job.</param>
/// <param name="Id">Id of the job, which may be gone.</param>
/// <param name="From">The status before.</param>
/// <param name="To">The status after.</param>
/// <param name="Input">What happened.</param>
/// <param name="Time">When.</param>
public readonly record struct StoredTransition(
    long Transition, long Job, string Id, JobStatus From, JobStatus To, JobInputKind Input, DateTimeOffset Time);

/// <summary>A part of the history. How much of it a store keeps is bounded.</summary>
/// <param name="Transitions">The transitions, oldest first.</param>
/// <param name="Oldest">Number of the oldest that is kept; 0 if none is. What lies between the one asked from and this is gone.</param>
public sealed record JobHistoryPage(IReadOnlyList<StoredTransition> Transitions, long Oldest);
