using System;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Jobs.Storage;

/// <summary>What records come to together for one job.</summary>
public record struct JobChange
{
    /// <summary>Number of the job.</summary>
    public long Number { get; set; }

    /// <summary>What was chosen when the job was made, if that is in the batch; null for one that has its row already.</summary>
    public JobDefinition? Definition { get; set; }

    /// <summary>Whether the job is gone at the end. One that is new, too, never gets a row.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>Whether <see cref="State"/> and <see cref="Progress"/> are given.</summary>
    public bool HasState { get; set; }

    /// <summary>The newest state.</summary>
    public StoredJobState State { get; set; }

    /// <summary>Progress that came with it.</summary>
    public JobProgress Progress { get; set; }

    /// <summary>When the job was made, if it is new.</summary>
    public DateTimeOffset Created { get; set; }

    /// <summary>Time of the record with the newest state.</summary>
    public DateTimeOffset StateTime { get; set; }

    /// <summary>Number of the record with the newest state.</summary>
    public long StateSequence { get; set; }

    /// <summary>Number of the record with the newest checkpoint; 0 if there is none.</summary>
    public long CheckpointSequence { get; set; }

    /// <summary>The newest checkpoint.</summary>
    public ReadOnlyMemory<byte> Checkpoint { get; set; }

    /// <summary>Progress that came with it.</summary>
    public JobProgress CheckpointProgress { get; set; }

    /// <summary>Its time.</summary>
    public DateTimeOffset CheckpointTime { get; set; }
}
