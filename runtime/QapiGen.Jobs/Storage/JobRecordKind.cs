namespace QapiGen.Jobs.Storage;

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
}
