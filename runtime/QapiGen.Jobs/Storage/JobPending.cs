using System;

namespace QapiGen.Jobs.Storage;

/// <summary>What of a job's bodies isn't durable yet.</summary>
public readonly record struct JobPending
{
    /// <summary>Whether the job is gone.</summary>
    public bool IsRemoved { get; private init; }

    /// <summary>The arguments, if the job isn't durable itself; null if it is.</summary>
    public ReadOnlyMemory<byte>? Arguments { get; private init; }

    /// <summary>The newest checkpoint.</summary>
    public ReadOnlyMemory<byte> Checkpoint { get; private init; }

    /// <summary>Number of its record; 0 if there is none.</summary>
    public long CheckpointSequence { get; private init; }

    /// <summary>The bodies.</summary>
    /// <param name="stored">Those that are in the store; null if the job isn't there.</param>
    /// <param name="checkpointSequence">Number of the record with the checkpoint that is in the store; 0 if there is none.</param>
    /// <returns>Null if there is no such job.</returns>
    public JobBodies? Over(JobBodies? stored, long checkpointSequence)
    {
        if (IsRemoved)
        {
            return null;
        }

        JobBodies? bodies = stored ?? (Arguments is { } arguments ? new JobBodies(arguments, null) : null);
        return bodies is null || CheckpointSequence <= checkpointSequence ? bodies : bodies with { Checkpoint = Checkpoint };
    }

    internal JobPending With(long job, in JobRecord record)
    {
        if (record.Job != job || record.Kind is JobRecordKind.Group or JobRecordKind.Note)
        {
            return this;
        }

        return record.Kind switch
        {
            JobRecordKind.Created => this with { Arguments = record.Definition!.Arguments },
            JobRecordKind.Checkpoint => this with { Checkpoint = record.Body, CheckpointSequence = record.Sequence },
            JobRecordKind.Removed => this with { IsRemoved = true },
            _ => this,
        };
    }
}
