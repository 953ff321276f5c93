using System;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Jobs.Storage;

/// <summary>One thing that happened, as its outcome. Which members count depends on <see cref="JobRecordKind"/>.</summary>
/// <param name="Sequence">Number of the record in its store: from 1, without a gap, over all epochs.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Job">Number of the job: given once in the life of a store, ascending; 0 in a record of a group or a note.</param>
/// <param name="Time">When, by the engine's clock, in whole microseconds UTC. May go back.</param>
/// <remarks>
/// Texts have neither U+0000 nor lone surrogates (<see cref="StoredText"/>), so that every store can keep them as they are. Arrays belong to the store from
/// <see cref="IJobStore.Append"/> on.
/// </remarks>
public readonly record struct JobRecord(long Sequence, JobRecordKind Kind, long Job, DateTimeOffset Time)
{
    /// <summary>What was chosen when the job was made.</summary>
    public JobDefinition? Definition { get; init; }

    /// <summary>The job's state after it.</summary>
    public StoredJobState State { get; init; }

    /// <summary>The status before; counts where <see cref="Transition"/> isn't 0.</summary>
    public JobStatus From { get; init; }

    /// <summary>Number of the transition: from 1, without a gap, over all epochs; 0 if the status hasn't changed.</summary>
    public long Transition { get; init; }

    /// <summary>What happened, for people who read the history.</summary>
    public JobInputKind Input { get; init; }

    /// <summary>How far the job is.</summary>
    public JobProgress Progress { get; init; }

    /// <summary>The checkpoint: JSON of a QAPI type.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The group.</summary>
    public StoredGroup Group { get; init; }

    /// <summary>What the host remembers together with this; null for nothing. A record of any kind may have one.</summary>
    public StoredNote? Note { get; init; }

    /// <summary>The next record belongs to the same piece: a store that keeps this one keeps that one, too, and one that loses that one has neither.</summary>
    public bool IsContinued { get; init; }
}

/// <summary>What a record says.</summary>
public enum JobRecordKind
{
    /// <summary>A job is made: <see cref="JobRecord.Definition"/>, <see cref="JobRecord.State"/>, and a transition.</summary>
    Created,

    /// <summary>A job's new state: <see cref="JobRecord.State"/>, <see cref="JobRecord.Progress"/>; a transition if the status has changed.</summary>
    State,

    /// <summary>A checkpoint, which replaces the one before: <see cref="JobRecord.Body"/>, <see cref="JobRecord.Progress"/>.</summary>
    Checkpoint,

    /// <summary>A job is gone, with its checkpoint; its id is free. A transition (to null); the history keeps it.</summary>
    Removed,

    /// <summary>A group's new state: <see cref="JobRecord.Group"/>, which replaces the one before; one that is closed is gone.</summary>
    Group,

    /// <summary>Nothing but a <see cref="JobRecord.Note"/>.</summary>
    Note,
}
